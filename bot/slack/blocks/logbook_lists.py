"""Lists of the log: entries, alliances, what is due, what is owed, packs and trends."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.logbook.kinds import is_open
from bot.logbook.model import Side
from bot.slack.blocks.elements import (
    Block,
    actions,
    button,
    contexts,
    header,
    label,
    mrkdwn,
    section,
    sections,
)
from bot.slack.blocks.logbook_chart import trend_chart
from bot.slack.blocks.logbook_words import (
    NAME_SHOWN,
    alliance_name,
    day,
    entry_line,
    health,
    said,
    sides,
    value,
)
from bot.slack.text import OPTION_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.logbook.model import Team
    from bot.logbook.replies import (
        AllianceLine,
        DueList,
        Ledger,
        Listing,
        Pack,
        Portfolio,
        Row,
        StaleList,
        Trend,
    )

OPEN = "log_open"
DONE = "log_done"
RUN = "log_run"
PACK_FILE = "log_pack_file"
PICTURE = "log_picture"
NEW_ENTRY = "log_new_entry"
MOST_OPTIONS = 100
PAIRS = 5
"""A section has ten fields at most: five rows of two columns."""

MOST_LINES = 25
MIXED = frozenset({"Risks and issues"})
"""Parts of a pack that hold several kinds, so that each line says which."""


def listing_blocks(reply: Listing, team: Team) -> list[Block]:
    """Draw a page of entries."""
    if not reply.rows:
        return sections(said(reply.empty, 500).replace("\N{MODIFIER LETTER GRAVE ACCENT}", "`"))
    count = f" ({len(reply.rows)} of {reply.total})" if reply.total > len(reply.rows) else ""
    blocks = [header(f"{reply.title}{count}")]
    blocks += [row_block(row, team, reply.today) for row in reply.rows]
    if reply.more:
        text = reply.more.partition(" ")[2]
        blocks.append(actions([button("Next page", RUN, value(team, text=text))]))
    return blocks


def row_block(row: Row, team: Team, today: date, *, names_alliance: bool = True) -> Block:
    """Draw one entry with the button that fits it best."""
    text = section(entry_line(row, today, names_alliance=names_alliance))
    number = row.entry.number
    if is_open(row.entry):
        fits = button("Done", DONE, value(team, number=number), says=f"Done: #{number}")
    else:
        fits = button("Open", OPEN, value(team, number=number), says=f"Open #{number}")
    return {**text, "accessory": fits}


def portfolio_blocks(reply: Portfolio, team: Team) -> list[Block]:
    """Draw all alliances of a team."""
    if not reply.lines:
        return sections(
            "No alliances yet. `/alliance new Acme` starts one; then "
            "`/alliance log Acme decision: pilot moves to Q1` writes its first entry."
        )
    blocks = [header(f"Alliances of {team.name}")]
    for start in range(0, len(reply.lines), MOST_LINES):
        lines = reply.lines[start : start + MOST_LINES]
        blocks += sections("\n".join(alliance_line(line, reply.today) for line in lines))
    return blocks


def alliance_line(line: AllianceLine, today: date) -> str:
    """Draw an alliance in one line."""
    alliance = line.alliance
    parts = [
        alliance.stage.value,
        f"{line.open} open" if line.open else "",
        f"*{line.overdue} overdue*" if line.overdue else "",
        f"health {health(line.health, line.trend)}" if line.health else "",
        f"review {day(alliance.next_review_on, today)}" if alliance.next_review_on else "",
    ]
    return f"{alliance_name(alliance)} · {' · '.join(part for part in parts if part)}"


def due_blocks(reply: DueList, team: Team) -> list[Block]:
    """Draw what is overdue, what is due soon, and dates of alliances."""
    if not (reply.overdue or reply.upcoming or reply.dates):
        return sections(f"Nothing is overdue and nothing falls due in {reply.days} days.")
    blocks: list[Block] = [header(reply.title)]
    for title, rows in (("Overdue", reply.overdue), (f"Next {reply.days} days", reply.upcoming)):
        if rows:
            blocks.append(section(f"*{title}*"))
            blocks += [row_block(row, team, reply.today) for row in rows[:MOST_LINES]]
    if reply.more:
        blocks += contexts(f"and {reply.more} more: `/alliance due ALLIANCE` or `list open`")
    if reply.dates:
        lines = [
            f"{alliance_name(d.alliance)} · {d.what} {day(d.on, reply.today)}" for d in reply.dates
        ]
        blocks += sections("\n".join(["*Dates of alliances*", *lines[:MOST_LINES]]))
    return blocks


def ledger_blocks(reply: Ledger, team: Team) -> list[Block]:
    """Draw open commitments in two columns, or one when one side was asked for."""
    blocks: list[Block] = [header(reply.title)]
    names = _names_alliances(reply)
    if reply.side is not None:
        rows = {Side.OURS: reply.ours, Side.THEIRS: reply.theirs}.get(reply.side, ()) + reply.joint
        title = "*We owe*" if reply.side is Side.OURS else "*They owe us*"
        blocks.append(section(f"{title} ({len(rows)})"))
        blocks += [row_block(r, team, reply.today, names_alliance=names) for r in rows[:MOST_LINES]]
    else:
        ours, theirs = (*reply.ours, *reply.joint), (*reply.theirs, *reply.joint)
        blocks += _columns(ours, theirs, reply.today, names_alliance=names)
    if menu := open_menu((*reply.ours, *reply.theirs, *reply.joint), team):
        blocks.append(actions([menu]))
    return blocks


def _names_alliances(reply: Ledger) -> bool:
    rows = (*reply.ours, *reply.theirs, *reply.joint)
    return len({row.alliance.id for row in rows}) > 1


def _columns(
    ours: Sequence[Row], theirs: Sequence[Row], today: date, *, names_alliance: bool
) -> list[Block]:
    heads = (f"*We owe* ({len(ours)})", f"*They owe us* ({len(theirs)})")
    lines = [
        [
            entry_line(
                row, today, names_alliance=names_alliance, names_kind=False, names_side=False
            )
            for row in side[:MOST_LINES]
        ]
        or ["Nothing open."]
        for side in (ours, theirs)
    ]
    pairs = [heads, *zip_longest(*lines, fillvalue="\N{NO-BREAK SPACE}")]
    return [
        {
            "type": "section",
            "fields": [mrkdwn(text) for pair in pairs[start : start + PAIRS] for text in pair],
        }
        for start in range(0, len(pairs), PAIRS)
    ]


def open_menu(rows: Iterable[Row], team: Team) -> Block | None:
    """Return a menu that opens any of *rows*; nothing where there are none."""
    options = [
        {
            "text": label(f"#{row.entry.number} {row.entry.summary}", OPTION_LIMIT),
            "value": value(team, number=row.entry.number),
        }
        for row in {row.entry.number: row for row in rows}.values()
    ][:MOST_OPTIONS]
    if not options:
        return None
    return {
        "type": "static_select",
        "action_id": OPEN,
        "placeholder": label("Open an entry …"),
        "options": options,
    }


def stale_blocks(reply: StaleList, _team: Team) -> list[Block]:
    """Draw the alliances that were silent."""
    if not reply.alliances:
        return sections(f"Every alliance had {_a(reply.what)} in the last {reply.days} days.")
    lines = [
        f"{alliance_name(alliance)} · "
        + (f"last {reply.what} {day(last.date(), reply.today)}" if last else f"no {reply.what} yet")
        for alliance, last in reply.alliances
    ]
    return [
        header(f"Without {_a(reply.what)} in {reply.days} days"),
        *sections("\n".join(lines[:100])),
    ]


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def trend_blocks(reply: Trend, team: Team) -> list[Block]:
    """Draw the health of an alliance over time: a chart, the checks in words, a picture to keep."""
    name = said(reply.alliance.name, NAME_SHOWN)
    if not reply.points:
        return sections(
            f"No health check of {name} yet. For example: "
            f"`/alliance health {name} us 4.1 them 3.2, gap is decision speed`"
        )
    trend = sides(reply.points)
    lines = [
        f"{day(point.on, reply.today)} · {_bar(point.ours)} us · {_bar(point.theirs)} them"
        + (f" · {said(point.gap)}" if point.gap else "")
        for point in reply.points[-12:]
    ]
    chart = trend_chart(reply)
    blocks = [header(f"Health of {reply.alliance.name}"), *([chart] if chart else [])]
    blocks += sections("\n".join(lines))
    if trend:
        blocks += contexts(f"Since the check before: {trend}. 1 is worst, 5 is best.")
    picture = button("Picture", PICTURE, value(team, alliance=reply.alliance.id))
    return [*blocks, actions([picture])]


def _bar(score: float | None) -> str:
    if score is None:
        return "not asked"
    full = round(score)
    return f"{'●' * full}{'○' * (5 - full)} *{score:.1f}*"


def pack_blocks(pack: Pack, team: Team) -> list[Block]:
    """Draw a meeting's pack; every line carries its number and the link to its message."""
    since = f"Since {day(pack.since, pack.today)}" if pack.since else "Since the beginning"
    meeting = f", the meeting logged as #{pack.since_meeting}" if pack.since_meeting else ""
    blocks = [header(f"{pack.alliance.name}: pack for {pack.today:%-d %b %Y}")]
    blocks += contexts(f"{pack.alliance.stage.value.capitalize()}. {since}{meeting}.")
    ledger = pack.ledger
    parts: tuple[tuple[str, Sequence[Row], str], ...] = (
        ("We owe", ledger.ours, "Nothing open on our side."),
        ("They owe us", ledger.theirs, "Nothing open on their side."),
        ("We owe together", ledger.joint, ""),
        ("Decided", pack.decisions, "Nothing was decided."),
        ("To be decided", pack.proposals, ""),
        ("Risks and issues", pack.risks, "None open."),
        ("Milestones ahead", pack.milestones, ""),
        ("Changes", pack.changes, ""),
    )
    for title, rows, empty in parts:
        if rows or empty:
            lines = [
                entry_line(
                    row,
                    pack.today,
                    names_alliance=False,
                    names_kind=title in MIXED,
                    names_side=title in MIXED,
                )
                for row in rows
            ]
            blocks += sections("\n".join([f"*{title}*", *(lines or [empty])]))
    checks = [f"{day(p.on, pack.today)} · {health(p)}" for p in pack.health]
    if trend := sides(pack.health):
        checks.append(f"Since the check before: {trend}")
    blocks += sections("\n".join(["*Health*", *(checks or ["No health check yet."])]))
    if pack.prompts:
        blocks += sections("\n".join(["*Not to forget*", *(f"• {p}" for p in pack.prompts)]))
    return [*blocks, actions(_pack_actions(pack, team))]


def _pack_actions(pack: Pack, team: Team) -> list[Block]:
    rows = (*pack.ledger.ours, *pack.ledger.theirs, *pack.decisions, *pack.risks)
    since = pack.since.isoformat() if pack.since and not pack.since_meeting else ""
    file = button("Markdown file", PACK_FILE, value(team, alliance=pack.alliance.id, since=since))
    menu = open_menu(rows, team)
    return [file, menu] if menu else [file]
