"""How sure one can be that the library answers a query: a small logistic model over signals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

FLOOR: Final = 0.5
"""Below this confidence a question counts as not answered by the library."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search shows of its own success.

    ``best_sentence`` and ``best_passage`` are the highest cosines; ``coverage`` is the share of the
    query's words, weighted by their rarity, that one of the first passages holds.
    """

    best_sentence: float
    best_passage: float
    coverage: float


def confidence(signals: Signals) -> float:
    """Return the probability, 0 to 1, that the library answers the query."""
    logit = -6.5 + 9.0 * signals.best_sentence + 2.0 * signals.best_passage + 2.5 * signals.coverage
    return 1 / (1 + math.exp(-logit))
