"""The modal behind *Show passage*: the proving words in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.blocks.elements import Block, contexts, header, label, sections
from bot.slack.blocks.sources import source_of
from bot.slack.text import (
    SECTION_LIMIT,
    TITLE_LIMIT,
    VIEW_BLOCKS,
    clip,
    inert,
    inert_line,
    one_line,
    split,
)

if TYPE_CHECKING:
    from bot.store.conversations import Proof

AROUND = 700
"""Characters shown before and after a passage."""


def passage_view(proof: Proof) -> dict[str, Any]:
    """Draw a passage with the quoted words in bold, its surroundings and where it is from."""
    blocks = [header(one_line(proof.work.title) or "Passage"), *contexts(source_of(proof))]
    if proof.before:
        blocks += contexts(inert(f"… {_tail(proof.before)}"))
    blocks += _passage(proof)
    if proof.after:
        blocks += contexts(inert(f"{clip(proof.after.strip(), AROUND)} …"))
    blocks += contexts(_facts(proof))
    return _view(_title(proof), blocks[:VIEW_BLOCKS])


def missing_view(reason: str) -> dict[str, Any]:
    """Draw a modal that says why there is no passage to show."""
    return _view("Passage", sections(inert(reason)))


def _title(proof: Proof) -> str:
    return f"Passage [{proof.number}]" if proof.number > 0 else "Nearest passage"


def _view(title: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": label(title, TITLE_LIMIT),
        "close": label("Close", TITLE_LIMIT),
        "blocks": blocks,
    }


def _tail(text: str) -> str:
    kept = text.strip()
    return kept if len(kept) <= AROUND else kept[-AROUND:].lstrip()


def _passage(proof: Proof) -> list[Block]:
    start = proof.text.find(proof.quote) if proof.quote else -1
    if start < 0:
        return sections(inert(proof.text))
    end = start + len(proof.quote)
    lead, tail = proof.text[:start], proof.text[end:]
    whole = f"{inert(lead)}{_bold(proof.quote)}{inert(tail)}"
    if len(whole) <= SECTION_LIMIT:
        return sections(whole)
    bold = [
        block
        for piece in split(inert(proof.quote), SECTION_LIMIT - 200)
        for block in _strong(piece)
    ]
    return [*sections(inert(lead)), *bold, *sections(inert(tail))]


def _bold(quote: str) -> str:
    """Mark each line by itself: mrkdwn's bold does not reach over a line's end."""
    lines = (inert(line) for line in quote.split("\n"))
    return "\n".join(f"*{line.strip()}*" if line.strip() else "" for line in lines)


def _strong(piece: str) -> list[Block]:
    return sections("\n".join(f"*{line.strip()}*" for line in piece.split("\n") if line.strip()))


def _facts(proof: Proof) -> str:
    built = f"{proof.built_at:%d %B %Y, %H:%M} UTC" if proof.built_at else ""
    parts = [
        "The quoted words are in bold" if proof.quote else "Nearest passage: it proves nothing",
        f"file: {inert_line(proof.source, 200)}",
        f"indexed {built}" if built else "",
    ]
    return " · ".join(part for part in parts if part)
