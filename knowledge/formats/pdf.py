"""PDF pages to blocks: running heads out, lines joined to paragraphs, pages kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.blocks import Block, BlockKind, Draft
from knowledge.errors import UnreadableSourceError
from knowledge.formats.columns import columns_in_order
from knowledge.formats.extraction import PDF, extract
from knowledge.formats.office import facts_of_office
from knowledge.formats.plaintext import ITEM, blocks_from_text, join_lines, looks_like_heading
from knowledge.pages.footnotes import without_note_numerals
from knowledge.textform import ENDS_SENTENCE, even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE_HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
_EDGE = 3
_REPEATED_SHARE = 0.5
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|p\.)\s*)?[-\u2013| ]*(?:\d{1,4}|[ivxl]{1,6})[-\u2013| ]*"
    r"(?:(?:of|/|\|)\s*\d{1,4})?\Z",
    re.IGNORECASE,
)
_NUMBERED_PART = re.compile(
    r"(?:\d{1,2}\.)+\d* |(?:chapter|section|part|step|appendix|stage|phase) \d", re.IGNORECASE
)
_SHORT_LINE = 0.8
_HEADING_LINE = 0.7
_MOST_NAMED = 12


def read_pdf(data: bytes, name: str) -> Draft:
    """Read a PDF's text, page by page.

    Raises UnreadableSourceError when it is protected, damaged, or only pictures of pages.
    """
    extracted = extract(data, PDF, name)
    texts = [str(page.get("content") or "") for page in extracted.pages]
    for index, text in columns_in_order(data, len(texts)).items():
        texts[index] = text
    pages = without_running_lines([_lines(text) for text in texts])
    if not any(pages):
        reason = "holds pictures of pages but no text: run it through text recognition (OCR) first"
        raise UnreadableSourceError(name, reason)
    metadata = extracted.metadata
    facts = facts_of_office(str(metadata.get("title") or ""), metadata.get("authors"))
    blocks = tuple(_joined_across_pages(_blocks(pages, bool(facts.title))))
    return Draft(blocks, facts, caveats=_without_text(texts))


def _without_text(texts: Sequence[str]) -> tuple[str, ...]:
    """Say which pages gave no text; whether such a page is blank or a picture is not known here."""
    missing = [str(number) for number, text in enumerate(texts, start=1) if not text.strip()]
    if not missing:
        return ()
    named = ", ".join(missing[:_MOST_NAMED]) + (" …" if len(missing) > _MOST_NAMED else "")
    pages = f"page {named} of {len(texts)} has" if len(missing) == 1 else f"pages {named} have"
    return (f"{pages} no text: if scanned, run the file through text recognition (OCR)",)


def without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """Drop from the pages' edges the lines that repeat on half of them, and page numbers."""
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_shape(line) for line in _edges(lines)})
    written = sum(bool(lines) for lines in pages)
    often = {s for s, n in counts.items() if n > 1 and n >= _REPEATED_SHARE * written}
    return [_without_edges(lines, often) for lines in pages]


def _without_edges(lines: list[str], often: set[str]) -> list[str]:
    edge = set(range(_EDGE)) | set(range(len(lines) - _EDGE, len(lines)))
    return [
        line
        for index, line in enumerate(lines)
        if not (index in edge and (_shape(line) in often or _PAGE_NUMBER.match(line)))
    ]


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[-_EDGE:]


def _shape(line: str) -> str:
    """Reduce a line to what a running head keeps from page to page; chapters are not one."""
    return line if _NUMBERED_PART.match(line) else re.sub(r"\d+", "#", line.casefold())


def _lines(text: str) -> list[str]:
    text = even_out(text.replace(f"{_LINE_HYPHEN}\r\n", "-\n").replace(_LINE_HYPHEN, "-\n"))
    return [line for line in (one_line(raw) for raw in text.split("\n")) if line]


def _blocks(pages: Sequence[list[str]], has_title: bool) -> list[Block]:
    widths = sorted(len(line) for lines in pages for line in lines)
    width = widths[int(len(widths) * 0.9)] if widths else 0
    blocks: list[Block] = []
    for number, lines in enumerate(pages, start=1):
        blocks += [replace(b, page=number) for b in _page_blocks(lines, width)]
    texts = without_note_numerals([b.text for b in blocks])
    blocks = [replace(b, text=text) for b, text in zip(blocks, texts, strict=True)]
    if blocks and not has_title and blocks[0].kind is BlockKind.HEADING:
        blocks[0] = replace(blocks[0], level=1)
    return blocks


def _page_blocks(lines: list[str], width: int) -> Iterator[Block]:
    paragraphs: list[list[str]] = []
    for above, line in pairwise(["", *lines]):
        if not paragraphs or _begins(above, line, width):
            paragraphs.append([])
        paragraphs[-1].append(line)
    for index, paragraph in enumerate(paragraphs):
        text = join_lines(paragraph)
        block = Block(text)
        follows = paragraphs[index + 1][0] if index + 1 < len(paragraphs) else ""
        is_short = len(paragraph) == 1 and len(text) < _HEADING_LINE * width
        if is_short and looks_like_heading(block) and _goes_on(follows):
            yield Block(text, BlockKind.HEADING, 2)
        else:
            yield from blocks_from_text(text)


def _goes_on(line: str) -> bool:
    """Tell whether a line can stand under a heading: it is there, and no heading itself."""
    return bool(line) and not looks_like_heading(Block(line))


def _begins(above: str, line: str, width: int) -> bool:
    """Tell whether *line* opens a paragraph, by the shape of the line above it."""
    if ITEM.match(line):
        return True
    if line[:1].islower():
        return False
    if len(above) < _SHORT_LINE * width:
        return bool(ENDS_SENTENCE.search(above)) or _stands_alone(above, line, width)
    return False


def _stands_alone(above: str, line: str, width: int) -> bool:
    """Tell whether the line above is a heading or a table's row rather than a broken sentence."""
    return len(above) < _HEADING_LINE * width and (line[:1].isupper() or line[:1].isdigit())


def _joined_across_pages(blocks: list[Block]) -> Iterator[Block]:
    """Give a sentence that runs over a page's end to the page that it begins on."""
    held: Block | None = None
    for block in blocks:
        runs_on = (
            held is not None
            and held.page != block.page
            and held.kind is BlockKind.PARAGRAPH
            and block.kind is BlockKind.PARAGRAPH
            and not ENDS_SENTENCE.search(held.text)
            and block.text[:1].islower()
        )
        if held is not None and runs_on:
            first, rest = _first_sentence(block.text)
            held = replace(held, text=join_lines([held.text, first]))
            if not rest:
                continue
            block = replace(block, text=rest)  # noqa: PLW2901
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _first_sentence(text: str) -> tuple[str, str]:
    from knowledge.sentences import sentence_spans

    end = sentence_spans(text)[0][1]
    return text[:end], text[end:].strip()
