"""Any reply of the log as Slack messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.logbook.replies import (
    AllianceCard,
    AllianceSaved,
    Choice,
    DueList,
    EntryCard,
    HelpText,
    Ledger,
    Listing,
    Pack,
    Portfolio,
    Reply,
    Saved,
    StaleList,
    TeamCard,
    Trend,
    Undone,
    WhichTeam,
)
from bot.slack.blocks import logbook_cards as cards
from bot.slack.blocks import logbook_lists as lists
from bot.slack.blocks.elements import Block, Message, contexts, paginate, section
from bot.slack.text import NOTICE_LIMIT, first_sentence, inert, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from bot.logbook.model import Team

_DRAWN: dict[type, Callable[[Any, Team], list[Block]]] = {
    AllianceSaved: cards.alliance_saved_blocks,
    Undone: lambda reply, _team: cards.undone_blocks(reply),
    EntryCard: cards.entry_blocks,
    AllianceCard: cards.alliance_blocks,
    Choice: cards.choice_blocks,
    WhichTeam: lambda reply, _team: cards.which_team_blocks(reply),
    TeamCard: lambda reply, _team: cards.team_blocks(reply, reply.team),
    HelpText: lambda reply, _team: cards.help_blocks(reply),
    Listing: lists.listing_blocks,
    Portfolio: lists.portfolio_blocks,
    DueList: lists.due_blocks,
    Ledger: lists.ledger_blocks,
    StaleList: lists.stale_blocks,
    Trend: lists.trend_blocks,
    Pack: lists.pack_blocks,
}


def reply_messages(
    reply: Reply, team: Team, today: date, *, names_team: bool = False
) -> list[Message]:
    """Draw *reply* in as few messages as Slack's limits allow."""
    if isinstance(reply, Saved):
        blocks = cards.saved_blocks(reply, team, today)
    else:
        blocks = _DRAWN[type(reply)](reply, team)
    notice = _notice(blocks)
    if names_team:
        blocks = [*contexts(cards.team_line(team)), *blocks]
    return paginate(notice, blocks, "log")


def text_message(text: str) -> Message:
    """Draw a plain sentence of ours, in which people's words may stand."""
    safe = inert(text).replace("\N{MODIFIER LETTER GRAVE ACCENT}", "`")
    return Message(split(safe, NOTICE_LIMIT)[0], (section(split(safe)[0]),))


def _notice(blocks: list[Block]) -> str:
    """Take what a notification shows from the first block that says something."""
    for block in blocks:
        text = block.get("text") or next(iter(block.get("fields") or []), None)
        if text:
            words = str(text["text"]).replace("*", "")
            inert_words = words if text["type"] == "mrkdwn" else inert(words)
            return split(first_sentence(inert_words, len(inert_words)), NOTICE_LIMIT)[0]
    return "Alliance log"
