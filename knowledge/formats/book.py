"""EPUB books to blocks: the chapters in reading order, each under its own title."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from knowledge.blocks import Block, BlockKind, DocumentFacts, Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.encoding import decode
from knowledge.formats.html import blocks_of_html
from knowledge.formats.office import MOST_UNPACKED, parse_xml
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

# The specification lets books hide their fonts in this way; text so hidden is locked.
_FONT_LOCKS: Final = (
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
)
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
)


def read_book(data: bytes, name: str) -> Draft:
    """Read an EPUB book, version 2 or 3; the table of contents and the cover are left out.

    Raises UnreadableSourceError when it is locked by its seller or damaged.
    """
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                reason = "unpacks to more than a gigabyte and was not opened"
                raise UnreadableSourceError(name, reason)
            if _is_locked(archive):
                raise UnreadableSourceError(name, "is locked by its seller (DRM)")
            package = _package(archive)
            root = parse_xml(archive.read(package))
            book = _Book(archive, posixpath.dirname(package), root)
            return Draft(tuple(book.blocks(name)), _facts(root))
    except (*_DAMAGE, LxmlError) as error:
        raise UnreadableSourceError(name, "is a damaged EPUB book: get it again") from error


def _is_locked(archive: zipfile.ZipFile) -> bool:
    if "META-INF/encryption.xml" not in archive.namelist():
        return False
    root = parse_xml(archive.read("META-INF/encryption.xml"))
    return any(
        method.get("Algorithm") not in _FONT_LOCKS for method in root.iter("{*}EncryptionMethod")
    )


def _package(archive: zipfile.ZipFile) -> str:
    container = parse_xml(archive.read("META-INF/container.xml"))
    for file in container.iter("{*}rootfile"):
        return file.get("full-path") or ""
    raise KeyError("rootfile")


def _facts(root: _Element) -> DocumentFacts:
    def said(name: str) -> list[str]:
        found = (one_line(even_out(e.text or "")) for e in root.iter(f"{{*}}{name}"))
        return [text for text in found if text]

    return DocumentFacts(
        title=next(iter(said("title")), ""),
        author=", ".join(said("creator")),
        publication=next(iter(said("publisher")), ""),
        published=next(iter(said("date")), "").partition("T")[0],
    )


class _Book:
    """An open book: what its package says of its parts."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, package: _Element) -> None:
        self._archive = archive
        self._folder = folder
        self._items = {str(i.get("id")): i for i in package.iter("{*}item")}
        self._spine = [i for i in package.iter("{*}itemref") if i.get("linear") != "no"]
        self._labels = self._contents(package)

    def blocks(self, name: str) -> Iterator[Block]:
        """Yield the chapters in the order in which they are read."""
        for reference in self._spine:
            item = self._items.get(str(reference.get("idref")))
            if item is None or "nav" in (item.get("properties") or "").split():
                continue
            path = self._path(item.get("href") or "")
            page = even_out(decode(self._archive.read(path), name))
            chapter = blocks_of_html(page, name)
            label = self._labels.get(path, "")
            if label and not any(block.kind is BlockKind.HEADING for block in chapter):
                yield Block(label, BlockKind.HEADING, 1)
            yield from chapter

    def _path(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(self._folder, unquote(href.partition("#")[0])))

    def _contents(self, package: _Element) -> Mapping[str, str]:
        """Read the chapter titles of the table of contents, by the file they point to."""
        from lxml.etree import XMLSyntaxError

        labels: dict[str, str] = {}
        spine = next(package.iter("{*}spine"), None)
        old = self._items.get(str(spine.get("toc"))) if spine is not None else None
        new = [i for i in self._items.values() if "nav" in (i.get("properties") or "").split()]
        for item in [*new, *([old] if old is not None else [])]:
            href = item.get("href") or ""
            place = posixpath.dirname(self._path(href))
            try:
                root = parse_xml(self._archive.read(self._path(href)))
            except (KeyError, XMLSyntaxError):
                continue  # a book can be read without its table of contents
            for target, label in _entries(root):
                path = posixpath.normpath(posixpath.join(place, unquote(target.partition("#")[0])))
                labels.setdefault(path, label)
        return labels


def _entries(root: _Element) -> Iterator[tuple[str, str]]:
    for link in root.iter("{*}a"):
        yield link.get("href") or "", _text(link)
    for point in root.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            yield content.get("src") or "", _text(label)


def _text(element: _Element) -> str:
    return one_line(even_out("".join(str(part) for part in element.itertext())))
