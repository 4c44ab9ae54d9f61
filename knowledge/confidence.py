"""How sure one can be that the library answers a query: a small logistic model over signals."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final

FLOOR: Final = 0.45
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
    them and the passage hold together. ``sentence`` is the highest cosine of the query with any
    sentence or wording. ``shortfall`` is by how much the title of the document with that statement
    comes nearer to the query than anything said, less :data:`MARGIN`, or 0: such a document is on
    the subject and does not say what was asked. Where its author gave wordings, these tell.

    Tried and left out, for they added nothing on the held-out halves, or only on one set: the
    highest cosine with a passage, keywords held by a whole passage or by several, agreement of
    both indexes, how far the best stands out, the highest keyword score, words that the library
    does not know, whether the kind of thing asked for (a date, a name) is there, the number and
    rarity of the keywords, late interaction of single tokens.
    """

    statement: float
    sentence: float
    shortfall: float


COVERAGE: Final = 0.3
MARGIN: Final = 0.05
"""What is hardly nearer than its document's title is no answer either. Refused of CLAPnq's
unanswerable questions at 10 % false refusals: 0.79 and 0.80 for 0 and 0.05, without a shortfall
0.71; on SciFact more than 0.05 refuses more claims."""


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients of the logistic model: one a signal, in the order of :class:`Signals`."""

    intercept: float
    weights: tuple[float, ...]


MODEL: Final = Model(-8.74, (5.87, 8.98, -8.61))
"""Fitted by ``python -m scripts.fit_confidence``, with all-MiniLM-L6-v2.

On the held-out halves, at a floor of 0.4: of questions that have an answer 1 % (MLQuestions), none
(the library's golden questions), 12 % (CLAPnq) and 20 % (SciFact claims) are refused; of another
set's questions 94 % to 100 %; of near misses, such as another passage of the right page, 76 % to
90 %. All in all the forecast is off by 2.0 points.
"""


def confidence(signals: Signals, model: Model = MODEL) -> float:
    """Return the probability, 0 to 1, that the library answers the query."""
    values = zip(astuple(signals), model.weights, strict=True)
    return 1 / (1 + math.exp(-(model.intercept + sum(v * w for v, w in values))))
