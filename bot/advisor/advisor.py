"""The use case: a question in, a checked answer, a refusal or a remark out."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.advisor.asides import without_asides
from bot.advisor.boundaries import screen
from bot.advisor.composer import Drafting, Watch
from bot.advisor.conversation import standalone
from bot.advisor.differing import with_differences
from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.model import Refusal, RefusalReason, Remark
from bot.advisor.reader import NOBODY, Reader
from bot.advisor.senses import is_elsewhere
from bot.advisor.smalltalk import smalltalk
from bot.advisor.strangers import strangers
from bot.advisor.verify import Checking
from bot.advisor.wording import parts_of, unknown, word_for_search
from bot.errors import ComposerError, WithdrawnError
from knowledge.confidence import FLOOR
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Sequence

    from bot.advisor.budget import Meter
    from bot.advisor.composer import Composer
    from bot.advisor.model import Answer, Question, Reply
    from bot.advisor.support import Judge
    from bot.advisor.wording import Wording
    from knowledge.model import Passage, SearchResult

    Rewriter = Callable[[Question, Meter], str]

logger = logging.getLogger(__name__)

PASSAGES = 16
"""Passages asked for: an answer's sentences come from the first ten, a long list from any."""
NEAREST = 3
FALLBACK = "The language model gave no usable answer; these are the library's own sentences."
"""Said quietly under an answer of any but the first composer."""


class Searchable(Protocol):
    """The part of :class:`knowledge.retrieve.Library` that answering needs."""

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        audience: Audience = Audience.INTERNAL,
        collections: Collection[str] | None = None,
    ) -> SearchResult:
        """Return the *top* passages for *query* that *audience* may read, best first."""
        ...


def by_rule(question: Question, _: Meter) -> str:
    """Make a follow-up stand alone without a model."""
    return standalone(question)


class Advisor:
    """Answers questions from a library; the first composer that does not give up writes.

    ``floor`` is the confidence below which the library counts as not holding the answer.
    ``vocabulary`` returns the library's words, to mend typing slips with, and ``is_common`` knows
    those that are none. ``judge`` tells whether
    quoted words support a claim, ``rewrite`` makes a follow-up stand alone.
    """

    def __init__(  # noqa: PLR0913 - one parameter a part
        self,
        library: Searchable,
        composers: Sequence[Composer] = (ExtractiveComposer(),),
        *,
        floor: float = FLOOR,
        vocabulary: Callable[[], Collection[str]] = frozenset,
        is_common: Callable[[str], bool] = unknown,
        judge: Judge | None = None,
        rewrite: Rewriter = by_rule,
    ) -> None:
        self._library = library
        self._composers = tuple(composers)
        self._floor = floor
        self._vocabulary = vocabulary
        self._is_common = is_common
        self._judge = judge
        self._rewrite = rewrite

    def answer(self, question: Question, reader: Reader = NOBODY) -> Reply:
        """Answer *question*, or say why not.

        Every claim of an answer is proved by the passages it cites. *reader* sees a long answer's
        beginning, checked, while the rest is written.

        Raises:
            KnowledgeError: the library cannot be searched.
            WithdrawnError: the reader is gone.
        """
        watch = Watch(reader)
        reply = self._reply(question, watch)
        return reply if isinstance(reply, Remark) else replace(reply, usage=watch.meter.total)

    def _reply(self, question: Question, watch: Watch) -> Reply:
        talk = smalltalk(question.text)
        if talk is not None:
            return Remark(talk.value)
        screened = screen(question.text)
        if screened.refusal is not None:
            return screened.refusal
        asked = self._rewrite(replace(question, text=screened.text), watch.meter)
        asked, result = self._found(question, asked)
        if not result.hits or result.confidence < self._floor:
            return not_in_library(asked, result)
        if is_elsewhere(asked, (hit.passage.text for hit in result.hits[:NEAREST])):
            return not_in_library(asked, result)
        if absent := strangers(asked, result.hits):
            logger.info("%d names of the question are in no passage found", len(absent))
            return not_in_library(asked, result)
        return self._composed(question, asked, result, watch)

    def _found(self, question: Question, asked: str) -> tuple[str, SearchResult]:
        """Return what *asked* asks and what the library has on it.

        What stands around a question in several sentences helps to rank passages, but hides from
        the confidence that one of the sentences is well answered: then that one counts.
        """
        wording, result = self._searched(question, asked)
        if result.confidence < self._floor:
            parts = (self._searched(question, part)[1] for part in parts_of(asked))
            surest = max((part.confidence for part in parts), default=0.0)
            result = replace(result, confidence=max(result.confidence, surest))
        return wording.asked, result

    def _searched(self, question: Question, text: str) -> tuple[Wording, SearchResult]:
        wording = word_for_search(text, self._vocabulary(), self._is_common)
        return wording, self._library.search(
            wording.query,
            top=PASSAGES,
            audience=question.audience,
            collections=question.collections,
        )

    def _composed(
        self, question: Question, asked: str, result: SearchResult, watch: Watch
    ) -> Reply:
        for place, composer in enumerate(self._composers):
            try:
                checked = self._checked(_drafts(composer, question, asked, result, watch), result,
                                        watch.reader, composer.name)  # fmt: skip
            except ComposerError as error:
                logger.info("composer %s gave up: %s", composer.name, error)
                continue
            if checked is not None:
                told = with_differences(checked, without_asides(result, asked))
                return replace(told, notice=told.notice or FALLBACK) if place else told
        return not_in_library(asked, result)

    def _checked(
        self, drafts: Generator[Answer], result: SearchResult, reader: Reader, name: str
    ) -> Answer | None:
        """Check drafts as they grow, and let *reader* see what stands."""
        checking = Checking(result, self._judge)
        with contextlib.closing(drafts):
            for draft in drafts:
                if reader.is_gone:
                    raise WithdrawnError
                checking.take(draft)
                if (standing := checking.answer) is not None:
                    reader.sees(standing)
        verdict = checking.verdict
        for _, fault in verdict.dropped:
            logger.warning("dropped a claim by %s: %s", name, fault.value)
        for _, fault in verdict.repaired:
            logger.info("repaired a claim by %s: %s", name, fault.value)
        return verdict.answer


def _drafts(
    composer: Composer, question: Question, asked: str, result: SearchResult, watch: Watch
) -> Generator[Answer]:
    """Yield what *composer* writes: as it grows where it can be read so, else at once."""
    if isinstance(composer, Drafting):
        yield from composer.drafts(question, asked, result, watch)
    else:
        yield composer.compose(question, asked, without_asides(result, asked))


def not_in_library(asked: str, result: SearchResult) -> Refusal:
    """Say that the library does not hold an answer to *asked*, and offer the nearest passages."""
    nearest = _nearest(result)
    hint = (
        "The passages that come nearest are listed below; they may not answer it."
        if nearest
        else "Nothing in it comes near."
    )
    return Refusal(
        standalone=asked,
        reason=RefusalReason.NOT_IN_LIBRARY,
        text=f"The library does not hold an answer to that. {hint}",
        nearest=nearest,
        confidence=result.confidence,
        build=result.build,
    )


def _nearest(result: SearchResult) -> tuple[Passage, ...]:
    """Return the best passage of each of the first few sources."""
    best: dict[str, Passage] = {}
    for hit in result.hits:
        best.setdefault(hit.passage.source_id, hit.passage)
    return tuple(best.values())[:NEAREST]
