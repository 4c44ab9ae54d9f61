"""Cut a sentence that is longer than a passage may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Where a reader could pause, the best place first.
_PAUSES: Final = (
    re.compile(r"[;:]\s+"),
    re.compile(r",\s+|\s[\u2013\u2014-]\s+|\)\s+"),
    re.compile(r"\s+"),
)


def fit(
    text: str, start: int, end: int, size: Callable[[str], int], room: int
) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and tokens of stretches of at most *room* tokens: one, if all fits.

    It is halved at the pause nearest to its middle until the halves fit, so that none is tiny.
    """
    tokens = size(text[start:end])
    if tokens <= room or end - start == 1:
        yield start, end, tokens
        return
    left, right = _halves(text, start, end)
    yield from fit(text, start, left, size, room)
    yield from fit(text, right, end, size, room)


def _halves(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the first half ends and where the second begins."""
    middle, quarter = (start + end) // 2, (end - start) // 4
    for pause in _PAUSES:
        found = pause.finditer(text, middle - quarter, middle + quarter)
        nearest = min(found, key=lambda match: abs(match.end() - middle), default=None)
        if nearest is not None:
            begins = nearest.end()
            ends = start + len(text[start:begins].rstrip())
            if start < ends and begins < end:
                return ends, begins
    return middle, middle
