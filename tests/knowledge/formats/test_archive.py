"""Zip archives: every document in one is a source of its own, and nothing is unpacked to disk."""

from __future__ import annotations

import io
import zipfile

import pytest

from knowledge.corpus import CorpusFile
from knowledge.errors import UnreadableSourceError
from knowledge.formats import archive
from knowledge.readers import read_document
from tests.knowledge.made import pdf


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def file(folder, data: bytes, name: str = "deal.zip") -> CorpusFile:
    (folder / name).write_bytes(data)
    return CorpusFile(name, folder / name, len(data))


def test_members_are_documents_whose_ids_hold_their_path(tmp_path):
    outer = file(tmp_path, zipped({"notes/a.md": "Words.", "b.pdf": pdf(["Terms."])}))

    document = read_document(outer)
    parts = [read_document(outer.part(name)).source for name in document.attached]

    assert document.source is None
    assert [(s.id, s.text, s.work.title) for s in parts] == [
        ("deal.zip/notes/a.md", "Words.", "A"),
        ("deal.zip/b.pdf", "Terms.", "B"),
    ]


def test_what_is_not_read_in_an_archive_is_said(tmp_path):
    members = {
        "a.md": "x",
        "inner.zip": zipped({"b.md": "x"}),
        "photo.png": "x",
        "large.txt": "x" * 2000,
        "sources.toml": "x",
        "__MACOSX/._a.md": "x",
        ".DS_Store": "x",
        "~$lock.docx": "x",
    }

    document = read_document(file(tmp_path, zipped(members)), largest=1500)

    assert document.attached == ("a.md",)
    assert dict(document.skipped) == {
        "inner.zip": "is a zip archive inside another: unpack it",
        "photo.png": "has a type that is not read (.png)",
        "large.txt": "would unpack to 0 MB and was not opened",
        "sources.toml": "counts beside documents only, not inside a zip archive",
    }


def test_a_member_that_lies_about_its_size_is_not_unpacked(tmp_path):
    data = bytearray(zipped({"a.txt": "x" * 5000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(mark) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    outer = file(tmp_path, bytes(data))

    with pytest.raises(UnreadableSourceError, match="damaged"):
        read_document(outer.part("a.txt"), largest=1000)


def test_a_bomb_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3000)

    with pytest.raises(UnreadableSourceError, match="would unpack to more"):
        read_document(file(tmp_path, zipped({f"{n}.txt": "x" * 1000 for n in range(4)})))


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)

    with pytest.raises(UnreadableSourceError, match="holds 4 files, more than 3"):
        read_document(file(tmp_path, zipped({f"{n}.txt": "x" for n in range(4)})))


def test_a_protected_member_is_skipped(tmp_path):
    data = bytearray(zipped({"a.txt": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    document = read_document(file(tmp_path, bytes(data)))

    assert document.skipped == (("a.txt", "is protected by a password: zip it without one"),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(zipped({}), "is an empty zip", id="empty"),
        pytest.param(zipped({"a.md": "x"})[:-10], "damaged", id="torn"),
        pytest.param(b"Plain words.", "no zip archive", id="text"),
    ],
)
def test_an_archive_that_cannot_be_read_says_why(tmp_path, data, reason):
    with pytest.raises(UnreadableSourceError, match=reason):
        read_document(file(tmp_path, data))


def test_a_name_that_climbs_out_is_refused_and_an_odd_one_made_visible(tmp_path):
    outer = file(tmp_path, zipped({"../../etc/x.md": "One.", "a\u202e\n.md": "Two."}))

    document = read_document(outer)
    parts = [read_document(outer.part(name)).source for name in document.attached]

    assert [(s.id, s.text) for s in parts] == [("deal.zip/a\\u202e\\n.md", "Two.")]
    assert document.skipped == (("../../etc/x.md", "has a path that leads out of the archive"),)
