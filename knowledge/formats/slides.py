"""Slides to blocks: a slide's title is its heading, the slide its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, DocumentFacts, Draft
from knowledge.formats.extraction import PPTX, SLIDE_MARK, extract
from knowledge.formats.markdown import readable_row
from knowledge.formats.office import facts_of_office, require_office_archive
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MARK = re.compile(re.escape(SLIDE_MARK).replace(re.escape("{page_num}"), r"(\d+)"))


def read_slides(data: bytes, name: str) -> Draft:
    """Read a PowerPoint file; speaker notes are left out, they are not shown to anybody."""
    require_office_archive(data, name, "ppt/", ".pptx")
    extracted = extract(data, PPTX, name)
    blocks = tuple(_blocks(extracted.nodes))
    metadata = extracted.metadata
    facts = facts_of_office(str(metadata.get("title") or ""), metadata.get("authors"))
    first = next((b.text for b in blocks if b.kind is BlockKind.HEADING), "")
    return Draft(blocks, facts.or_else(DocumentFacts(title=first)))


def _blocks(nodes: Sequence[Mapping[str, object]]) -> Iterator[Block]:
    page = 1
    for node in nodes:
        content = node.get("content")
        if not isinstance(content, dict):
            continue
        kind, text = content.get("node_type"), even_out(str(content.get("text") or ""))
        mark = _MARK.fullmatch(text.strip())
        if mark is not None:
            page = int(mark[1])
        elif kind == "heading":
            # One level for all: a slide's title stands beside the one before it, not under it.
            yield Block(one_line(text), BlockKind.HEADING, 2, page, "slide")
        elif kind in {"paragraph", "list_item"} and text.strip():
            # On a slide a paragraph is a bullet.
            yield Block(f"- {one_line(text)}", BlockKind.ITEM, page=page, page_kind="slide")
        elif kind == "table":
            for row in _rows(content.get("grid")):
                yield Block(row, BlockKind.ROW, page=page, page_kind="slide")


def _rows(grid: object) -> Iterator[str]:
    cells = grid.get("cells", []) if isinstance(grid, dict) else []
    rows: dict[int, dict[int, str]] = {}
    for cell in cells:
        text = one_line(even_out(str(cell.get("content") or "")))
        rows.setdefault(int(cell["row"]), {})[int(cell["col"])] = text
    table = [[row[column] for column in sorted(row)] for _, row in sorted(rows.items())]
    header = table[0] if len(table) > 1 else []
    for row in table[1:] if header else table:
        if any(row):
            yield readable_row(header, row)
