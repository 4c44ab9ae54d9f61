"""Which consecutive parts make up one passage."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def pack(sizes: Sequence[int], penalties: Sequence[float], room: int) -> list[range]:
    """Group consecutive parts into passages of at most *room* tokens, evenly filled.

    ``penalties[i]`` is what a cut before part *i* costs, in units of the square of an empty
    passage; the first one's is ignored. As when a typesetter breaks a paragraph into lines, the
    cheapest sum of squared empty shares and penalties is found over all ways to cut, so that no
    passage is left with a remainder. A part larger than *room* stands alone.

    Method: dynamic programming over break points, after Knuth and Plass, "Breaking paragraphs into
    lines" (1981).
    """
    filled = [0, *accumulate(sizes)]
    cheapest = [0.0, *[math.inf] * len(sizes)]
    previous = [0] * (len(sizes) + 1)
    for end in range(1, len(sizes) + 1):
        for start in range(end - 1, -1, -1):
            size = filled[end] - filled[start]
            if size > room and start < end - 1:
                break
            cost = cheapest[start] + max(0.0, 1 - size / room) ** 2
            cost += penalties[start] if start else 0.0
            if cost < cheapest[end]:
                cheapest[end], previous[end] = cost, start
    groups: list[range] = []
    end = len(sizes)
    while end:
        groups.append(range(previous[end], end))
        end = previous[end]
    return groups[::-1]
