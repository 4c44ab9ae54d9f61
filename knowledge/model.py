"""The shapes that everything here passes on: works, sources, passages, hits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Audience(StrEnum):
    """Who may read a source, and who can read an answer where it is posted."""

    INTERNAL = "internal"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Work:
    """The publication that a statement comes from, as a citation names it.

    ``seen`` says how it was seen (``abstract``, ``practitioner page``, ``second-hand`` …);
    it is empty for a document that was read whole. ``published`` is what the document says of
    its date, from a bare year to a full date; ``url`` is empty when readers must not be sent there.
    """

    title: str
    author: str = ""
    publication: str = ""
    published: str = ""
    url: str = ""
    seen: str = ""

    @property
    def year(self) -> str:
        """The four-digit year in ``published``, or an empty string."""
        digits = "".join(c if c.isdigit() else " " for c in self.published).split()
        return next((d for d in digits if len(d) == 4 and d[:2] in {"18", "19", "20"}), "")  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a source's cleaned text under one heading path and on one page.

    ``start`` and ``end`` are character offsets into :attr:`Source.text`. ``page`` counts from 1
    and is ``None`` where the format has no pages; ``page_kind`` is ``page``, ``slide`` or ``row``.
    ``page_end`` is the last one where the stretch takes several, as rows of a sheet do.
    ``asked`` are wordings by which people ask for what it says; they are no part of its text.
    """

    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: int | None = None
    page_kind: str = "page"
    page_end: int | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Characters ``start`` to ``end`` of a source's text state what ``works`` say."""

    start: int
    end: int
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One document of the corpus, cleaned: what a reader made of a file.

    ``id`` is stable across re-indexes: the path inside the corpus with ``/``, or a BEIR ``_id``;
    a shipped note's begins with ``library/``. ``digest`` is the SHA-256 of the file's bytes.
    """

    id: str
    work: Work
    text: str
    sections: tuple[Section, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    audience: Audience = Audience.INTERNAL
    collection: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``start`` to ``end`` of a passage's text: a sentence or a list item.

    ``works`` are the publications it reports; empty means that the source itself speaks.
    """

    start: int
    end: int
    works: tuple[Work, ...] = ()
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable stretch of a source.

    ``text`` equals ``source.text[start:end]``: quotes are exact. ``id`` is made from the source id
    and the content, so an unchanged passage keeps its id, and with it its vectors, across builds.
    ``ordinal`` counts a source's passages from 0. ``asked`` are wordings by which people ask for
    it: searched, never shown.
    """

    id: str
    source_id: str
    ordinal: int
    text: str
    start: int
    end: int
    work: Work
    sentences: tuple[Sentence, ...]
    headings: tuple[str, ...] = ()
    page: int | None = None
    page_kind: str = "page"
    audience: Audience = Audience.INTERNAL
    collection: str = ""
    page_end: int | None = None
    asked: tuple[str, ...] = ()

    @property
    def section(self) -> tuple[str, ...]:
        """The part of a source that it belongs to: the source's id, and the headings over it."""
        return (self.source_id, *self.headings)

    @property
    def locator(self) -> str:
        """Where in the source it stands, for people: ``page 3 · Exit > Triggers``."""
        return " · ".join(part for part in (self._place, " > ".join(self.headings)) if part)

    @property
    def _place(self) -> str:
        if self.page is None:
            return ""
        if self.page_end in {None, self.page}:
            return f"{self.page_kind} {self.page}"
        return f"{self.page_kind}s {self.page}\u2013{self.page_end}"

    @property
    def indexed_text(self) -> str:
        """What is embedded and searched: title, headings and text."""
        return indexed_text(self.work.title, self.headings, self.text)

    def sentence_text(self, sentence: Sentence) -> str:
        """Return the exact words of one of its sentences."""
        return self.text[sentence.start : sentence.end]


def indexed_text(title: str, headings: Sequence[str], text: str) -> str:
    """Put together what is embedded and searched of a passage; a heading that is the title once."""
    head = [heading for heading in headings if heading != title]
    return " ".join(part for part in (title, *head, text) if part)


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage.

    ``score`` is the fused score (comparable within one search only); ``dense`` is the cosine
    similarity of query and passage; ``lexical`` the keyword engine's raw score, ``None`` where the
    keyword index did not return it. ``sentence_scores`` are cosines of the query with each of the
    passage's sentences, ``asked_scores`` with each wording that asks for it, and
    ``sentence_vectors`` the sentences' unit vectors, shape (sentences, dimension).
    """

    passage: Passage
    score: float
    dense: float | None
    lexical: float | None
    sentence_scores: tuple[float, ...] = ()
    sentence_vectors: Vectors | None = field(default=None, repr=False, compare=False)
    asked_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages for one query, best first.

    ``confidence`` is the calibrated probability, 0 to 1, that the library answers the query.
    """

    query: str
    hits: tuple[Hit, ...]
    confidence: float
    build: str
