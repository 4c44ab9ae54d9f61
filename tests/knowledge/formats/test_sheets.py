"""Excel workbooks: a row reads alone, and its place is the sheet and the rows."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from knowledge.blocks import assemble
from knowledge.errors import UnreadableSourceError
from knowledge.formats.sheets import read_sheets
from knowledge.readers import read_source


def workbook(build) -> bytes:
    book = openpyxl.Workbook()
    build(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pipeline(book) -> None:
    sheet = book.active
    sheet.title = "Pipeline"
    sheet["A1"] = "R&D alliances <2026>"
    sheet.append([])
    sheet.append(["Partner", "Stage", "Value", "Signed", "Exclusive"])
    sheet.append(["Acme", "active", 1250000.5, dt.date(2026, 3, 1), True])
    sheet.append(["Globex", None, 300000, dt.datetime.fromisoformat("2026-05-01 12:30"), False])
    book.create_sheet("Empty")
    deep = book.create_sheet("Contacts")
    deep["C7"] = "Call Priya first."
    hidden = book.create_sheet("Salaries")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "nobody may see this"


def texts(data: bytes) -> list[tuple[tuple[str, ...], int | None, int | None, str]]:
    body = assemble(read_sheets(data, "x.xlsx").blocks, "")
    return [
        (s.headings, s.page, s.page_end, body.text[s.start : s.end].strip()) for s in body.sections
    ]


def test_rows_carry_their_columns_names_under_the_sheet_s(tmp_path):
    assert texts(workbook(pipeline)) == [
        (
            ("Pipeline",),
            1,
            5,
            "R&D alliances <2026>\n"  # noqa: ISC004 - one cell of the table of cases
            "Partner: Acme; Stage: active; Value: 1250000.5; Signed: 2026-03-01; Exclusive: yes\n"
            "Partner: Globex; Value: 300000; Signed: 2026-05-01 12:30; Exclusive: no",
        ),
        (("Contacts",), 7, 7, "Call Priya first."),
    ]


def test_a_hidden_sheet_is_left_out_and_said_to_be():
    draft = read_sheets(workbook(pipeline), "x.xlsx")

    assert "nobody may see this" not in " ".join(block.text for block in draft.blocks)
    assert draft.caveats == ("hidden sheets were left out: Salaries",)


def test_a_citation_names_sheet_and_rows(tmp_path):
    def long(book) -> None:
        book.active.title = "Risks"
        book.active.append(["Risk", "Owner"])
        for number in range(60):
            book.active.append([f"Risk {number} that the sponsor leaves before spring", "Priya"])

    from knowledge.passages import split

    (tmp_path / "risks.xlsx").write_bytes(workbook(long))
    source = read_source(tmp_path / "risks.xlsx", "risks.xlsx")
    passages = split(source, lambda text: len(text.split()), 256)

    assert passages[0].locator == "rows 2\u201311 · Risks"
    assert passages[0].text.startswith("Risk: Risk 0 that")
    places = [(p.page, p.page_end) for p in passages]
    assert [first for first, _ in places[1:]] == [last + 1 for _, last in places[:-1]]
    assert places[-1][1] == 61


def test_a_second_table_has_a_header_of_its_own():
    def two(book) -> None:
        for row in [["Partner", "Stage"], ["Acme", "1"], [], ["City", "Lead"], ["Oslo", "2"]]:
            book.active.append(row)

    assert texts(workbook(two))[0][3] == "Partner: Acme; Stage: 1\nCity: Oslo; Lead: 2"


def test_a_formula_gives_its_value_or_nothing():
    def formula(book) -> None:
        book.active.append(["Sum", "=1+1", "kept"])

    # openpyxl computes nothing: the cell has no value, as in a file that Excel never saved.
    assert texts(workbook(formula))[0][3] == "Sum; kept"


def test_a_torn_workbook_is_damaged():
    data = workbook(pipeline)

    with pytest.raises(UnreadableSourceError, match="damaged"):
        read_sheets(data[: len(data) // 2], "x.xlsx")


def test_the_workbook_s_own_title_names_the_work(tmp_path):
    def titled(book) -> None:
        book.properties.title = "Alliance pipeline"
        book.properties.creator = "Maria Lopez"
        book.active["A1"] = "Words."

    (tmp_path / "p.xlsx").write_bytes(workbook(titled))
    work = read_source(tmp_path / "p.xlsx", "p.xlsx").work

    assert (work.title, work.author) == ("Alliance pipeline", "Maria Lopez")
