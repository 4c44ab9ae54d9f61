"""Word, PowerPoint and PDF files keep their words, headings and pages."""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from knowledge.corpus import CorpusFile
from knowledge.errors import UnreadableSourceError
from knowledge.readers import read_document, read_source
from tests.knowledge.made import BESIDE, COLUMN, pdf, pptx

if TYPE_CHECKING:
    from knowledge.model import Source

FILES = Path(__file__).parents[1] / "files"


def read(folder: Path, name: str, data: bytes) -> Source:
    path = folder / name
    path.write_bytes(data)
    return read_source(path, name)


def sections(source: Source) -> list[tuple[tuple[str, ...], int | None, str]]:
    return [(s.headings, s.page, source.text[s.start : s.end].strip()) for s in source.sections]


def word(build) -> bytes:
    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def playbook(document) -> None:
    document.core_properties.title = "Exit playbook"
    document.core_properties.author = "Ken Ito"
    document.sections[0].header.paragraphs[0].text = "DRAFT"
    document.add_heading("Exit playbook", 0)
    document.add_paragraph("R&D stays with AT&T if share < 5 % and > 3 %.")
    document.add_heading("Triggers", 1)
    document.add_paragraph("Missed milestone", style="List Bullet")
    document.add_paragraph("Change of control", style="List Bullet")
    document.add_heading("Steps", 2)
    document.add_paragraph("Tell the board.", style="List Number")
    document.add_paragraph("Tell the partner.", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Step", "Owner", "Notice", "Board"], strict=True):
        cell.text = text


def test_a_word_file_keeps_headings_lists_tables_and_every_character(tmp_path):
    source = read(tmp_path, "exit.docx", word(playbook))

    assert sections(source) == [
        ((), None, "R&D stays with AT&T if share < 5 % and > 3 %."),
        (("Triggers",), None, "- Missed milestone\n- Change of control"),
        (
            ("Triggers", "Steps"),
            None,
            "1. Tell the board.\n2. Tell the partner.\n\nStep: Notice; Owner: Board",
        ),
    ]
    assert (source.work.title, source.work.author) == ("Exit playbook", "Ken Ito")


def test_a_slide_is_a_page_and_its_title_a_heading(tmp_path):
    data = pptx(("R&D plan", ["Share < 5 %", "Two teams"]), ("Next steps", ["Sign"]))

    source = read(tmp_path, "plan.pptx", data)

    assert sections(source) == [
        (("R&D plan",), 1, "- Share < 5 %\n- Two teams"),
        (("Next steps",), 2, "- Sign"),
    ]
    assert {s.page_kind for s in source.sections} == {"slide"}


HANDBOOK = [
    [
        "Alliance handbook",
        "1. Choosing a partner",
        "Firms that list what they lack before they look for a partner choose better than firms",
        "that look at who is on the market. The list is short and it is written down before any",
        "talks begin.",
        "A second reader from another department strikes out what is wished for, and the agree-",
        "ment of both is needed before the list goes",
        "Page 1 of 2",
    ],
    [
        "Alliance handbook",
        "to the board. Nobody may add to it later.",
        "2. Leaving a partner",
        "Exit terms are agreed at the start, while both sides still want the same thing and can be",
        "fair to each other.",
        "Page 2 of 2",
    ],
]


def test_a_pdf_keeps_pages_and_loses_running_heads(tmp_path):
    source = read(tmp_path, "handbook.pdf", pdf(*HANDBOOK, title="Alliance handbook"))

    first = "Firms that list what they lack"
    assert [(h, p) for h, p, _ in sections(source)] == [
        (("1. Choosing a partner",), 1),
        (("1. Choosing a partner",), 2),
        (("2. Leaving a partner",), 2),
    ]
    assert source.text.startswith(first)
    assert "Page 1" not in source.text
    assert "Alliance handbook" not in source.text


def test_lines_of_a_pdf_are_joined_and_broken_words_mended(tmp_path):
    source = read(tmp_path, "handbook.pdf", pdf(*HANDBOOK))

    assert "choose better than firms that look at who is on the market." in source.text
    assert "and the agreement of both is needed" in source.text


def test_a_sentence_over_a_page_break_stays_whole_on_its_first_page(tmp_path):
    source = read(tmp_path, "handbook.pdf", pdf(*HANDBOOK))

    page_one, page_two, _ = (text for _, _, text in sections(source))
    assert page_one.endswith("is needed before the list goes to the board.")
    assert page_two == "Nobody may add to it later."


LEFT = [
    "Alliances fail for reasons that",
    "are known before anybody signs.",
    "Most partners skip the fit check,",
    "and they pay for it in the second",
    "year, when the govern-",
    "ance that nobody drew up is",
    "needed for the first time.",
]
RIGHT = [
    "A steering committee meets each",
    "quarter and reads the scorecard.",
    "It settles what the working teams",
    "could not settle by themselves.",
]


def test_two_columns_are_read_one_after_the_other(tmp_path):
    source = read(tmp_path, "columns.pdf", pdf([*LEFT, COLUMN, *RIGHT]))

    assert "year, when the governance that nobody drew up is needed" in source.text
    assert source.text.index("first time.") < source.text.index("A steering committee")
    assert "each quarter and reads the scorecard." in source.text


def beside(left: list[str], right: list[str]) -> list[str]:
    return [
        f"{one}{BESIDE}{other}" if other else one
        for one, other in zip_longest(left, right, fillvalue="")
    ]


MORE = [*RIGHT, "Minutes go out on the same day, and", "whoever was away reads them."]


def test_columns_that_were_drawn_across_the_page_are_read_one_after_the_other(tmp_path):
    page = ["Alliance quarterly", *beside(LEFT, MORE), "Printed by Northwind in Oslo in 2026"]

    source = read(tmp_path, "columns.pdf", pdf(page))

    assert "year, when the governance that nobody drew up is needed" in source.text
    assert "each quarter and reads the scorecard. It settles what" in source.text
    assert source.text.index("first time.") < source.text.index("A steering committee")


def test_a_table_is_read_row_by_row(tmp_path):
    stages = ["Scouting", "Fit check", "Negotiation", "Launch", "Steady work", "Exit"]
    owners = ["Maria Lopez", "Ken Ito", "Legal and Finance", "Joint team", "Priya Nair", "Board"]

    source = read(tmp_path, "table.pdf", pdf(beside(stages, owners)))

    assert source.text.index("Maria Lopez") < source.text.index("Fit check")


def broken(data: bytes) -> bytes:
    return data[: len(data) // 2]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_WORD = OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le")

REFUSED = [
    pytest.param("a.pdf", (FILES / "locked.pdf").read_bytes(), "password", id="locked PDF"),
    pytest.param("a.pdf", broken(pdf(*HANDBOOK)), "damaged", id="truncated PDF"),
    pytest.param("a.pdf", pdf([]), "no text", id="scanned PDF"),
    pytest.param("a.pdf", b"Plain words.", "no PDF", id="text called PDF"),
    pytest.param("a.docx", b"<html><p>Not found", "no Word file", id="page called Word"),
    pytest.param("a.pdf", b"\x89PNG\r\n", "is a picture", id="picture called PDF"),
    pytest.param("a.txt", b"{\\rtf1 x}", "is an RTF", id="RTF called text"),
    pytest.param("a.docx", broken(word(playbook)), "damaged", id="truncated Word"),
    pytest.param("a.docx", LOCKED_WORD, "password", id="locked Word"),
    pytest.param("a.docx", OLD + bytes(600), "old Office", id="old Word"),
    pytest.param("a.pptx", b"Plain words.", "or no PowerPoint file", id="text called slides"),
    pytest.param("a.docx", word(lambda _: None), "no readable text", id="empty Word"),
]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, data, reason):
    with pytest.raises(UnreadableSourceError, match=reason) as caught:
        read(tmp_path, name, data)

    assert caught.value.name == name


@pytest.mark.parametrize(
    ("name", "data", "caveat"),
    [
        ("a.docx", pdf(*HANDBOOK), "is a PDF named .docx: read as what it is"),
        ("a.md", pdf(*HANDBOOK), "is a PDF named .md: read as what it is"),
        ("a.pptx", word(playbook), "is a Word file named .pptx: read as what it is"),
        ("a.txt", pptx(("A", ["b"])), "is a PowerPoint file named .txt: read as what it is"),
    ],
)
def test_a_file_of_another_name_is_read_as_what_it_is(tmp_path, name, data, caveat):
    (tmp_path / name).write_bytes(data)

    document = read_document(CorpusFile(name, tmp_path / name, 1))

    assert document.source.text
    assert document.caveats == (caveat,)


def test_pages_without_text_are_named(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf([], *HANDBOOK, []))

    document = read_document(CorpusFile("a.pdf", tmp_path / "a.pdf", 1))

    (caveat,) = document.caveats
    assert caveat.startswith("pages 1, 4 have no text: if scanned")


@pytest.mark.parametrize(("title", "author"), [("Untitled", "Microsoft Office User"), ("", "")])
def test_what_a_program_wrote_is_no_title_and_no_author(tmp_path, title, author):
    def build(document) -> None:
        document.core_properties.title = title
        document.core_properties.author = author
        document.add_paragraph("Words.")

    work = read(tmp_path, "exit_plan.docx", word(build)).work

    assert (work.title, work.author) == ("Exit plan", "")
