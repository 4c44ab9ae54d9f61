"""The common ground of all readers: a document as blocks, and blocks as a source's text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.model import Attribution, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from knowledge.model import Work


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    LINE = "line"
    ASKED = "asked"


TIGHT = frozenset({BlockKind.ITEM, BlockKind.ROW, BlockKind.LINE})


@dataclass(frozen=True, slots=True)
class KeyedSpan:
    """Characters ``start`` to ``end`` of a block's text carry the citation ``keys``."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row, line or heading, in reading order.

    Or the wordings by which people ask for what stands below the same heading, one a line.
    ``text`` is final: clean, without markup, a list item with its marker. ``level`` is a heading's
    depth, 1 to 6. ``page`` counts from 1, ``None`` where the format has no pages; ``page_end`` is
    the last of several. ``opens`` parts a line from the group of lines above it.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    page: int | None = None
    page_kind: str = "page"
    spans: tuple[KeyedSpan, ...] = ()
    opens: bool = False
    page_end: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a document says of itself; empty strings where it says nothing."""

    title: str = ""
    author: str = ""
    publication: str = ""
    published: str = ""
    url: str = ""
    audience: str = ""
    collection: str = ""

    def or_else(self, other: DocumentFacts) -> DocumentFacts:
        """Fill what is missing here from *other*."""
        gaps = {name: getattr(other, name) for name in self.__slots__ if not getattr(self, name)}
        return replace(self, **gaps)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's reader hands over.

    ``stated`` is what somebody wrote at the head of the document for this purpose (front matter),
    ``facts`` what its format and its text tell. ``caveats`` say what of it could not be read.
    ``attached`` names the documents inside it that are read on their own, ``skipped`` those that
    are not, each with the reason.
    """

    blocks: tuple[Block, ...]
    facts: DocumentFacts = field(default_factory=DocumentFacts)
    stated: DocumentFacts = field(default_factory=DocumentFacts)
    caveats: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """A source's text with its sections and attributions."""

    text: str
    sections: tuple[Section, ...]
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    headings: tuple[str, ...]
    page: int | None
    page_kind: str
    page_end: int | None
    asked: tuple[str, ...]


def assemble(
    blocks: Iterable[Block], title: str, work_of: Callable[[str], Work] | None = None
) -> Assembled:
    """Join *blocks* into the text of a source whose sections tile it.

    Headings become the sections' heading paths, wordings their ``asked``; both stay out of the
    text. A first-level heading
    that repeats *title* opens no level of its own, or every locator would begin with it. List
    items, table rows and lines follow each other on lines, everything else is set apart by one
    blank line. ``work_of`` gives the work of a citation key.
    """
    parts: list[str] = []
    starts: list[tuple[int, _Place]] = []
    attributions: list[Attribution] = []
    length = 0
    before: Block | None = None
    for block, place in _placed(blocks, title):
        gap = _gap(before, block) if before is not None else ""
        length += len(gap)
        if not starts or starts[-1][1] != place:
            starts.append((length, place))
        if work_of is not None:
            attributions += [
                Attribution(length + s.start, length + s.end, tuple(map(work_of, s.keys)))
                for s in block.spans
            ]
        parts += [gap, block.text]
        length += len(block.text)
        before = block
    ends = [*(start for start, _ in starts[1:]), length][: len(starts)]
    sections = tuple(
        Section(
            start, end, place.headings, place.page, place.page_kind, place.page_end, place.asked
        )
        for (start, place), end in zip(starts, ends, strict=True)
    )
    return Assembled("".join(parts), sections, tuple(attributions))


def _gap(before: Block, block: Block) -> str:
    is_tight = block.kind in TIGHT and before.kind == block.kind and not block.opens
    return "\n" if is_tight else "\n\n"


def _placed(blocks: Iterable[Block], title: str) -> Iterator[tuple[Block, _Place]]:
    """Yield the blocks that carry text, each with where it stands."""
    path: list[tuple[int, str]] = []
    asked: tuple[str, ...] = ()
    for block in blocks:
        if not block.text:
            continue
        if block.kind is BlockKind.ASKED:
            asked = tuple(block.text.splitlines())
            continue
        if block.kind is BlockKind.HEADING:
            asked = ()
            path = [(level, text) for level, text in path if level < block.level]
            if not (block.level == 1 and same_words(block.text, title)):
                path.append((block.level, block.text))
            continue
        headings = tuple(text for _, text in path)
        yield block, _Place(headings, block.page, block.page_kind, block.page_end, asked)


def same_words(one: str, other: str) -> bool:
    """Tell whether two lines say the same, whatever their case, spaces and punctuation."""
    return words_key(one) == words_key(other)


def words_key(text: str) -> str:
    """Reduce a line to its letters and digits in lower case, to compare lines."""
    return "".join(c for c in text.casefold() if c.isalnum())
