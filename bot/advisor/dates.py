"""Dates of a text: ``5 May 2011``, ``May 5th, 2011`` and ``2011-05-05`` are the same day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_NAMES = "|".join((*_MONTHS, *(f"{month[:3]}\\." for month in _MONTHS), "sept", "jan", "feb",
                   "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))  # fmt: skip
_DATE = re.compile(
    rf"\b(?:(?P<iso_year>(?:18|19|20)\d\d)-(?P<iso_month>[01]\d)-(?P<iso_day>[0-3]\d)\b"
    rf"|(?P<day_first>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month_a>{_NAMES})(?![a-z])"
    rf"(?:,?\s+(?P<year_a>(?:18|19|20)\d\d))?"
    rf"|(?P<month_b>{_NAMES})\s+(?P<day_b>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d)"
    rf"(?:,?\s+(?P<year_b>(?:18|19|20)\d\d))?"
    rf"|(?P<month_c>{_NAMES})(?:\s+of)?,?\s+(?P<year_c>(?:18|19|20)\d\d)\b"
    rf"|(?<=\bin )(?P<month_d>{_NAMES})(?![a-z]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a month of a year; what is not said is 0."""

    year: int
    month: int
    day: int

    def is_part_of(self, known: Date) -> bool:
        """Tell whether *known* says at least this."""
        mine = (self.year, self.month, self.day)
        theirs = (known.year, known.month, known.day)
        return all(own in (0, other) for own, other in zip(mine, theirs, strict=True))

    def __str__(self) -> str:
        return "-".join(f"{part:02d}" for part in (self.year, self.month, self.day) if part)


@lru_cache(maxsize=20_000)
def dates_in(text: str) -> frozenset[Date]:
    """Return the dates of *text* that name a month; a bare year is a number."""
    return frozenset(_date(match) for match in _DATE.finditer(text))


def without_dates(text: str) -> str:
    """Return *text* without those dates, so that their digits do not count as numbers."""
    return _DATE.sub(" ", text)


def _date(match: re.Match[str]) -> Date:
    def number(*groups: str) -> int:
        return int(next((match[group] for group in groups if match[group]), 0))

    name = next((match[f"month_{c}"] for c in "abcd" if match[f"month_{c}"]), "")
    month = _month(name) if name else number("iso_month")
    return Date(
        number("iso_year", "year_a", "year_b", "year_c"),
        month,
        number("iso_day", "day_first", "day_b"),
    )


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))
