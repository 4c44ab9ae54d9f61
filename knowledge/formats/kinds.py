"""What a file is: by its suffix, and by its first bytes where the two differ."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from knowledge.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """A format that is read; the value is how people call it."""

    MARKDOWN = "Markdown file"
    TEXT = "text file"
    HTML = "web page"
    MAIL = "mail"
    PDF = "PDF"
    WORD = "Word file"
    SLIDES = "PowerPoint file"
    SHEET = "Excel file"
    BOOK = "EPUB book"
    ARCHIVE = "zip archive"


SUFFIXES: Final[Mapping[str, Kind]] = {
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".eml": Kind.MAIL,
    ".pdf": Kind.PDF,
    ".docx": Kind.WORD,
    ".pptx": Kind.SLIDES,
    ".xlsx": Kind.SHEET,
    ".epub": Kind.BOOK,
    ".zip": Kind.ARCHIVE,
}
_TEXTUAL: Final = frozenset({Kind.MARKDOWN, Kind.TEXT, Kind.HTML, Kind.MAIL})
_PDF_MARK: Final = b"%PDF-"
_HEAD: Final = 1024  # readers of PDF look for the mark in as many bytes
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_FOLDERS: Final = (("word/", Kind.WORD), ("ppt/", Kind.SLIDES), ("xl/", Kind.SHEET))
_BOOK_MARK: Final = b"application/epub+zip"
# Formats that people meet, that are not read, and that would otherwise look damaged.
_OTHERS: Final = (
    (re.compile(rb"\{\\rtf"), "is an RTF file, which is not read: save it as .docx"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*"), "is a picture, not a document"),
    (re.compile(rb"7z\xbc\xaf|Rar!|\x1f\x8b"), "is an archive that is not read: unpack it"),
)


def not_read(suffix: str) -> str:
    """Say that documents with this suffix are not read."""
    shown = suffix.encode("unicode_escape").decode()  # a file name is any characters
    return f"has a type that is not read ({shown or 'no suffix'})"


def kind_of(data: bytes, name: str, file_name: str) -> Kind:
    """Tell what *data* is, by its first bytes, and by the file's suffix where they say nothing.

    The suffix is one of :data:`SUFFIXES`. Raises UnreadableSourceError naming *name*: content of
    a type that is not read, a protected or old office file, or words under the name of something
    else.
    """
    named = SUFFIXES[PurePosixPath(file_name).suffix.casefold()]
    if data.startswith(_OLD_OFFICE):
        raise UnreadableSourceError(name, _old_office(data))
    if _PDF_MARK in data[:_HEAD] and (data.startswith(_PDF_MARK) or named not in _TEXTUAL):
        return Kind.PDF
    if data.startswith(_ZIP_MARKS):
        return _inside_zip(data, name, named)
    for mark, reason in _OTHERS:
        if mark.match(data):
            raise UnreadableSourceError(name, reason)
    if named not in _TEXTUAL:
        raise UnreadableSourceError(name, f"is damaged, or no {named} whatever its name says")
    return named


def _old_office(data: bytes) -> str:
    if _PROTECTED in data:
        return "is protected by a password: save a copy without one"
    return "is in an old Office or Outlook format: save it as .docx, .pptx, .xlsx or .eml"


def _inside_zip(data: bytes, name: str, named: Kind) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
                is_book = archive.read("mimetype").startswith(_BOOK_MARK)
            else:
                is_book = "META-INF/container.xml" in names
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        reason = "is damaged or incomplete: get it again, or save it again where it was made"
        raise UnreadableSourceError(name, reason) from error
    if is_book:
        return Kind.BOOK
    if "[Content_Types].xml" in names:
        for folder, kind in _FOLDERS:
            if any(part.startswith(folder) for part in names):
                return kind
    if named is not Kind.ARCHIVE:
        raise UnreadableSourceError(name, f"is a zip archive, not a {named}: rename it to .zip")
    return Kind.ARCHIVE
