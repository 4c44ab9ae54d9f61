"""Draw Slack's blocks for a terminal."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from rich.text import Text

from scripts.terminal_slack import PERSON
from scripts.workspace import BOT_NAME, BOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterator

Fields = dict[str, Any]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a document or a message could do to a terminal; line feed and tab are harmless."""
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]+))?>")
_PERSON = re.compile(r"<@(\w+)>")
_NAMES = {BOT_USER: BOT_NAME, PERSON: "you"}
_STYLES = (
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), "bold"),
    (re.compile(r"(?<![\w_])_([^_\n]+)_(?![\w_])"), "italic"),
    (re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), "cyan"),
)


def draw(message: Fields) -> Text:
    """Return what a reader sees of a message or view, buttons last."""
    blocks: list[Fields] = message.get("blocks") or []
    drawn = [line for block in blocks for line in _lines(block)]
    if not drawn:
        drawn = [styled(message.get("text", ""))]
    if title := message.get("title"):
        drawn.insert(0, Text(title["text"], style="bold"))
    return Text("\n").join(drawn)


def buttons(message: Fields) -> Iterator[tuple[str | None, Fields]]:
    """Go through a message's buttons, each with the id of its block."""
    for block in message.get("blocks") or []:
        elements = block["elements"] if block["type"] == "actions" else [block.get("accessory")]
        for element in elements:
            if element and element["type"] == "button":
                yield block.get("block_id"), element


def styled(mrkdwn: str) -> Text:
    """Turn Slack's markup into terminal styles; links show their address."""
    named = _PERSON.sub(lambda match: f"@{_NAMES.get(match[1], match[1])}", mrkdwn)
    text = Text(_CONTROL.sub("", html.unescape(_LINK.sub(_link, named))))
    for pattern, style in _STYLES:
        text.highlight_regex(pattern, style=style)  # styles travel with the pieces below
        pieces = Text()
        end = 0
        for match in pattern.finditer(text.plain):
            pieces.append_text(text[end : match.start()])
            pieces.append_text(text[match.start(1) : match.end(1)])
            end = match.end()
        text = pieces.append_text(text[end:])
    return text


def _link(match: re.Match[str]) -> str:
    address, label = match.groups()
    return f"{label} ({address})" if label else address


def _lines(block: Fields) -> list[Text]:
    match block["type"]:
        case "section":
            return [styled(t["text"]) for t in (block.get("text"), *block.get("fields", [])) if t]
        case "header":
            return [Text(block["text"]["text"], style="bold")]
        case "context":
            lines = [styled(e["text"]) for e in block["elements"] if "text" in e]
            for line in lines:
                line.stylize("dim")
            return lines
        case "divider":
            return [Text("─" * 20, style="dim")]
        case "actions":
            labels = [f"[{e['text']['text']}]" for e in block["elements"] if e["type"] == "button"]
            return [Text("  ".join(labels), style="green")]
    return []
