"""The few Block Kit elements that every client renders, and messages made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.slack.text import (
    BUTTON_LIMIT,
    HEADER_LIMIT,
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    plain,
    split,
)

Block = dict[str, Any]

CHART = "data_visualization"
"""Slack's own chart, new in June 2026; there is no model of it in the SDK."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one Slack message says: blocks, and the text that notifications show in their place."""

    text: str
    blocks: tuple[Block, ...]


def mrkdwn(text: str) -> Block:
    """Return a text object that Slack does not search for names and addresses on its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> Block:
    """Return one section; *text* is mrkdwn within the limit of a section."""
    return {"type": "section", "text": mrkdwn(text)}


def sections(text: str) -> list[Block]:
    """Return as many sections as *text*, mrkdwn of any length, needs."""
    return [section(piece) for piece in split(text)]


def contexts(text: str) -> list[Block]:
    """Return quiet lines, as many blocks as *text* needs."""
    return [{"type": "context", "elements": [mrkdwn(piece)]} for piece in split(text)]


def header(text: str) -> Block:
    """Return a heading of untrusted text."""
    return {"type": "header", "text": label(text, HEADER_LIMIT)}


def label(text: str, limit: int = BUTTON_LIMIT) -> Block:
    """Return a plain text object of untrusted text, cut to *limit*."""
    return {"type": "plain_text", "text": plain(text, limit), "emoji": False}


def button(text: str, action: str, value: str, *, says: str = "") -> Block:
    """Return a button; *says* is read out in place of a terse label."""
    made = {"type": "button", "text": label(text), "action_id": action, "value": value}
    return {**made, "accessibility_label": plain(says, BUTTON_LIMIT)} if says else made


def actions(elements: list[Block]) -> Block:
    """Return a row of buttons or menus."""
    return {"type": "actions", "elements": elements}


def without_drawing(message: Message) -> Message:
    """Return a message of its first words alone, still known by its ``block_id``."""
    words = f"{message.text}\n(Slack would not show the rest of this answer.)"
    return Message(message.text, ({**section(words), "block_id": message.blocks[0]["block_id"]},))


def without_charts(message: Message) -> Message:
    """Return a message without what only newer Slacks draw."""
    return Message(message.text, tuple(b for b in message.blocks if b["type"] != CHART))


def paginate(text: str, blocks: list[Block], mark: str) -> list[Message]:
    """Deal blocks out to as many messages as Slack's limits ask for.

    The first block of each message carries ``{mark}:{number}`` as its ``block_id``, by which the
    message is known again.
    """
    pages: list[list[Block]] = [[]]
    room = MESSAGE_CHARACTERS
    for block in blocks:
        size = len(json.dumps(block, ensure_ascii=False))
        if pages[-1] and (size > room or len(pages[-1]) == MESSAGE_BLOCKS):
            pages.append([])
            room = MESSAGE_CHARACTERS
        pages[-1].append(block)
        room -= size
    return [
        Message(
            text if number == 1 else f"({number}/{len(pages)}) {text}",
            ({**page[0], "block_id": f"{mark}:{number}"}, *page[1:]),
        )
        for number, page in enumerate(pages, start=1)
        if page
    ]
