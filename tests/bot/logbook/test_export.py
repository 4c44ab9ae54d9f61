"""Exports open right, run nothing, and leak nothing."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logbook.charts import trend_png
from bot.logbook.export import FORMULA_STARTS, file_name, safe_cell
from bot.logbook.model import Audience
from bot.logbook.replies import Document, Trend

if TYPE_CHECKING:
    from tests.bot.logbook.conftest import Team


@pytest.fixture
def filled(acme: Team) -> Team:
    acme("edit Acme shared, next review 1 Feb")
    acme("log Acme commitment: =HYPERLINK(1), theirs, due 1 Dec, #shared")
    acme("log Acme risk: “quoted”, café; high impact\n@second line")
    acme("log Acme action: finished, due 5 Dec")
    acme("done 3")
    return acme


def exported(team: Team, line: str) -> Document:
    reply = team(line)
    assert isinstance(reply, Document)
    return reply


def test_the_table_opens_right_in_excel_and_holds_no_formula(filled: Team) -> None:
    document = exported(filled, "export acme csv")

    assert document.name == "acme-log-2026-11-23.csv"
    assert document.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in document.content
    rows = list(csv.DictReader(io.StringIO(document.content.decode("utf-8-sig"), newline="")))
    assert [row["summary"] for row in rows] == ["'=HYPERLINK(1)", "“quoted”, café", "finished"]
    assert rows[1]["details"] == "'@second line"
    assert rows[0]["due"] == "2026-12-01"


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip(" ").startswith(FORMULA_STARTS)


@given(st.text(max_size=60))
def test_a_file_name_is_safe(text: str) -> None:
    assert set(file_name(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_json_holds_everything(filled: Team) -> None:
    document = json.loads(exported(filled, "export json").content)

    assert document["team"] == "team of C1"
    assert [entry["number"] for entry in document["entries"]] == [1, 2, 3]
    assert document["entries"][1]["fields"] == {"impact": "high"}
    assert document["alliances"][0]["next_review_on"] == "2027-02-01"


def test_markdown_says_it_in_lines(filled: Team) -> None:
    text = exported(filled, "export acme markdown").content.decode()

    assert text.startswith("# Alliance log of team of C1")
    assert "**#1** 2026-11-23 *commitment*: =HYPERLINK(1) (open; theirs; due 2026-12-01)" in text


def test_the_calendar_holds_open_dated_things_and_reviews(filled: Team) -> None:
    calendar = icalendar.Calendar.from_ical(exported(filled, "export ics").content)

    events = [(str(e["summary"]), e["dtstart"].dt.isoformat()) for e in calendar.walk("VEVENT")]
    assert events == [
        ("Acme: =HYPERLINK(1) (Due: commitment, #1)", "2026-12-01"),
        ("Acme: next review", "2027-02-01"),
    ]


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "ics"])
def test_outsiders_export_only_what_is_shared(filled: Team, form: str) -> None:
    filled("new Secret, notice 1 Jan")

    text = exported(filled.among(Audience.SHARED), f"export {form}").content.decode()

    assert "HYPERLINK" in text
    assert "quoted" not in text
    assert "Secret" not in text


def test_the_trend_is_drawn_as_a_picture(acme: Team) -> None:
    acme("health Acme us 4 them 3")
    trend = acme("health Acme")
    assert isinstance(trend, Trend)

    picture = trend_png(trend)

    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 1200
