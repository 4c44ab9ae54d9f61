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

    ``statement`` is the best that one sentence of the first passages shows: its cosine with the
    query plus :data:`COVERAGE` times the share of the query's keywords, weighted by their rarity,
    that it holds; or a passage's wordings: the cosine of the nearest, plus the same for what all of
    them and the passage hold together. ``label`` is the highest cosine of the query with the title
    or a heading over that statement: the nearer it comes for the same statement, the more likely
    the document is on the subject and does not say what was asked. Where its author gave wordings
    these tell, and it is :data:`NEUTRAL`, as where there is no label. ``text`` is the cosine with
    all that the passage says, the mean of its sentence vectors, or with its nearest wording.

    Tried and left out, for they added nothing on the held-out halves, or only on one set: the
    highest cosine with a sentence or a passage, keywords held by a whole passage or by several,
    agreement of both indexes, how far the best stands out, the highest keyword score, words that
    the library does not know, whether the kind of thing asked for (a date, a name) is there, the
    number and rarity of the keywords, and by how much a title comes nearer than all that is said.
    The first sentences embedded apart, alone or with their title, added half a point of AUROC on
    CLAPnq for some 5 ms a question.
    """

    statement: float
    label: float
    text: float


COVERAGE: Final = 0.3
NEUTRAL: Final = 0.5
"""About the mean of the labels that are there, so that none says nothing (0.4, 0.6: as good)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients of the logistic model: one a signal, in the order of :class:`Signals`."""

    intercept: float
    weights: tuple[float, ...]


MODEL: Final = Model(-8.42, (8.62, -4.68, 8.99))
"""Fitted by ``python -m scripts.fit_confidence``, with all-MiniLM-L6-v2.

On the held-out halves, at a floor of 0.4: of questions that have an answer 1 % (MLQuestions), none
(the library's golden questions), 12 % (CLAPnq) and 19 % (SciFact claims) are refused; of another
set's questions 94 % to 100 %; of near misses, such as another passage of the right page, 73 % to
90 %. All in all the forecast is off by 2.2 points.
"""


def confidence(signals: Signals, model: Model = MODEL) -> float:
    """Return the probability, 0 to 1, that the library answers the query."""
    values = zip(astuple(signals), model.weights, strict=True)
    return 1 / (1 + math.exp(-(model.intercept + sum(v * w for v, w in values))))
