"""Typed text made safe and plain: no control characters, no markup but Slack's own mentions."""

from __future__ import annotations

import re
import unicodedata

LONGEST_LINE = 2000
LONGEST_SUMMARY = 500
LONGEST_DETAILS = 3000
LONGEST_NAME = 80

MENTION = re.compile(r"<@[UW][A-Z0-9]{1,30}>")
_ESCAPED_USER = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>")
_ESCAPED_CHANNEL = re.compile(r"<#[CGD][A-Z0-9]{1,30}\|([^<>]*)>")
_ESCAPED_LINK = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>")
_BROADCAST = re.compile(r"<!([a-z]+)(?:\^[^<>|]*)?(?:\|([^<>]*))?>")


def plain(text: str, *, lines: bool = False) -> str:
    """Return *text* in one normal form, without control, format and right-to-left characters.

    White space becomes single blanks; ``lines`` keeps line breaks.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c if _is_visible(c) else " " if c in "\n\t" else "" for c in _lines(text, lines))
    if not lines:
        return " ".join(kept.split())
    return "\n".join(" ".join(line.split()) for line in kept.split("\x00")).strip("\n")


def _lines(text: str, keep: bool) -> str:
    text = text.replace("\x00", "")
    return text.replace("\n", "\x00") if keep else text


def _is_visible(character: str) -> bool:
    return character == "\x00" or unicodedata.category(character) not in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    }


def from_slack(text: str, *, lines: bool = False, channels: bool = False) -> str:
    """Undo Slack's escaping of slash text and message text.

    People stay as ``<@U…>``; links and broadcasts become plain words, and so do channels unless
    *channels* are wanted.
    """
    text = _ESCAPED_USER.sub(r"<@\1>", text)
    if not channels:
        text = _ESCAPED_CHANNEL.sub(r"#\1", text)
    text = _ESCAPED_LINK.sub(r"\1", text)
    text = _BROADCAST.sub(lambda match: match[2] or match[1], text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return plain(text, lines=lines)
