"""Dates as people type them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logbook.dates import read_date

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("friday", date(2026, 11, 27)),
        ("Next Friday", date(2026, 12, 4)),
        ("last friday", date(2026, 11, 20)),
        ("on thursday", date(2026, 11, 26)),
        ("monday", date(2026, 11, 30)),
        ("tomorrow", date(2026, 11, 24)),
        ("in 2 weeks", date(2026, 12, 7)),
        ("5 Dec", date(2026, 12, 5)),
        ("Dec 5th", date(2026, 12, 5)),
        ("1 Feb", date(2027, 2, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("12.11.2026", date(2026, 11, 12)),
        ("03/25/2027", date(2027, 3, 25)),
        ("end of month", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("end of the quarter", date(2026, 12, 31)),
        ("end of year", date(2026, 12, 31)),
        ("end of week", date(2026, 11, 27)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_date(text, MONDAY) == day


@pytest.mark.parametrize(
    "text", ["Jan", "Q1", "03/04", "04/03/2027", "31 Feb", "soon", "", "x" * 99]
)
def test_what_is_not_exactly_one_day_is_left_alone(text: str) -> None:
    assert read_date(text, MONDAY) is None


def test_a_past_day_is_preferred_where_the_past_is_meant() -> None:
    assert read_date("12 Nov", MONDAY, past=True) == date(2026, 11, 12)
    assert read_date("12 Nov", MONDAY) == date(2027, 11, 12)


def test_today_is_the_persons_own_day() -> None:
    instant = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert read_date("tomorrow", instant) == date(2026, 11, 24)
    assert read_date("tomorrow", instant.astimezone(ZoneInfo("Asia/Tokyo"))) == date(2026, 11, 25)


@given(st.text(max_size=50))
def test_no_text_trips_it(text: str) -> None:
    read_date(text, MONDAY)
