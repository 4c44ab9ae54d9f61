"""Text on its way to Slack: inert, and within Slack's limits.

Everything that a document, a message or a file name says is data. In mrkdwn only ``& < >`` are
control characters (docs.slack.dev/messaging/formatting-message-text); they are escaped. What would
merely format (asterisks, backticks, emoji codes) is shown by a look-alike, because mrkdwn has no
escape for it; what nobody can see (bidirectional and zero-width characters) is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

SECTION_LIMIT = 3000
BUTTON_LIMIT = 75
TITLE_LIMIT = 24
HEADER_LIMIT = 150
OPTION_LIMIT = 75
VALUE_LIMIT = 2000
ID_LIMIT = 255
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 11_000
"""Slack refuses a message whose blocks exceed an undocumented ceiling near 13,000 characters."""

LINK_LIMIT = 1000
NOTICE_LIMIT = 300
"""What a notification shows at most."""

_LINE_STARTS = re.compile(r"^(\s*)>", re.MULTILINE)
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]*[a-z])([a-z0-9_+'-]+):", re.IGNORECASE)
_EDGE_MARK = re.compile(r"(?<!\w)([_~])(?=\S)|(?<=\S)([_~])(?!\w)")
_LOOKALIKES = str.maketrans({"*": "\N{ASTERISK OPERATOR}", "`": "\N{MODIFIER LETTER GRAVE ACCENT}"})
_EDGE_LOOKALIKES = {"_": "\N{MODIFIER LETTER LOW MACRON}", "~": "\N{TILDE OPERATOR}"}
_COLON = "\N{MODIFIER LETTER COLON}"
_POINTER = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]»”\u2019]*\s+|\n")


def visible(text: str) -> str:
    """Drop control, bidirectional, zero-width and other invisible characters; keep line breaks."""
    kept = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "):
        category = unicodedata.category(character)
        if category in {"Zl", "Zp"}:
            kept.append("\n")
        elif character == "\n" or category not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            kept.append(character)
    return "".join(kept)


def escape(text: str) -> str:
    """Escape what mrkdwn reads as control characters, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """Make untrusted text safe inside mrkdwn: it pings nobody, links nowhere, formats nothing."""
    seen = _LINE_STARTS.sub(rf"\1{_POINTER}", visible(text)).translate(_LOOKALIKES)
    seen = _EMOJI.sub(rf"{_COLON}\1{_COLON}", seen)
    seen = _EDGE_MARK.sub(lambda m: _EDGE_LOOKALIKES[m.group(0)], seen)
    return escape(seen)


def one_line(text: str) -> str:
    """Join a text's lines and shrink its white space."""
    return " ".join(visible(text).split())


def clip(text: str, limit: int) -> str:
    """Cut plain text to *limit* characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int) -> str:
    """Make untrusted text a one-line label of at most *limit* characters; never empty."""
    return clip(one_line(text), limit) or "…"


def inert_line(text: str, limit: int) -> str:
    """Make untrusted text one inert mrkdwn line of at most *limit* characters as a reader counts.

    The escaped form may be longer by the length of its entities.
    """
    return inert(clip(one_line(text), limit))


def link(url: str, label: str) -> str:
    """Return an mrkdwn link with an inert label, or the label alone if the address is no page.

    The address is percent-encoded where it could end the link early or smuggle markup.
    """
    parts = urlsplit(_no_space(url)) if _is_splittable(url) else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return label
    safe = escape(quote(parts.geturl(), safe="/:?#[]@!$&'()+,;=%-._~"))
    if parts.username or parts.password or len(safe) > LINK_LIMIT:
        return label
    return f"<{safe}|{label.replace('|', '¦')}>"


def _no_space(url: str) -> str:
    return visible(url).strip()


def _is_splittable(url: str) -> bool:
    try:
        urlsplit(_no_space(url))
    except ValueError:
        return False
    return bool(url)


def first_sentence(text: str, limit: int = NOTICE_LIMIT) -> str:
    """Return a text's first sentence or line, cut to *limit*, as plain text."""
    whole = visible(text).strip()
    found = next((m for m in _SENTENCE_END.finditer(whole) if m.start() >= 1), None)
    return clip(one_line(whole[: found.start()] if found else whole), limit)


def split(text: str, limit: int = SECTION_LIMIT) -> list[str]:
    """Cut mrkdwn into stretches of at most *limit* characters, best at a line, else at a space.

    Neither an entity (``&amp;``) nor a link (``<…|…>``) is cut in two; a link longer than *limit*
    cannot be made by :func:`link`. Nothing but white space at the cuts is lost.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        pieces.append(rest)
    return [piece for piece in pieces if piece]


def _cut(text: str, limit: int) -> int:
    for mark in ("\n", " "):
        at = text.rfind(mark, 1, limit + 1)
        while at > limit // 2:
            if not _is_inside(text, at):
                return at
            at = text.rfind(mark, 1, at)
    at = limit
    while at > 1 and _is_inside(text, at):
        at -= 1
    return at


def _is_inside(text: str, at: int) -> bool:
    """Tell whether *at* falls inside a link or an entity."""
    if text.rfind("<", 0, at) > text.rfind(">", 0, at):
        return True
    start = text.rfind("&", max(0, at - 5), at)
    return start >= 0 and ";" not in text[start:at]
