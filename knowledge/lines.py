"""What the lines of a text are: prose that a reader wrapped, or items that stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
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

# A line was wrapped where its next word would not have fitted. Readers of files unwrap prose, so a
# line break is taken for one between rows or items unless the words say otherwise: the next line
# begins in lower case, this one ends in a word that cannot end, or other lines of the paragraph do.
_UNFINISHED: Final = re.compile(
    r"\b(?:an?|and|as|at|by|for|from|in|into|of|on|or|than|that|the|their|to|which|with)$"
)
_NARROWEST_COLUMN: Final = 25
_RAGGED: Final = 0.6

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """Characters ``start`` to ``end`` belong together: wrapped prose, a heading or one item."""

    start: int
    end: int
    is_item: bool = False


def blocks(text: str) -> Iterator[Block]:
    """Yield the stretches of *text* that no sentence crosses, without surrounding space."""
    paragraph: list[Span] = []
    for match in _LINE.finditer(text):
        start, end = _trim(text, match.start(), match.end())
        newlines = text.count("\n", paragraph[-1][1], start) if paragraph and start < end else 0
        if newlines > 1:
            yield from _paragraph(text, paragraph)
            paragraph = []
        if start < end:
            paragraph.append((start, end))
    yield from _paragraph(text, paragraph)


def _trim(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _paragraph(text: str, lines: list[Span]) -> Iterator[Block]:
    """Join the lines of one paragraph where they were wrapped."""
    width = max((end - start for start, end in lines), default=0)
    is_wrapped = any(
        text[after[0]].islower() and _fills(text, line, after, width)
        for line, after in pairwise(lines)
    )
    joined: list[Span] = []
    last: Span | None = None
    for line in lines:
        if last and _continues(text, last, line, width, is_wrapped=is_wrapped):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
        last = line
    unmarked_list = _are_items(text, joined)
    for start, end in joined:
        yield Block(start, end, unmarked_list or MARKER.match(text, start, end) is not None)


def _continues(text: str, line: Span, after: Span, width: int, *, is_wrapped: bool) -> bool:
    """Tell whether the line *after* goes on with *line*."""
    if text[after[0] - 1] in " \t" and MARKER.match(text, *line):
        return MARKER.match(text, *after) is None  # indented under its bullet
    if (
        MARKER.match(text, *after)
        or text[line[1] - 1] == ":"
        or not _fills(text, line, after, width)
    ):
        return False
    if text[after[0]].islower():
        return True
    if _TERMINATED.search(text, *_tail(*line)):
        return False
    return is_wrapped or _UNFINISHED.search(text, *_tail(*line)) is not None


def _fills(text: str, line: Span, after: Span, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted, by a ragged right edge."""
    space = text.find(" ", *after)
    first_word = (space if space != -1 else after[1]) - after[0]
    return width >= _NARROWEST_COLUMN and line[1] - line[0] + 1 + first_word > width * _RAGGED


def _tail(start: int, end: int) -> Span:
    return max(start, end - 12), end


def _are_items(text: str, lines: list[Span]) -> bool:
    """Tell whether a paragraph is a list without marks: two lines and more, none a sentence."""
    return len(lines) > 1 and not any(
        _TERMINATED.search(text, *_tail(*line)) or MARKER.match(text, *line) for line in lines
    )
