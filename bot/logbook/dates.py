"""Dates as people type them, read from where they are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_DATE = 40
"""Characters; nothing longer is worth reading as a date."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    r"(?:on\s+)?(?P<which>this\s+|next\s+|last\s+)?"
    r"(?P<day>mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_END_OF = re.compile(
    r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?P<next>next\s+)?(?P<unit>week|month|quarter|year)"
)
_EITHER_ORDER = re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})(?:[/-]\d{2,4})?")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?")
_MONTHS_IN_YEAR = 12


def read_date(text: str, now: datetime, *, past: bool = False) -> date | None:
    """Read *text* as one day, seen from *now* (in the person's own time zone).

    ``friday`` is the coming one and ``next friday`` that of the week after this one (Monday to
    Sunday). ``past`` prefers the day before *now* for a date without a year. Returns ``None`` for
    what is not exactly one day (``Jan``, ``Q1``) or could be two (``03/04``).
    """
    text = " ".join(text.lower().split()).strip(" ,.;")
    if not text or len(text) > LONGEST_DATE:
        return None
    today = now.date()
    return _weekday(text, today) or _end_of(text, today) or _dotted(text) or _parse(text, now, past)


def _weekday(text: str, today: date) -> date | None:
    match = _WEEKDAY.fullmatch(text)
    if match is None:
        return None
    wanted = next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(match["day"][:3]))
    monday = today - timedelta(days=today.weekday())
    match (match["which"] or "").strip():
        case "next":
            return monday + timedelta(days=7 + wanted)
        case "last":
            return monday + timedelta(days=wanted - 7)
        case _:
            ahead = (wanted - today.weekday()) % 7
            return today + timedelta(days=ahead or 7)


def _end_of(text: str, today: date) -> date | None:
    match = _END_OF.fullmatch(text)
    if match is None:
        return None
    step = 1 if match["next"] else 0
    if match["unit"] == "week":
        return today + timedelta(days=4 - today.weekday() + 7 * step)
    span = {"month": 1, "quarter": 3, "year": 12}[match["unit"]]
    first_after = (today.month - 1) // span * span + span * (1 + step)
    year, month = today.year + first_after // _MONTHS_IN_YEAR, first_after % _MONTHS_IN_YEAR + 1
    return date(year, month, 1) - timedelta(days=1)


def _dotted(text: str) -> date | None:
    """Read ``12.11.2026``: where days are written with dots, the day comes first."""
    match = _DOTTED.fullmatch(text)
    if match is None or match["year"] is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _parse(text: str, now: datetime, past: bool) -> date | None:
    match = _EITHER_ORDER.fullmatch(text)
    if (
        match
        and match["a"] != match["b"]
        and max(int(match["a"]), int(match["b"])) <= _MONTHS_IN_YEAR
    ):
        return None  # 03/04 is a day in March here and in April there
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
    return _dateparser(text, noon, past)


@lru_cache(maxsize=4096)
def _dateparser(text: str, base: datetime, past: bool) -> date | None:
    import dateparser

    try:
        found = dateparser.parse(
            text,
            languages=["en"],
            settings={
                "RELATIVE_BASE": base,
                "PREFER_DATES_FROM": "past" if past else "future",
                "REQUIRE_PARTS": ["day"],
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None  # hostile text may trip the library; it is not a date then
    return found.date() if found else None
