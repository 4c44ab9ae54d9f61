"""Amounts of a claim against those of its evidence: numbers, money, shares, dates, how often.

Each text is brought into one notation first: ``63 per cent`` and ``63%``, ``3.4 thousand`` and
``3,400``, ``USD 5m`` and ``five million dollars``, ``two thirds`` and ``2 of 3``, ``Q4`` and
``fourth quarter`` are the same amounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.advisor.dates import dates_in, without_dates
from bot.advisor.notation import plain_numbers

if TYPE_CHECKING:
    from collections.abc import Collection

ROUNDED = 0.06
"""How far, relatively, a number that calls itself rounded may lie from the evidence's."""
BOUNDED = 0.15
"""How far "more than" and "less than" may stay from the number that they bound."""

_UP = (
    r"more than|greater than|higher than|longer than|over|above|at least|exceed(?:s|ed|ing)?|"
    r"upwards? of|no (?:fewer|less) than|(?:a )?minimum of|beyond"
)
_DOWN = (
    r"(?:less|fewer|lower|shorter) than|under|below|at most|up to|no more than|"
    r"(?:a )?maximum of|barely"
)
_NEAR = (
    r"nearly|almost|close to|just (?:under|over)|about|around|roughly|approximately|some|circa|"
    r"in the region of|or so|an estimated"
)
_AMOUNT = re.compile(
    rf"(?:\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<near>{_NEAR}))\s+(?:an? |the |its |some )?)?"
    r"(?<![\w.,])(?P<currency>[$€£¥])?(?P<number>\d+(?:\.\d+)?)"
    r"(?:(?P<unit>%)|[\s-](?P<time>year|month|week|day|hour|minute)s?\b)?(?!\w)"
    r"(?P<more>\s+or (?:more|over|above|longer|higher)\b)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b[a-z]{1,4}\d+\b", re.IGNORECASE)
_OFTEN = re.compile(
    r"\b(?P<adverb>bi-?weekly|bi-?monthly|daily|weekly|fortnightly|monthly|quarterly|yearly|"
    r"annual(?:ly)?|semi-?annual(?:ly)?)\b"
    r"|(?:\b(?:once|twice|times|every|each|per) (?:an? )?|(?<=[\d%]) an? )"
    r"(?P<noun>day|week|fortnight|month|quarter|year)\b",
    re.IGNORECASE,
)
_SPELL = re.compile(
    r"\b(?:for|within|in|over|after|takes?|took|lasts?|lasted) (?:a few |many |several |some )?"
    r"(days|weeks|months|quarters|years|decades)\b",
    re.IGNORECASE,
)
"""How long something takes, without a number."""
_PERIODS = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "biweekly": "fortnight",
    "monthly": "month",
    "bimonthly": "two months",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "semiannual": "year",
    "semiannually": "year",
}
_TIMES = (
    (re.compile(r"\b(?:twice|doubl(?:e[sd]?|ing)|two-?fold|2 times)\b", re.IGNORECASE), "x2"),
    (re.compile(r"\b(?:thrice|tripl(?:e[sd]?|ing)|three-?fold|3 times)\b", re.IGNORECASE), "x3"),
    (re.compile(r"\b(?:halv(?:e[sd]?|ing)|half as)\b", re.IGNORECASE), "x0.5"),
)
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d+)(?:st|nd|rd|th))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit (``%``, a currency sign, a unit of time or nothing).

    ``bound`` says how it is meant: ``up`` (more than), ``down``, ``near`` (about) or ``exact``.
    """

    value: float
    unit: str
    bound: str

    @property
    def notation(self) -> str:
        """The same amount in words for a log or a table."""
        sign = self.unit if self.unit in set("$€£¥") else ""
        return f"{sign}{self.value:g}{'' if sign else self.unit}"


@lru_cache(maxsize=20_000)
def amounts(text: str) -> frozenset[Amount]:
    """Return the amounts of *text*."""
    return frozenset(
        Amount(float(found["number"]), _unit(found), _bound(found))
        for found in _AMOUNT.finditer(plain_numbers(text))
    )


def unproved_amounts(claim: str, evidence: str) -> tuple[str, ...]:
    """Return what *claim* counts, dates or calls so often without *evidence* doing so too."""
    known_dates = dates_in(evidence)
    lacking = [
        str(date)
        for date in dates_in(claim)
        if not any(date.is_part_of(known) for known in known_dates)
    ]
    proved = amounts(evidence)
    lacking += [a.notation for a in amounts(without_dates(claim)) if not _is_proved(a, proved)]
    lacking += sorted(_marks(claim) - _marks(evidence))
    return tuple(lacking)


def _unit(found: re.Match[str]) -> str:
    return found["currency"] or found["unit"] or (found["time"] or "").lower()


def _bound(found: re.Match[str]) -> str:
    if found["up"] or found["more"]:
        return "up"
    if found["down"]:
        return "down"
    return "near" if found["near"] else "exact"


def _is_proved(claimed: Amount, proved: Collection[Amount]) -> bool:
    """Tell whether one of *proved* makes *claimed* true.

    A bound may not be dropped, added or turned ("more than 60%" is neither "60%" nor "under 60%"),
    unless the evidence's own number lies just beyond it (1,572 is "more than 1,500").
    """
    units = {known.unit for known in proved}
    # "15 years and six": the second unit goes without saying.
    fitting = {claimed.unit, ""} if claimed.unit.isalpha() and claimed.unit in units else None
    return any(
        _agree(claimed, known) for known in proved if known.unit in (fitting or {claimed.unit})
    )


def _agree(claimed: Amount, known: Amount) -> bool:
    pair = {claimed.bound, known.bound}
    if claimed.value == known.value:
        return claimed.bound == known.bound or pair == {"near", "exact"}
    beyond = (known.value - claimed.value) / max(claimed.value, 1e-9)
    if claimed.bound == "near" and known.bound in ("near", "exact"):
        return abs(beyond) <= ROUNDED
    if claimed.bound == "up" and known.bound in ("exact", "up"):
        return 0 < beyond <= BOUNDED
    return claimed.bound == "down" and known.bound in ("exact", "down") and -BOUNDED <= beyond < 0


def _marks(text: str) -> set[str]:
    """Return codes, periods, multiples and ordinals, which are not numbers but count like them."""
    marks = {match.group().lower() for match in _CODE.finditer(text)}
    normal = plain_numbers(text)
    marks |= {match.group().lower() for match in _CODE.finditer(normal)}
    for match in _OFTEN.finditer(normal):
        adverb = (match["adverb"] or "").lower().replace("-", "")
        marks.add(f"every {_PERIODS[adverb] if adverb else match['noun'].lower()}")
    marks |= {f"for {match[1].lower()}" for match in _SPELL.finditer(text)}
    marks |= {mark for pattern, mark in _TIMES if pattern.search(normal)}
    for match in _ORDINAL.finditer(without_dates(normal)):
        word = (match["word"] or "").lower()
        marks.add(f"#{_ORDINALS.index(word) + 2 if word else match['digits']}")
    return marks
