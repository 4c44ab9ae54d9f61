"""What the lines of a text are: prose that a reader wrapped, or items that stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# A bullet, "1.", "1)", "(1)", "a)", "(c)" or "2.1 Heading" at the beginning of a line.
MARKER: Final = re.compile(
    r"[ \t]*(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u2043\u00b7\u2013\u2014](?=[ \t])"
    r"|\d{1,3}[.)](?=[ \t])"
    r"|\((?:\d{1,3}|[A-Za-z]|[ivx]{1,4})\)(?=[ \t])"
    r"|[A-Za-z]\)(?=[ \t])"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=[ \t]+[A-Z]))"
)
_LINE: Final = re.compile(r"[^\n]+")
_TERMINATED: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]\d]*$")

# A line is wrapped when the next word would not have fitted. Readers leave ragged right edges, so
# "fitted" is measured against most of the widest line; narrower text is taken for a list.
_NARROWEST_PROSE: Final = 40
_NARROWEST_COLUMN: Final = 25
_RAGGED: Final = 0.8
_VERY_RAGGED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """Characters ``start`` to ``end`` belong together: wrapped prose, a heading or one item."""

    start: int
    end: int
    is_item: bool = False


def blocks(text: str) -> Iterator[Block]:
    """Yield the stretches of *text* that no sentence crosses, without surrounding space."""
    paragraph: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start, end = _trim(text, match.start(), match.end())
        newlines = text.count("\n", paragraph[-1][1], start) if paragraph and start < end else 0
        if newlines > 1:
            yield from _paragraph(text, paragraph)
            paragraph = []
        if start < end:
            paragraph.append((start, end))
    yield from _paragraph(text, paragraph)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _paragraph(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    """Join the lines of one paragraph where they were wrapped."""
    width = max((end - start for start, end in lines), default=0)
    joined: list[tuple[int, int]] = []
    for start, end in lines:
        if joined and _continues(text, lines_end=joined[-1][1], start=start, width=width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    unmarked_list = _are_items(text, joined)
    for start, end in joined:
        yield Block(start, end, unmarked_list or MARKER.match(text, start, end) is not None)


def _continues(text: str, *, lines_end: int, start: int, width: int) -> bool:
    """Tell whether the line that begins at *start* goes on with the one before it."""
    if text[lines_end - 1] == ":" or MARKER.match(text, start):
        return False
    line_start = text.rfind("\n", 0, lines_end) + 1
    if text[start - 1] in " \t" and MARKER.match(text, line_start):
        return True  # indented under its bullet
    space = text.find(" ", start, start + width)
    first_word = (space if space != -1 else start + width) - start
    reach = len(text[line_start:lines_end].strip()) + 1 + first_word
    if text[start].islower():
        return width >= _NARROWEST_COLUMN and reach > width * _VERY_RAGGED
    return width >= _NARROWEST_PROSE and reach > width * _RAGGED


def _are_items(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether a paragraph is a list without marks: two lines and more, none a sentence."""
    return len(lines) > 1 and not any(
        _TERMINATED.search(text, max(start, end - 12), end) or MARKER.match(text, start, end)
        for start, end in lines
    )
