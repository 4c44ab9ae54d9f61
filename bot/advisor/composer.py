"""What every composer promises, and the table of citations that they all fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.advisor.budget import Meter
from bot.advisor.model import Answer, Citation
from bot.advisor.reader import NOBODY, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor.model import Question
    from knowledge.model import Passage, SearchResult, Work


class Composer(Protocol):
    """Writes an answer from retrieved passages. What it writes is verified before it is shown."""

    @property
    def name(self) -> str:
        """Its name in :attr:`bot.advisor.model.Answer.composed_by`."""
        ...

    def compose(self, question: Question, standalone: str, result: SearchResult) -> Answer:
        """Write an answer to *standalone* from the passages of *result* and from nothing else.

        Raises:
            ComposerError: it cannot; the next composer is tried.
        """
        ...


@runtime_checkable
class Drafting(Protocol):
    """A composer whose answer can be read while it is being written."""

    def drafts(
        self, question: Question, standalone: str, result: SearchResult, watch: Watch
    ) -> Iterator[Answer]:
        """Yield the answer as far as it is drafted, again and again until it is complete.

        A draft that does not begin with the claims of the one before is another attempt. Leaving
        the iteration stops the writing.

        Raises:
            ComposerError: it cannot be written, and nothing of it has been shown yet.
        """
        ...


@dataclass(frozen=True, slots=True)
class Watch:
    """Who reads along while an answer is composed, and what counts its cost."""

    reader: Reader = NOBODY
    meter: Meter = field(default_factory=Meter)


class CitationTable:
    """Numbers citations in the order in which they appear; the same words keep their number."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, str, Work], Citation] = {}

    def cite(self, passage: Passage, quote: str, work: Work) -> int:
        """Return the number of the citation of *quote* in *passage* as the words of *work*."""
        key = (passage.id, quote, work)
        if key not in self._citations:
            number = len(self._citations) + 1
            self._citations[key] = Citation(number, passage, quote, work)
        return self._citations[key].number

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation, by number."""
        return tuple(self._citations.values())
