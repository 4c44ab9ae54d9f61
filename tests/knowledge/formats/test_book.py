"""EPUB books: chapters in reading order, under their titles."""

from __future__ import annotations

import io
import zipfile

import pytest

from knowledge.errors import UnreadableSourceError
from knowledge.readers import read_source

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Alliances that last</dc:title><dc:creator>Ruth Adeyemi</dc:creator>
<dc:creator>Ken Ito</dc:creator><dc:publisher>Harbour Press</dc:publisher>
<dc:date>2021-04-01T00:00:00Z</dc:date></metadata><manifest>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="two" href="text/ch%202.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/ch1.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine>
</package>"""
NAV = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>'
    '<li><a href="text/ch1.xhtml">Choosing</a></li>'
    '<li><a href="text/ch%202.xhtml#top">Parting</a></li></ol></nav></body></html>'
)


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>x</title></head><body>{body}</body></html>"
    )


def book(**changes: str | None) -> bytes:
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/nav.xhtml": NAV,
        "OEBPS/text/ch1.xhtml": chapter(
            "<h1>Choosing</h1><p>List what you lack.</p><h2>Fit</h2><p>R&amp;D fits &lt; 5.</p>"
        ),
        "OEBPS/text/ch 2.xhtml": chapter("<p>Agree on the exit at the start.</p>"),
    }
    parts |= changes
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            if text is not None:
                archive.writestr(name, text)
    return out.getvalue()


def read(folder, data: bytes):
    (folder / "b.epub").write_bytes(data)
    return read_source(folder / "b.epub", "b.epub")


def test_chapters_are_headings_in_reading_order(tmp_path):
    source = read(tmp_path, book())

    assert [(s.headings, source.text[s.start : s.end].strip()) for s in source.sections] == [
        (("Choosing",), "List what you lack."),
        (("Choosing", "Fit"), "R&D fits < 5."),
        (("Parting",), "Agree on the exit at the start."),
    ]


def test_the_package_names_the_work(tmp_path):
    work = read(tmp_path, book()).work

    assert (work.title, work.author, work.publication, work.published) == (
        "Alliances that last",
        "Ruth Adeyemi, Ken Ito",
        "Harbour Press",
        "2021-04-01",
    )


LOCK = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
    '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"META-INF/encryption.xml": LOCK.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")},
            "locked by its seller",
            id="locked",
        ),
        pytest.param({"OEBPS/book.opf": "<package"}, "damaged", id="torn package"),
        pytest.param({"OEBPS/text/ch1.xhtml": None}, "damaged", id="missing chapter"),
    ],
)
def test_a_book_that_cannot_be_read_says_why(tmp_path, changes, reason):
    with pytest.raises(UnreadableSourceError, match=reason):
        read(tmp_path, book(**changes))


def test_hidden_fonts_do_not_lock_a_book(tmp_path):
    lock = LOCK.format("http://www.idpf.org/2008/embedding")

    assert read(tmp_path, book(**{"META-INF/encryption.xml": lock})).text


def test_a_book_without_contents_is_read(tmp_path):
    assert read(tmp_path, book(**{"OEBPS/nav.xhtml": "<p>&nbsp;"})).text.endswith("the start.")
