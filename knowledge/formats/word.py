"""Word documents to blocks: paragraph styles say what is a heading or a list."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.markdown import readable_row
from knowledge.formats.office import facts_of_office, require_office_archive
from knowledge.textform import close_gaps, even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.styles.style import BaseStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

_HEADING = re.compile(r"heading (\d)\Z", re.IGNORECASE)
_LIST = re.compile(r"list\b", re.IGNORECASE)
_CONTENTS = re.compile(r"toc \d|toc heading|table of (?:contents|figures)", re.IGNORECASE)
_TEXT_STYLE = re.compile(r"(?:normal|body text|default|list paragraph)", re.IGNORECASE)
_DEEPEST = 20
# What unpacking and walking a damaged file runs into.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    KeyError,
    ValueError,
    OSError,
    AttributeError,
)


def read_word(data: bytes, name: str) -> Draft:
    """Read a Word document; headers, footers and the table of contents are left out.

    Text that tracked changes delete is left out, what they insert is read.
    """
    require_office_archive(data, name, "word/", ".docx")
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = Document(io.BytesIO(data))
        blocks = tuple(_Walk().blocks(document))
    except (*_DAMAGE, OpcError, LxmlError) as error:
        raise UnreadableSourceError(name, "is damaged: save it again from Word") from error
    properties = document.core_properties
    return Draft(blocks, facts_of_office(properties.title, [properties.author]))


def _contents(body: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables of a document, also those inside content controls."""
    from docx.oxml.ns import qn

    for element in body:
        if element.tag != qn("w:sdt"):
            yield element
            continue
        gallery = element.find(f".//{qn('w:docPartGallery')}")
        is_contents = gallery is not None and "Contents" in (gallery.get(qn("w:val")) or "")
        content = element.find(qn("w:sdtContent"))
        if content is not None and not is_contents:
            yield from _contents(content)


class _Walk:
    """Remembers what a style means and where a numbered list stands."""

    def __init__(self) -> None:
        self.meaning: dict[str, tuple[BlockKind, int, bool]] = {}
        self.number = 0

    def blocks(self, document: Document) -> Iterator[Block]:
        from docx.oxml.table import CT_Tbl
        from docx.oxml.text.paragraph import CT_P
        from docx.table import Table
        from docx.text.paragraph import Paragraph

        body = document.element.body
        for element in _contents(body):
            if isinstance(element, CT_P):
                yield from self._paragraph(Paragraph(element, document._body))  # noqa: SLF001
            elif isinstance(element, CT_Tbl):
                self.number = 0
                yield from _rows(Table(element, document._body))  # noqa: SLF001

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        text = close_gaps(even_out(_text(paragraph)))
        if not text:
            return
        kind, level, is_numbered = self._kind(paragraph)
        if kind is BlockKind.ITEM:
            self.number = self.number + 1 if is_numbered else 0
            mark = f"{self.number}." if is_numbered else "-"
            yield Block(f"{mark} {one_line(text)}", kind)
            return
        self.number = 0
        if kind is BlockKind.HEADING:
            yield Block(one_line(text), kind, level)
        elif kind is BlockKind.PARAGRAPH:
            yield Block(text)

    def _kind(self, paragraph: Paragraph) -> tuple[BlockKind, int, bool]:
        style = paragraph.style
        known = self.meaning.get(style.style_id) if style is not None else None
        if known is None:
            known = _meaning(style)
            if style is not None:
                self.meaning[style.style_id] = known
        properties = paragraph._p.pPr  # noqa: SLF001  python-docx has no public way to a list's mark
        if known[0] is BlockKind.PARAGRAPH and properties is not None and _is_listed(properties):
            return BlockKind.ITEM, 0, False
        return known


def _meaning(style: BaseStyle | None) -> tuple[BlockKind, int, bool]:
    """Follow a style to the one it is based on until a name or an outline level tells."""
    for _ in range(_DEEPEST):
        if style is None:
            break
        name = style.name or ""
        if (heading := _HEADING.match(name)) is not None:
            return BlockKind.HEADING, min(int(heading[1]) or 1, 6), False
        if name.casefold() == "title":
            return BlockKind.HEADING, 1, False
        if _CONTENTS.match(name):
            return BlockKind.LINE, 0, False
        if _LIST.match(name) and not _TEXT_STYLE.match(name):
            return BlockKind.ITEM, 0, "number" in name.casefold()
        style = getattr(style, "base_style", None)
    return BlockKind.PARAGRAPH, 0, False


def _is_listed(properties: object) -> bool:
    mark = getattr(properties, "numPr", None)
    number = getattr(getattr(mark, "numId", None), "val", None)
    return mark is not None and number != 0


def _text(paragraph: Paragraph) -> str:
    """Return a paragraph's text with what tracked changes insert; python-docx leaves that out."""
    from docx.oxml.ns import qn

    parts: list[str] = []
    text, tab, line, page = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}, qn("w:noBreakHyphen")
    skipped = {qn("w:del"), qn("w:txbxContent"), qn("w:pPr"), qn("w:instrText")}
    stack: list[_Element] = [paragraph._p]  # noqa: SLF001
    while stack:
        element = stack.pop()
        if element.tag in skipped:
            continue
        if element.tag == text:
            parts.append(element.text or "")
        elif element.tag == tab:
            parts.append(" ")
        elif element.tag in line:
            parts.append("\n")
        elif element.tag == page:
            parts.append("-")
        stack.extend(reversed(list(element.iterchildren())))
    return "".join(parts)


def _rows(table: Table) -> Iterator[Block]:
    rows = [_cells(row.cells) for row in table.rows]
    header = rows[0] if len(rows) > 1 and all(rows[0]) else []
    for cells in rows[1:] if header else rows:
        if any(cells):
            yield Block(readable_row(header, cells), BlockKind.ROW)


def _cells(cells: tuple[_Cell, ...]) -> list[str]:
    """Read a row's cells; a merged cell is given once for every column it spans."""
    texts: list[str] = []
    before: object = None
    for cell in cells:
        texts.append("" if cell._tc is before else one_line(even_out(cell.text)))  # noqa: SLF001
        before = cell._tc  # noqa: SLF001
    return texts
