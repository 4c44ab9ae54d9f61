"""The pack as Markdown: for a file that is read, mailed and printed outside Slack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.logbook.health import direction, entry_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.logbook.replies import HealthPoint, Pack, Row

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_HEADING_OR_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")


def escaped(text: str) -> str:
    """Make *text* mean itself in Markdown: no markup, no HTML."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _HEADING_OR_LIST.sub(r"\1\\\2\3", text)


def pack_markdown(pack: Pack) -> str:
    """Write a meeting's pack; every line names its entry and links its Slack message."""
    lines = [f"# {escaped(pack.alliance.name)}: pack of {pack.today:%-d %b %Y}", ""]
    lines += [f"Stage: {pack.alliance.stage}. {_since(pack)}", ""]
    parts: tuple[tuple[str, Sequence[Row], str], ...] = (
        ("We owe", pack.ledger.ours, "Nothing open on our side."),
        ("They owe", pack.ledger.theirs, "Nothing open on their side."),
        ("We owe together", pack.ledger.joint, ""),
        ("Decided", pack.decisions, "Nothing was decided."),
        ("To be decided", pack.proposals, ""),
        ("Risks and issues", pack.risks, "None open."),
        ("Milestones ahead", pack.milestones, ""),
        ("Changes", pack.changes, ""),
    )
    for title, rows, empty in parts:
        if rows or empty:
            lines += [f"## {title}", ""]
            lines += [_line(row, pack.today) for row in rows] or [empty]
            lines.append("")
    lines += ["## Health", "", *(_health(pack.health) or ["No health check yet."]), ""]
    if pack.prompts:
        lines += ["## Not to forget", "", *(f"- {escaped(p)}" for p in pack.prompts), ""]
    return "\n".join(lines).rstrip() + "\n"


def _since(pack: Pack) -> str:
    if pack.since is None:
        return ""
    meeting = f" (meeting #{pack.since_meeting})" if pack.since_meeting else ""
    return f"Since {pack.since:%-d %b %Y}{meeting}."


def _line(row: Row, today: date) -> str:
    entry = row.entry
    parts = [f"owner {entry.owner}" if entry.owner else ""]
    if entry.due_on:
        late = " (overdue)" if entry.due_on < today else ""
        parts.append(f"due {entry.due_on:%-d %b %Y}{late}")
    elif entry.due_text:
        parts.append(f"due {entry.due_text}")
    if not entry.due_on and not entry.due_text:
        parts.append(f"{entry_day(entry):%-d %b %Y}")
    known = ("likelihood", "impact", "priority", "decided by", "partner")
    parts += [f"{name} {entry.fields[name]}" for name in known if entry.fields.get(name)]
    said = ", ".join(escaped(part) for part in parts if part)
    link = f" ([message]({entry.permalink}))" if entry.permalink else ""
    return f"- **#{entry.number}** {escaped(entry.summary)} — {said}{link}"


def _health(points: tuple[HealthPoint, ...]) -> list[str]:
    lines = [
        f"- {point.on:%-d %b %Y}: us {_score(point.ours)}, them {_score(point.theirs)}"
        + (f"; gap: {escaped(point.gap)}" if point.gap else "")
        + f" (#{point.number})"
        for point in points
    ]
    trend = direction(points)
    return [*lines, f"- Trend: {trend}"] if trend else lines


def _score(value: float | None) -> str:
    return "not asked" if value is None else f"{value:.1f}"
