"""What kind of thing a question is after (a share, a date, a name …) and whether a text has it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from bot.advisor.figures import measures
from bot.advisor.form import asks_figure, asks_money, asks_share
from bot.advisor.phrases import anywhere, at_start
from bot.advisor.words import stem_set


class Sought(StrEnum):
    """The kind of thing that answers a question."""

    SHARE = "share"
    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    REASON = "reason"


_DATES = anywhere(
    r"""
    when (is|was|were|did|does|do|will|has|have|had)
    (what|which) (year|date|day|month|century|decade)|since when|how long ago
    """
)
_NAMES = anywhere(
    r"""
    who|whom|whose
    where (is|was|were|did|does|do|are|will|has|have|had)
    (what|which) (city|country|state|place|river|county|region|company|firm|person|author|author's)
    """
)
_OPENS_WITH_NAME = at_start("who|whom|whose|where")
_ROLES = anywhere(
    r"""
    who(m|se)? (\w+ )?(should|must|can|could|would|may|might|shall|needs?|has to|have to|owns?|does|do|decides?|signs?|attends?|belongs?|sits?|gets?|takes?|leads?|runs?|chairs?)
    """  # noqa: E501 - one phrase a line
)
"""Those who ask so want to know a role, which has no name."""
_REASONS = anywhere("why|what (\\w+ )?(causes?|caused)|(for )?what reasons?|how come")
_OPENS_WITH_REASON = at_start("why|how come")
"""Why a figure is what it is, and not the figure."""
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\b(?! be\b)",
    re.IGNORECASE,
)
_RHYTHM = anywhere(
    r"""
    (bi-?|semi-?)?(daily|weekly|monthly|quarterly|yearly|annual(ly)?)|fortnightly
    (once|twice|times|every|each|per) (a |an |the |\w+ )?(day|week|fortnight|month|quarter|year)s?
    """
)
"""How often something happens, said without a number."""
_CURRENCIES = "$€£¥"
_REASON = anywhere(
    r"""
    because|due to|owing to|thanks to|reasons?|causes?|caused|so that|in order to|result(s|ed)? (from|in)
    leads? to|led to|stems? from|explains?|explained|for (lack|want) of|since
    """  # noqa: E501 - one phrase a line
)


@lru_cache(maxsize=1_000)
def sought(question: str) -> Sought | None:
    """Return what kind of thing *question* is after, or ``None`` where any statement may do."""
    if _DATES.search(question):
        return Sought.DATE
    if _OPENS_WITH_REASON.match(question):
        return Sought.REASON
    after_name = bool(_NAMES.search(question)) and not _ROLES.search(question)
    if asks_figure(question) and not (after_name and _OPENS_WITH_NAME.match(question)):
        return Sought.SHARE if asks_share(question) else Sought.FIGURE
    if after_name:
        return Sought.NAME
    return Sought.REASON if _REASONS.search(question) else None


def holds_sought(question: str, text: str) -> bool:
    """Tell whether *text* holds the kind of thing that *question* is after, if it is after one."""
    match sought(question):
        case Sought.DATE:
            return bool(_DATE.search(text))
        case Sought.NAME:
            return _names_somebody(question, text)
        case Sought.REASON:
            return bool(_REASON.search(text))
        case _:
            return holds_figure(question, text)


def holds_figure(question: str, text: str) -> bool:
    """Tell whether *text* holds the kind of figure that *question* is after, if it is after one."""
    if not asks_figure(question):
        return False
    found = measures(text)
    if asks_share(question):
        return any(figure.endswith("%") for figure in found)
    if asks_money(question):
        return any(figure.endswith("%") or figure[0] in _CURRENCIES for figure in found)
    return bool(found) or bool(_RHYTHM.search(text))


def _names_somebody(question: str, text: str) -> bool:
    """Tell whether *text* has a proper name that *question* does not bring along."""
    known = stem_set(question)
    return any(
        word[:1].isupper() and word.isalpha() and not stem_set(word) <= known
        for word in text.split()[1:]
    )
