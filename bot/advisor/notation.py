"""One notation for numbers: digits without separators, ``%`` for shares, a sign before money."""

from __future__ import annotations

import re
from functools import lru_cache

_UNITS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: number for number, word in enumerate(_UNITS, start=2)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_VALUES["one"] = 1
_SCALES = {
    "hundred": 10**2,
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
_SEPARATED = re.compile(r"(?<![\w.,])\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)")
_FRACTIONS = (
    (r"two[\s-]thirds?|2/3", "66.7%"),
    (r"(?:an?|one)[\s-]third(?= of)|one[\s-]third|1/3", "33.3%"),
    (r"three[\s-](?:quarters|fourths)(?= of)|three-quarters|3/4", "75%"),
    (r"(?:an?|one)[\s-]quarter(?= of)|one-quarter|1/4", "25%"),
    (r"(?:an?|one)[\s-]fifth(?= of)|one-fifth|1/5", "20%"),
    (r"half(?! (?:as|an?|the time|year|day|hour))|1/2", "50%"),
    (r"a couple of", "2"),
    (r"a dozen", "12"),
    (r"(?:a|one) hundred", "100"),
    (r"(?:a|one) thousand", "1000"),
    (r"(?:a|one) million", "1000000"),
    (r"(?:the )?(?:4th|fourth) quarter", "Q4"),
    (r"(?:the )?(?:3rd|third) quarter", "Q3"),
    (r"(?:the )?(?:2nd|second) quarter", "Q2"),
    (r"(?:the )?(?:1st|first) quarter", "Q1"),
)
_FRACTION = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), plain) for pattern, plain in _FRACTIONS
)
_SPELLED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[\s-](?P<ones>one|{'|'.join(_UNITS[:8])}))?|"
    rf"(?P<unit>{'|'.join(_UNITS)}))\b",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"\b(?:(one|\d) in|(one|\d+) out of(?: every)?) (\d{1,3})\b", re.IGNORECASE)
_SCALED = re.compile(
    r"(?<![\w.,])(\d+(?:\.\d+)?)[\s-]?(hundred|thousand|million|billion|trillion|mn|bn|k|m|b)\b",
    re.IGNORECASE,
)
_RANGE_UNIT = r"(?P<unit>\s?%|\s?per\s?cent\b|\s?pct\b|\s?percentage points?\b|\s(?:hundred|thousand|million|billion)\b)"  # noqa: E501 - one alternative a unit
_RANGE = re.compile(
    rf"(?P<sign>[$€£¥])?(?P<low>\d+(?:\.\d+)?)\s?(?P<dash>[-\u2010-\u2014]|to|and|or)\s?"
    rf"(?P<sign2>[$€£¥])?(?P<high>\d+(?:\.\d+)?){_RANGE_UNIT}",
    re.IGNORECASE,
)
_PLAIN_RANGE = re.compile(r"(?<=\d)\s?[\u2010-\u2014-]\s?(?=[$€£¥]?\d)")
_PER_CENT = re.compile(
    r"(?<=\d)(?:\s?per\s?cent(?:age points?)?\b|\s?pct\b|\s?percentage points?\b|\s%)",
    re.IGNORECASE,
)
_NAMED_MONEY = (
    (r"(?:us\s?)?dollars?|usd", "$"),
    (r"euros?|eur", "€"),
    (r"pounds?(?: sterling)?|gbp", "£"),
    (r"yen|jpy", "¥"),
)
_MONEY_BEFORE = tuple(
    (re.compile(rf"\b(?:{names})\s?(?=\d)", re.IGNORECASE), sign) for names, sign in _NAMED_MONEY
)
_MONEY_AFTER = tuple(
    (re.compile(rf"(?<![\w.,$€£¥])(\d+(?:\.\d+)?) (?:{names})\b", re.IGNORECASE), sign)
    for names, sign in _NAMED_MONEY
)
_DOLLAR_SIGN = re.compile(r"\b(?:US|A|C)\$|(?<=[$€£¥])\s+(?=\d)")


@lru_cache(maxsize=20_000)
def plain_numbers(text: str) -> str:
    """Return *text* with every number in digits and every unit as a sign.

    A range gets its unit on both ends: ``60-70 per cent`` becomes ``60% to 70%``.
    """
    text = _SEPARATED.sub(lambda m: re.sub(r"\D", "", m.group()), text)
    for pattern, plain in _FRACTION:
        text = pattern.sub(plain, text)
    text = _SPELLED.sub(_in_digits, text)
    text = _OUT_OF.sub(_as_share, text)
    text = _DOLLAR_SIGN.sub(lambda m: "$" if m.group().strip() else "", text)
    text = _RANGE.sub(_with_units, text)
    text = _SCALED.sub(_multiplied, text)
    text = _PER_CENT.sub("%", text)
    for pattern, sign in _MONEY_BEFORE:
        text = pattern.sub(sign, text)
    for pattern, sign in _MONEY_AFTER:
        text = pattern.sub(rf"{sign}\1", text)
    return _PLAIN_RANGE.sub(" to ", text)


def _in_digits(match: re.Match[str]) -> str:
    if match["unit"]:
        return str(_VALUES[match["unit"].lower()])
    ones = match["ones"]
    return str(_VALUES[match["tens"].lower()] + (_VALUES[ones.lower()] if ones else 0))


def _as_share(match: re.Match[str]) -> str:
    said = (match[1] or match[2]).lower()
    part = 1 if said == "one" else int(said)
    whole = int(match[3])
    return f"{round(100 * part / whole, 1):g}%" if 0 < part <= whole else match.group()


def _multiplied(match: re.Match[str]) -> str:
    return f"{round(float(match[1]) * _SCALES[match[2].lower()], 2):.10g}"


def _with_units(match: re.Match[str]) -> str:
    unit = match["unit"]
    sign = match["sign"] or match["sign2"] or ""
    word = " and " if match["dash"].lower() == "and" else " to "
    return f"{sign}{match['low']}{unit}{word}{sign}{match['high']}{unit}"
