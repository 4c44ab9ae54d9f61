"""What reading a file gave is remembered, so that only what changed is opened again."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from knowledge.builds import Builds
from knowledge.limits import Limits
from knowledge.reader_pool import ReaderPool
from knowledge.reindex import Request, reindex
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, contents, index, write
from tests.knowledge.made import pdf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = write(tmp_path / "corpus", NOTES)
    (folder / "scan.pdf").write_bytes(pdf([]))
    (folder / "partly.pdf").write_bytes(pdf(["Assets are split by contract."], []))
    (folder / "charter.docx").write_bytes(pdf(["A charter states why."]))
    with zipfile.ZipFile(folder / "deal.zip", "w") as archive:
        archive.writestr("minutes/may.md", "The board met in May.")
        archive.writestr("photo.png", "x")
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Pilot", "Priya <p@example.com>"
    mail.set_content("The pilot moves to Q1.")
    mail.add_attachment("Three open risks remain.", filename="risks.txt")
    mail.add_attachment(b"x", maintype="a", subtype="b", filename="a.exe")
    (folder / "pilot.eml").write_bytes(mail.as_bytes())
    return folder


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the documents that were given to the reading processes."""
    asked: list[str] = []
    ask = ReaderPool.ask

    def noted(pool, file):
        asked.append(file.id)
        ask(pool, file)

    monkeypatch.setattr(ReaderPool, "ask", noted)
    return asked


NOT_READ = {
    "scan.pdf": "holds pictures of pages but no text: run it through text recognition (OCR) first",
    "deal.zip/photo.png": "has a type that is not read (.png)",
    "pilot.eml/a.exe": "is an attachment of a type that is not read (.exe)",
}
KNOWN = {
    "charter.docx": "is a PDF named .docx: read as what it is",
    "partly.pdf": "page 2 of 2 has no text: "
    "if scanned, run the file through text recognition (OCR)",
}


def told(report) -> tuple[dict[str, str], dict[str, str]]:
    return {u.name: u.reason for u in report.unreadable}, {c.name: c.text for c in report.caveats}


def test_documents_inside_others_are_sources_of_their_own(corpus: Path, index_dir: Path) -> None:
    report = index(index_dir, corpus)

    assert told(report) == (NOT_READ, KNOWN)
    assert report.added == 8
    assert {"The board met in May.", "Three open risks remain.", "The pilot moves to Q1."} <= set(
        contents(Builds(index_dir)).values()
    )


def test_nothing_unchanged_is_opened_again_and_all_is_told_again(
    corpus: Path, index_dir: Path, opened: list[str]
) -> None:
    index(index_dir, corpus)
    opened.clear()
    write(corpus, {"new.md": "A new note."})

    report = index(index_dir, corpus)

    assert opened == ["new.md"]
    assert told(report) == (NOT_READ, KNOWN)
    assert (report.added, report.unchanged, report.removed) == (1, 8, 0)


def test_only_the_changed_archive_is_read_again(
    corpus: Path, index_dir: Path, opened: list[str]
) -> None:
    index(index_dir, corpus)
    opened.clear()
    with zipfile.ZipFile(corpus / "deal.zip", "a") as archive:
        archive.writestr("minutes/june.md", "The board met in June.")

    report = index(index_dir, corpus)

    assert opened == ["deal.zip", "deal.zip/minutes/may.md", "deal.zip/minutes/june.md"]
    assert (report.added, report.changed, report.embedded) == (1, 0, 1)


def test_documents_go_with_what_held_them(corpus: Path, index_dir: Path) -> None:
    index(index_dir, corpus)
    (corpus / "pilot.eml").unlink()

    assert index(index_dir, corpus).removed == 2


def test_what_could_not_be_read_is_tried_again_with_other_limits(
    corpus: Path, index_dir: Path, opened: list[str]
) -> None:
    index(index_dir, corpus)
    opened.clear()
    write(corpus, {"new.md": "A new note."})

    reindex(
        index_dir,
        HashingEmbedder(),
        Request((corpus,), with_library=False, limits=Limits(seconds=90)),
    )

    assert opened == ["new.md", "scan.pdf"]


def test_a_file_over_the_limit_is_not_opened(
    corpus: Path, index_dir: Path, opened: list[str]
) -> None:
    with (corpus / "huge.txt").open("wb") as huge:
        huge.truncate(500_000_000)

    report = index(index_dir, corpus)

    reason = "has 500 MB, more than the 100 MB that ADVISOR_FILE_MEGABYTES allows"
    assert told(report)[0]["huge.txt"] == reason
    assert "huge.txt" not in opened


def test_the_order_of_passages_does_not_depend_on_who_read_faster(
    tmp_path: Path, index_dir: Path
) -> None:
    folder = write(
        tmp_path / "many",
        {f"{n:03}.md": f"Note {n}. " * (1 + 300 * (n % 5 == 0)) for n in range(90)},
    )
    members = io.BytesIO()
    with zipfile.ZipFile(members, "w") as archive:
        for n in range(20):
            archive.writestr(f"{n:02}.md", f"Member {n}. " * (1 + 300 * (n % 3 == 0)))
    (folder / "010.zip").write_bytes(members.getvalue())

    index(index_dir, folder)
    first = list(contents(Builds(index_dir)))
    index(index_dir, folder, full=True)

    assert list(contents(Builds(index_dir))) == first


def test_documents_inside_an_archive_do_not_look_like_a_shrunken_corpus(
    tmp_path: Path, index_dir: Path
) -> None:
    folder = write(tmp_path / "packed", NOTES)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for n in range(40):
            archive.writestr(f"{n}.md", f"Member {n}.")
    index(index_dir, folder)
    said = []

    reindex(index_dir, HashingEmbedder(), Request((folder,), with_library=False), tell=said.append)

    assert (said[0].documents, said[0].added, said[0].removed) == (4, 0, 0)
