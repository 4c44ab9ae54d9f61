"""What the report says of every awkward file, in one run over a folder full of them."""

from __future__ import annotations

import io
import os
import struct
import tempfile
import time
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx import Document

from knowledge.builds import Builds
from knowledge.limits import Limits
from knowledge.passage_store import stored_sources
from knowledge.reindex import Request, reindex
from tests.bench.figures import Figure
from tests.fakes import HashingEmbedder
from tests.knowledge.made import pdf, pptx

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

SECONDS: Final = 15
LOCKED: Final = Path(__file__).parents[1] / "knowledge" / "files" / "locked.pdf"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NOTE: Final = b"# Exit\n\nAn exit clause names the triggers."


def measure() -> list[Figure]:
    """Index a folder of awkward files and return one line for each."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "corpus"
        folder.mkdir()
        files = _write(folder, place)
        began = time.perf_counter()
        request = Request((folder,), with_library=False, limits=Limits(seconds=SECONDS))
        report = reindex(place / "index", HashingEmbedder(), request)
        seconds = time.perf_counter() - began
        indexed = stored_sources(Builds(place / "index").folder(report.build))
    said: dict[str, list[str]] = {}
    for unreadable in report.unreadable:
        said.setdefault(unreadable.name, []).append(f"not in the index: {unreadable.reason}")
    for caveat in report.caveats:
        said.setdefault(caveat.name, []).append(f"in the index: {caveat.text}")
    rows = [Figure(what, _told(shown, said, indexed)) for what, shown in files]
    total = f"{seconds:.0f} s, {report.added} documents indexed, none hung, none crashed the run"
    return [*rows, Figure(f"the whole folder, {SECONDS} s a document allowed", total)]


def _told(shown: str, said: dict[str, list[str]], indexed: Collection[str]) -> str:
    lines = [
        text if name == shown else f"{name.removeprefix(shown)[1:]}: {text}"
        for name, texts in said.items()
        for text in texts
        if name == shown or name.startswith(f"{shown}/")
    ]
    if not lines:
        lines = [f"in the index as {shown[:40]}" if shown in indexed else "LOST WITHOUT A WORD"]
    return "\n".join(lines)


def _write(folder: Path, outside: Path) -> list[tuple[str, str]]:
    """Make the files; return what each is and the name that the report shows."""
    made: list[tuple[str, str]] = []

    def file(what: str, name: str | bytes, data: bytes, shown: str = "") -> None:
        (folder / os.fsdecode(name)).write_bytes(data)
        made.append((what, shown or os.fsdecode(name)))

    def special(what: str, name: str, make: Callable[[Path], object]) -> None:
        make(folder / name)
        made.append((what, name))

    file("protected PDF", "locked.pdf", LOCKED.read_bytes())
    package = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")
    file("protected Word file", "locked.docx", package)
    file("old Word file named .docx", "old.docx", OLD_OFFICE)
    file("truncated PDF", "torn.pdf", pdf(["Words."])[:300])
    file("truncated Word file", "torn.docx", _word()[:5000])
    file("truncated zip", "torn.zip", _zip({"a.md": NOTE})[:-30])
    file("zero bytes", "empty.md", b"")
    file("scanned PDF", "scan.pdf", pdf([], []))
    file("PDF scanned in part", "partly.pdf", pdf(["Trust grows with promises kept."], []))
    file("PDF named .docx", "charter.docx", pdf(["A charter says why the alliance exists."]))
    file("PowerPoint named .txt", "slides.txt", pptx(("Plan", ["Sign"])))
    file("web page named .pdf", "error.pdf", b"<html><body>403 Forbidden</body></html>")
    file("picture named .pdf", "photo.pdf", b"\x89PNG\r\n\x1a\n" + bytes(99))
    file("binary named .txt", "binary.txt", bytes(range(256)) * 8)
    file("list of web addresses", "links.txt", b"https://example.com/a\nhttps://example.com/b\n")
    special("500 MB of text", "huge.txt", lambda path: _sparse(path, 500_000_000))
    file("PDF that keeps a parser busy for minutes", "spin.pdf", _packed_pdf(_MANY_WORDS))
    file("PDF that crashes a parser", "crash.pdf", _packed_pdf(b"q " * 20_000_000))
    file("Markdown of 50,000 nested quotes", "deep.md", b"> " * 50_000 + b"x")
    file("web page of 300,000 nested boxes", "deep.html", b"<div>" * 300_000 + b"Words.")
    file("zip bomb: one member", "bomb.zip", _zip({"a.txt": bytes(200_000_000), "b.md": NOTE}))
    file("zip bomb: overlapping members", "overlap.zip", _overlapping())
    file("zip in a zip", "nested.zip", _zip({"inner.zip": _zip({"a.md": NOTE}), "b.md": NOTE}))
    file("zip with a path that climbs out", "climb.zip", _zip({"../../x.md": NOTE, "b.md": NOTE}))
    file("zip with a protected member", "secret.zip", _protected(_zip({"a.md": NOTE})))
    file("mail with odd attachments", "mail.eml", _mail())
    file("locked EPUB book", "locked.epub", _locked_book())
    (outside / "secret.txt").write_bytes(b"not for the index")
    special("link out of the folder", "out.txt", lambda p: p.symlink_to("../secret.txt"))
    special("link in a circle", "loop.md", lambda p: p.symlink_to("loop.md"))
    special("link to the folder above", "up", lambda p: p.symlink_to("."))
    special("link to nothing", "gone.md", lambda p: p.symlink_to("nowhere.md"))
    special("named pipe", "pipe.md", os.mkfifo)
    closed = "may not be read (but root may)" if os.geteuid() == 0 else "may not be read"
    special(closed, "closed.md", lambda p: (p.write_bytes(NOTE), p.chmod(0)))
    file("control characters in the name", "a\nb\x1b[31m.md", NOTE, "a\\nb\\x1b[31m.md")
    file("right-to-left mark in the name", "fdp\u202etxt.md", NOTE, "fdp\\u202etxt.md")
    file("name of 255 bytes", "n" * 252 + ".md", NOTE)
    file("name that is no UTF-8", b"caf\xe9.md", NOTE, "caf\\xe9.md")
    file("front matter that is no YAML", "facts.md", b"---\ntitle: [x\n---\nWords.")
    file("slip in front matter", "slip.md", b"---\ntitel: Exit\n---\nAn exit has triggers.")
    return made


_MANY_WORDS: Final = b"BT /F1 10 Tf 50 700 Td (word ) Tj ET\n" * 3_000_000


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as opened:
        opened.truncate(size)


def _word() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("Words.")
    document.save(out)
    return out.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _overlapping() -> bytes:
    """Make an archive whose 5,000 members are all the same compressed bytes of 2 MB of zeros."""
    one = _zip({"0000.txt": bytes(2_000_000)})
    entries_at, end_at = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry = one[entries_at:end_at]
    entries = b"".join(entry.replace(b"0000.txt", b"%04d.txt" % n) for n in range(5000))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 5000, 5000, len(entries), entries_at, 0)
    return one[:entries_at] + entries + end


def _protected(data: bytes) -> bytes:
    marked = bytearray(data)
    marked[marked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def _packed_pdf(drawing: bytes) -> bytes:
    """Make a small PDF of one page whose drawing unpacks to *drawing*."""
    page = pdf(["@"])
    start = page.index(b"<< /Length")
    end = page.index(b"endobj", start)
    packed = zlib.compress(drawing, 9)
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    # The table of places is wrong now; every reader of PDF makes such a table anew.
    return page[:start] + head + packed + b"\nendstream\n" + page[end:]


def _mail() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Pilot", "Priya <priya@example.com>"
    mail.set_content("The pilot moves to the first quarter.")
    parts = {"all.zip": _zip({"a.md": NOTE}), "run.exe": b"MZ", "torn.pdf": b"%PDF-1.4 torn"}
    for name, content in parts.items():
        mail.add_attachment(content, maintype="application", subtype="x", filename=name)
    return mail.as_bytes()


def _locked_book() -> bytes:
    lock = (
        b'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
        b'<e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
        b"</encryption>"
    )
    return _zip({"mimetype": b"application/epub+zip", "META-INF/encryption.xml": lock})
