"""How the log's people, days and entries are put into mrkdwn: inert, and short."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.logbook.health import entry_day, moved_by
from bot.logbook.model import Audience, Kind, Side
from bot.logbook.text import MENTION
from bot.slack.text import inert, inert_line, link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.logbook.model import Alliance, Entry, Team
    from bot.logbook.replies import HealthPoint, Row

SUMMARY_SHOWN = 200
NAME_SHOWN = 80
FIELD_SHOWN = 150

ARROWS = {"up": "↗ better", "down": "↘ worse", "steady": "→ steady"}


def value(team: Team | int, **parts: object) -> str:
    """Pack what a button needs: the team first, so that it is checked first."""
    team_id = team if isinstance(team, int) else team.id
    return json.dumps({"team": team_id, **parts}, separators=(",", ":"), ensure_ascii=False)


def person(who: str, *, loudly: bool = True) -> str:
    """Return an owner: a mention as Slack draws it, or an inert name.

    A mention in a message that others see pings its person; where that is not wanted, *loudly* is
    off and no name is shown at all.
    """
    if MENTION.fullmatch(who):
        return who if loudly else "a colleague"
    return inert_line(who, NAME_SHOWN)


def said(text: str, limit: int = SUMMARY_SHOWN) -> str:
    """Return one line of people's own words, inert."""
    return inert_line(MENTION.sub("@colleague", text), limit)


def said_lines(text: str) -> str:
    """Return several lines of people's own words, inert."""
    return inert(MENTION.sub("@colleague", text))


def day(on: date, today: date) -> str:
    """Return a day as people say it: ``Fri 4 Dec``, with the year when it is another."""
    return f"{on:%a %-d %b}" if on.year == today.year else f"{on:%a %-d %b %Y}"


def due(entry: Entry, today: date) -> str:
    """Say when it is due and whether that is past."""
    if entry.due_on is None:
        return f"due “{inert_line(entry.due_text, FIELD_SHOWN)}”" if entry.due_text else ""
    late = (today - entry.due_on).days
    if late > 0:
        return f"*{late} {'day' if late == 1 else 'days'} late* (due {day(entry.due_on, today)})"
    if late == 0:
        return "*due today*"
    return f"due {day(entry.due_on, today)}"


def entry_line(  # noqa: PLR0913  what a line tells, all by name
    row: Row,
    today: date,
    *,
    names_alliance: bool = True,
    names_kind: bool = True,
    names_side: bool = True,
    loudly: bool = True,
) -> str:
    """Return an entry in two short lines: number and words, then what, who, when and where."""
    entry = row.entry
    alliance = f"{said(row.alliance.name, NAME_SHOWN)} · " if names_alliance else ""
    quiet = facts(entry, today, loudly=loudly, names_kind=names_kind, names_side=names_side)
    return f"*#{entry.number}* {alliance}{said(entry.summary)}\n{quiet}".rstrip()


def facts(
    entry: Entry,
    today: date,
    *,
    loudly: bool = True,
    names_kind: bool = True,
    names_side: bool = True,
) -> str:
    """Return the quiet facts of an entry; what everybody expects is left out."""
    is_ours = entry.side is Side.OURS or entry.kind is Kind.HEALTH
    is_told = entry.side is Side.THEIRS and not names_side  # a heading says so
    expected = {"noted", "open", "held", "final", *(() if names_kind else ("agreed",))}
    parts = [
        entry.kind.value if names_kind else "",
        "" if entry.status in expected else entry.status,
        "" if is_ours or is_told else entry.side.value,
        person(entry.owner, loudly=loudly) if entry.owner else "",
        due(entry, today),
        *_own(entry),
        day(entry_day(entry), today) if entry.due_on is None else "",
        "shared" if entry.audience is Audience.SHARED else "",
        link(entry.permalink, "message") if entry.permalink else "",
    ]
    return " · ".join(part for part in parts if part)


def _own(entry: Entry) -> list[str]:
    shown = (
        "likelihood",
        "impact",
        "priority",
        "layer",
        "value",
        "sure",
        "decided by",
    )
    return [
        f"{name} {said(entry.fields[name], FIELD_SHOWN)}"
        for name in shown
        if entry.fields.get(name)
    ]


def health(point: HealthPoint | None, trend: str = "") -> str:
    """Return a health check in a few words."""
    if point is None:
        return ""
    sides = [
        f"{who} {score:.1f}"
        for who, score in (("us", point.ours), ("them", point.theirs))
        if score is not None
    ]
    arrow = f" {ARROWS[trend]}" if trend else ""
    return f"{', '.join(sides)}{arrow}"


def sides(points: Sequence[HealthPoint]) -> str:
    """Say how each side's score moved between the last two checks: they may part ways."""
    moved = (
        (who, moved_by([score(point) for point in points]))
        for who, score in (("us", attrgetter("ours")), ("them", attrgetter("theirs")))
    )
    return ", ".join(f"{who} {ARROWS[way]}" for who, way in moved if way)


def alliance_name(alliance: Alliance) -> str:
    """Return an alliance's name, bold and inert."""
    return f"*{said(alliance.name, NAME_SHOWN)}*"
