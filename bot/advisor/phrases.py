"""Patterns written as lists: one alternative a line, a regular expression with plain spaces.

A space stands for any white space, and with a question mark for perhaps some. Groups need no
``?:``; only named groups capture. Case never counts.
"""

from __future__ import annotations

import re

_OPENING = re.compile(r"(?<!\\)\((?!\?)")


def anywhere(lines: str) -> re.Pattern[str]:
    """Compile alternatives that may stand anywhere, as whole words."""
    return _compile(lines, before=r"(?<!\w)", after=r"(?!\w)")


def at_start(lines: str) -> re.Pattern[str]:
    """Compile alternatives that open the text, as whole words."""
    return _compile(lines, before=r"^\W*", after=r"(?!\w)")


def whole(lines: str) -> re.Pattern[str]:
    """Compile alternatives that make up the whole text, punctuation apart."""
    return _compile(lines, before=r"^\W*", after=r"\W*$")


def _compile(lines: str, *, before: str, after: str) -> re.Pattern[str]:
    alternatives = "|".join(line.strip() for line in lines.splitlines() if line.strip())
    body = _OPENING.sub("(?:", alternatives).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(f"{before}(?:{body}){after}", re.IGNORECASE)
