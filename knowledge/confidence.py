"""How sure one can be that the library answers a query: a small logistic model over signals."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final

FLOOR: Final = 0.4
"""Below this confidence a question counts as not answered by the library.

The model takes answerable and unanswerable questions to be equally common. People ask a library
mostly what it is about, so a question that is a little less than even is still answered.
"""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search shows of its own success.

    ``sentence`` and ``passage`` are the highest cosines of the query with a sentence and a passage.
    ``coverage`` is the share of the query's keywords, weighted by their rarity, that the best
    covering one of the first passages holds. ``agreement`` is the share of the ten nearest passages
    that are also among the ten with the highest keyword scores.

    Tried and left out, for they added nothing on the held-out halves: how far the best cosine
    stands out from the rest, coverage by a single sentence, the share of keywords that the library
    has at all, products and squares of these.
    """

    sentence: float
    passage: float
    coverage: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients of the logistic model: one a signal, in the order of :class:`Signals`."""

    intercept: float
    weights: tuple[float, ...]


MODEL: Final = Model(-8.29, (6.83, 8.19, 0.69, 1.01))
"""Fitted by ``python -m scripts.fit_confidence``, with all-MiniLM-L6-v2.

On the held-out halves, at the floor: of questions that have an answer 1 % (MLQuestions), 5 %
(CLAPnq) and 10 % (SciFact claims) are refused; of another set's questions 98 %; of near misses,
such as another passage of the right page, 43 % to 86 %. With a library left out of the fitting,
its questions are refused as often within three points: it holds for corpora it has not seen.
"""


def confidence(signals: Signals, model: Model = MODEL) -> float:
    """Return the probability, 0 to 1, that the library answers the query."""
    values = zip(astuple(signals), model.weights, strict=True)
    return 1 / (1 + math.exp(-(model.intercept + sum(v * w for v, w in values))))
