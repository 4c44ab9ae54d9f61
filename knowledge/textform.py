"""The form of characters: what is removed or evened out before anything else looks at a text."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width space, word joiner, byte-order mark, invisible operators, the
# left-to-right and right-to-left marks with all embeddings, overrides and isolates, interlinear
# marks, and the tag characters that can hide a whole text from the eye.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# The zero-width joiner and non-joiner spell words in Arabic and Indic scripts and hold emoji
# together; between other characters they only hide something.
_JOINERS = re.compile("(?<![\u0590-\u0fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile("\r\n?|\u0085|\u2028|\x0b")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LIGATURES = {0xFB00 + i: s for i, s in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
# What may stand between a sentence's last word and the space behind it.
SENTENCE_CLOSE = r"[.!?:;…][\"'\u2019\u201d)\]]*"
ENDS_SENTENCE = re.compile(SENTENCE_CLOSE + r"\Z")
_GAPS = re.compile(r"[ \t]{2,}")


def even_out(text: str) -> str:
    r"""Normalise *text* to NFC with ``\n`` line ends, plain spaces and no invisible characters.

    Form feeds become paragraph breaks; Latin ligatures become letters, because a reader who
    searches for "first" must find it in a typeset document.
    """
    text = _CONTROL.sub("", _LINE_ENDS.sub("\n", text).replace("\f", "\n\n").replace("\t", " "))
    if text.isascii():
        return text
    text = _JOINERS.sub("", _INVISIBLE.sub("", text.replace("\u2029", "\n\n")))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).translate(_LIGATURES))


def one_line(text: str) -> str:
    """Put *text* on one line with single spaces."""
    return " ".join(text.split())


def close_gaps(text: str) -> str:
    """Reduce runs of spaces to one and strip every line, keeping the lines."""
    return "\n".join(_GAPS.sub(" ", line).strip() for line in text.split("\n")).strip()
