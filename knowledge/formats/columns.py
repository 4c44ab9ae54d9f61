"""Columns of a PDF that were drawn line by line across the page, read one after the other.

Typesetting programs draw a column after the other, and the text comes out so. Some programs, and
some that recognise text in scans, draw the first line of both columns, then the second; kreuzberg
gives no places of lines, so these pages are looked at again with pdfium itself.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdfium2 import PdfTextPage

logger = logging.getLogger(__name__)

_FEWEST: Final = 5
"""Lines that each column has at least."""
_LOOSE: Final = 2.0
"""Points by which left edges of one column differ: an A begins farther left than a B."""
_ALTERNATING: Final = 0.5
"""Share of a column's lines that are drawn beside, and not below, one of the other."""
_FULL: Final = 0.6
"""What half of a column's lines fill of its width at least: cells of a table do not."""
_WORDS: Final = 4
_RUNNING: Final = 0.25
"""Share of lines that go on in lower case below, which is what prose does and cells do not."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text on one line, by its edges in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def y(self) -> float:
        """Where its middle is; upwards."""
        return (self.bottom + self.top) / 2


def columns_in_order(data: bytes, pages: int) -> Mapping[int, str]:
    """Return the text of those pages whose two columns were drawn across, by index from 0."""
    import pypdfium2 as pdfium

    try:
        with pdfium.PdfDocument(data) as document:
            found = {
                index: _reordered(document[index].get_textpage())
                for index in range(min(pages, len(document)))
            }
    except (pdfium.PdfiumError, ValueError) as error:
        logger.info("columns were not looked at: %s", error)
        return {}
    return {index: text for index, text in found.items() if text}


def _reordered(page: PdfTextPage) -> str:
    """Return a page's text column by column; nothing where it stands so already or is no prose.

    Runs are in the order in which they are drawn. Their words are asked for last: that takes ten
    times as long as their places.
    """
    runs = [_Run(*page.get_rect(number)) for number in range(page.count_rects())]
    gutter = _gutter(runs)
    if gutter is None:
        return ""
    left = [run for run in runs if _side(run, gutter) < 0]
    right = [run for run in runs if _side(run, gutter) > 0]
    crossings = sum(_side(one, gutter) * _side(other, gutter) < 0 for one, other in pairwise(runs))
    if crossings < _ALTERNATING * 2 * min(len(left), len(right)):
        return ""
    top = max(run.y for run in (*left, *right))
    bottom = min(run.y for run in (*left, *right))
    across = [run for run in runs if _side(run, gutter) == 0]
    if any(bottom < run.y < top for run in across):
        return ""  # a heading over both columns parts the page; better as drawn than mixed up
    columns = [_words(page, left), _words(page, right)]
    if not (_is_prose(left, columns[0]) and _is_prose(right, columns[1])):
        return ""
    above = _words(page, [run for run in across if run.y >= top])
    below = _words(page, [run for run in across if run.y <= bottom])
    return "\n".join(line for part in (above, *columns, below) for line in part)


def _words(page: PdfTextPage, runs: Sequence[_Run]) -> list[str]:
    texts = (page.get_text_bounded(run.left, run.bottom, run.right, run.top) for run in runs)
    return [text.strip() for text in texts]


def _side(run: _Run, gutter: float) -> int:
    if run.right <= gutter:
        return -1
    return 1 if run.left >= gutter else 0


def _gutter(runs: Sequence[_Run]) -> float | None:
    """Find where the right column begins: a left edge that many lines share, crossed by few."""
    edges = sorted(run.left for run in runs)
    place = 0
    while place < len(edges):
        end = bisect_right(edges, edges[place] + _LOOSE)
        if end - place >= _FEWEST:
            crossing = sum(run.left < edges[place] < run.right for run in runs)
            if crossing <= _FEWEST and place - crossing >= _FEWEST:
                return edges[place]
        place = end
    return None


def _is_prose(column: Sequence[_Run], lines: Sequence[str]) -> bool:
    widths = [run.right - run.left for run in column]
    is_full = median(widths) >= _FULL * max(widths)
    is_wordy = median(len(line.split()) for line in lines) >= _WORDS
    running = sum(line[:1].islower() for line in lines[1:])
    return len(column) >= _FEWEST and is_full and is_wordy and running >= _RUNNING * len(lines)
