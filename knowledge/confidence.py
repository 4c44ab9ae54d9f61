"""How sure one can be that the library answers a query: a small logistic model over signals."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final

FLOOR: Final = 0.5
"""Below this confidence a question counts as not answered by the library."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search shows of its own success.

    ``sentence`` and ``passage`` are the highest cosines of the query with a sentence and a passage.
    ``margin`` is how far the best passage's cosine stands out from the candidates' median.
    ``coverage`` is the share of the query's keywords, weighted by their rarity, that the best
    covering one of the first passages holds, ``sentence_coverage`` the same of a single sentence
    with its title and headings; ``known`` is the share of them that the library has at all.
    ``agreement`` is how many of the first ten of either index are also among the other's.
    """

    sentence: float
    passage: float
    margin: float
    coverage: float
    sentence_coverage: float
    known: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients of the logistic model: one a signal, in the order of :class:`Signals`."""

    intercept: float
    weights: tuple[float, ...]


MODEL: Final = Model(-6.5, (7.0, 2.0, 0.0, 2.0, 1.0, 0.0, 0.0))


def confidence(signals: Signals, model: Model = MODEL) -> float:
    """Return the probability, 0 to 1, that the library answers the query."""
    values = zip(astuple(signals), model.weights, strict=True)
    return 1 / (1 + math.exp(-(model.intercept + sum(v * w for v, w in values))))
