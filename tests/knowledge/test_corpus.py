"""A folder becomes a list of future sources."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.corpus import SHIPPED_LIBRARY, list_corpus, scan_corpus
from knowledge.errors import UnreadableSourceError
from knowledge.gather import States
from knowledge.readers import read_source

RECORDS = [
    {"_id": "7", "title": "Trust", "text": "Trust grows.  It does."},
    {"_id": "3", "title": "", "text": "Exit terms come first."},
]


def records(*rows: dict[str, str]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_readable_files_are_listed_by_path_with_their_size(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.MD").write_text("abc")
    (tmp_path / "a.txt").write_text("ab")

    files = list_corpus(tmp_path)

    assert [(f.id, f.path, f.size) for f in files] == [
        ("a.txt", tmp_path / "a.txt", 2),
        ("b/x.MD", tmp_path / "b" / "x.MD", 3),
    ]


def test_what_is_not_read_is_left_out_and_reported(tmp_path):
    (tmp_path / ".git").mkdir()
    for name in (".git/x.md", ".hidden.md", "photo.png", "~$charter.docx", "works.toml", "a.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").mkdir()

    listing = scan_corpus(tmp_path)

    assert [f.id for f in listing.files] == ["a.md"]
    assert [s.path.name for s in listing.skipped] == ["gone.md", "photo.png", "~$charter.docx"]


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(UnreadableSourceError, match="does not exist"):
        list_corpus(tmp_path / "no")


def test_shipped_notes_have_a_prefix_that_no_other_folder_can_take(tmp_path):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "a.md").write_text("x")

    assert all(f.id.startswith("library/") for f in list_corpus(SHIPPED_LIBRARY))
    assert [f.id for f in list_corpus(tmp_path)] == ["./library/a.md"]


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
def test_each_line_of_a_beir_corpus_is_a_source(tmp_path, name):
    data = records(*RECORDS)
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)

    sources = [read_source(f.path, f.id) for f in list_corpus(tmp_path)]

    assert [(s.id, s.work.title, s.text) for s in sources] == [
        ("7", "Trust", "Trust grows.  It does."),
        ("3", "", "Exit terms come first."),
    ]


def test_beir_records_are_found_in_any_order(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(records(*RECORDS))

    assert [read_source(path, i).text for i in ("3", "7", "3")] == [
        "Exit terms come first.",
        "Trust grows.  It does.",
        "Exit terms come first.",
    ]


def test_a_changed_beir_corpus_is_read_anew(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(records(*RECORDS))
    read_source(path, "3")
    path.write_bytes(records({"_id": "3", "title": "", "text": "Other words now."}))

    assert read_source(path, "3").text == "Other words now."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b'{"_id": "1", "text": "a"}\nnonsense\n', "line 2", id="no JSON"),
        pytest.param(b'{"text": "a"}\n', "no _id", id="no id"),
        pytest.param(records(RECORDS[0], RECORDS[0]), "repeats", id="twice"),
    ],
)
def test_a_malformed_beir_corpus_names_the_line(tmp_path, data, reason):
    (tmp_path / "corpus.jsonl").write_bytes(data)

    with pytest.raises(UnreadableSourceError, match=reason):
        list_corpus(tmp_path)


def test_a_damaged_archive_is_named(tmp_path):
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(records(*RECORDS))[:-12])

    with pytest.raises(UnreadableSourceError, match="damaged"):
        list_corpus(tmp_path)


def skipped(folder) -> dict[str, str]:
    return {s.path.name: s.reason for s in scan_corpus(folder).skipped}


def test_links_are_read_only_where_they_add_something(tmp_path):
    folder = tmp_path / "corpus"
    (folder / "..data").mkdir(parents=True)
    (folder / "sub").mkdir()
    (folder / "a.md").write_text("x")
    (folder / "..data" / "mounted.md").write_text("x")
    (tmp_path / "secret.txt").write_text("x")
    for name, target in {
        "mounted.md": "..data/mounted.md",
        "again.md": "a.md",
        "out.txt": "../secret.txt",
        "loop.md": "loop.md",
        "gone.md": "nowhere.md",
        "sub/up": "..",
    }.items():
        (folder / name).symlink_to(target)

    listing = scan_corpus(folder)

    assert [f.id for f in listing.files] == ["a.md", "mounted.md"]
    assert skipped(folder) == {
        "again.md": "is a link to a.md, which is read itself",
        "gone.md": "is a link to nothing",
        "loop.md": "is a link in a circle",
        "out.txt": "is a link that leads out of the folder: copy what it points to",
        "up": "is a link to a folder, which is not followed",
    }


def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")

    assert skipped(tmp_path) == {"pipe.md": "is a named pipe"}


@contextmanager
def as_nobody():
    """Give up root's right to read everything, where the tests run as root."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


def test_what_may_not_be_read_is_said(tmp_path):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "closed").mkdir(mode=0o000)
        (folder / "a.md").write_text("x")
        (folder / "a.md").chmod(0o000)

        with as_nobody():
            listing = scan_corpus(folder)
            with pytest.raises(UnreadableSourceError, match="cannot be opened: Permission denied"):
                States().of(listing.files[0])

    assert [(s.path.name, s.reason) for s in listing.skipped] == [
        ("closed", "is a folder that cannot be listed: Permission denied")
    ]


def test_a_link_to_a_web_page_is_not_fetched(tmp_path):
    (tmp_path / "page.url").write_text("[InternetShortcut]\nURL=https://example.com\n")

    assert "not fetched" in skipped(tmp_path)["page.url"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param(b"caf\xe9.md", "caf\\xe9.md", id="no UTF-8"),
        pytest.param(b"a\nb\x1b[31m.md", "a\\nb\\x1b[31m.md", id="control characters"),
        pytest.param("fdp\u202etxt.md".encode(), "fdp\\u202etxt.md", id="right to left"),
        pytest.param("Über 東京.md".encode(), "Über 東京.md", id="other scripts"),
        pytest.param(b"x" * 252 + b".md", "x" * 252 + ".md", id="255 bytes"),
    ],
)
def test_an_odd_name_gives_an_id_that_every_line_shows(tmp_path, name, source):
    (tmp_path / os.fsdecode(name)).write_text("Words.")

    (file,) = list_corpus(tmp_path)

    assert file.id == source
    assert read_source(file.path, file.id).text == "Words."
