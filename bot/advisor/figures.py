"""Figures of a text in one notation: ``63 per cent`` is ``63%``, ``3.4 thousand`` is ``3400``."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
}
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_NUMBER = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_PER_CENT = r"(?:\s?%|\s?per\s?cent\b|\s?percent\b|\s?pct\b|\spercentage points?\b|\s?pp\b)"
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<currency>[$€£¥]\s?)?(?P<number>{_NUMBER})"
    rf"(?:(?P<percent>{_PER_CENT})|[\s-]?(?P<scale>thousand|million|billion|trillion|mn|bn|k|m|"
    rf"b)\b)?"
    rf"(?:\s?(?P<dash>[-–—]|to\b|and\b)\s?(?={_NUMBER}))?",  # noqa: RUF001
    re.IGNORECASE,
)
_SPELLED_FIGURE = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[\s-](?P<ones>{'|'.join(_UNITS[1:10])}))?"
    rf"|(?P<unit>{'|'.join(_UNITS[2:])}))\b"
    rf"(?P<percent>{_PER_CENT})?(?:[\s-](?P<scale>hundred|thousand|million|billion)\b)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b[a-z]{1,4}\d+\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@lru_cache(maxsize=20_000)
def figures(text: str) -> frozenset[str]:
    """Return every figure of *text*; a percentage ends in ``%``, money begins with its sign.

    Cached, for the same sentences are found for many a question. Both ends of a range count,
    each with the range's unit (``60–70%`` gives ``60%`` and ``70%``).
    A code such as ``Q4`` counts as it stands. Spelled numbers count from two upwards (``one`` is
    more often a pronoun); ``half`` is ``50%``.
    """  # noqa: RUF002
    found: set[str] = set()
    waiting: list[tuple[str, Decimal]] = []
    for match in _FIGURE.finditer(text):
        value = _value(match["number"], match["scale"])
        if value is None:
            continue
        waiting.append(((match["currency"] or "").strip(), value))
        if match["dash"] and match["dash"].lower() != "and" and not match["percent"]:
            continue
        unit = "%" if match["percent"] else ""
        found.update(f"{currency}{_plain(number)}{unit}" for currency, number in waiting)
        waiting.clear()
    found.update(f"{currency}{_plain(number)}" for currency, number in waiting)
    found.update(_spelled(match) for match in _SPELLED_FIGURE.finditer(text))
    found.update(match.group().lower() for match in _CODE.finditer(text))
    if _HALF.search(text):
        found.add("50%")
    return frozenset(found)


def measures(text: str) -> frozenset[str]:
    """Return the figures of *text* that are not plain years."""
    return frozenset(figure for figure in figures(text) if not _YEAR.fullmatch(figure))


def _value(digits: str, scale: str | None) -> Decimal | None:
    try:
        value = Decimal(re.sub(r"[,\s]", "", digits))
    except InvalidOperation:
        return None
    return value * _SCALES[scale.lower()] if scale else value


def _spelled(match: re.Match[str]) -> str:
    tens, ones, unit = match["tens"], match["ones"], match["unit"]
    value = _SPELLED[(tens or unit).lower()] + (_SPELLED[ones.lower()] if ones else 0)
    scale = (match["scale"] or "").lower()
    value *= 100 if scale == "hundred" else _SCALES.get(scale, 1)
    return f"{value}{'%' if match['percent'] else ''}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
