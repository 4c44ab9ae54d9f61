"""Digests and reminders as messages in a team's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks.elements import Block, Message, contexts, header, paginate, section, sections
from bot.slack.blocks.logbook_words import alliance_name, day, entry_line
from bot.slack.text import NOTICE_LIMIT, inert_line

if TYPE_CHECKING:
    from datetime import date

    from bot.logbook.model import Team
    from bot.logbook.notices import Notice
    from bot.logbook.replies import Row

MOST_ROWS = 12


def notice_messages(notice: Notice, team: Team, today: date, mark: str) -> list[Message]:
    """Draw a notice. Only a reminder names owners so that Slack notifies them."""
    is_digest = notice.kind == "digest"
    title = f"Week of {today:%-d %B}: {team.name}" if is_digest else "Due"
    blocks: list[Block] = [header(title)]
    for name, rows in (("Overdue", notice.overdue), ("Due", notice.upcoming)):
        blocks += _rows(name, rows, today, loudly=not is_digest)
    if notice.more:
        blocks += contexts(f"and {notice.more} more: `/alliance due`")
    if notice.dates:
        lines = [f"{alliance_name(d.alliance)} · {d.what} {day(d.on, today)}" for d in notice.dates]
        blocks += sections("\n".join(["*Dates of alliances*", *lines[:MOST_ROWS]]))
    if notice.silent:
        lines = [alliance_name(alliance) for alliance in notice.silent[:MOST_ROWS]]
        blocks += sections("\n".join(["*No entry in 60 days*", *lines]))
    name = "digest" if is_digest else "reminders"
    blocks += contexts(f"`/alliance done #…` finishes one. `/alliance team {name} off` ends these.")
    return paginate(inert_line(_words(notice, team), NOTICE_LIMIT), blocks, mark)


def _rows(name: str, rows: tuple[Row, ...], today: date, *, loudly: bool) -> list[Block]:
    if not rows:
        return []
    blocks: list[Block] = [section(f"*{name}*")]
    return [*blocks, *(section(entry_line(row, today, loudly=loudly)) for row in rows)]


def _words(notice: Notice, team: Team) -> str:
    parts = [
        f"{len(notice.overdue)} overdue" if notice.overdue else "",
        f"{len(notice.upcoming)} due" if notice.upcoming else "",
        f"{len(notice.dates)} dates ahead" if notice.dates else "",
        f"{len(notice.silent)} silent alliances" if notice.silent else "",
    ]
    return f"{team.name}: {', '.join(part for part in parts if part)}"
