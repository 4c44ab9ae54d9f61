"""The use case: a question in, a checked answer, a refusal or a remark out."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.advisor.boundaries import screen
from bot.advisor.conversation import standalone
from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.model import Refusal, RefusalReason, Remark
from bot.advisor.senses import is_elsewhere
from bot.advisor.smalltalk import smalltalk
from bot.advisor.verify import verify
from bot.advisor.wording import word_for_search
from bot.errors import ComposerError
from knowledge.confidence import FLOOR
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.advisor.composer import Composer
    from bot.advisor.model import Answer, Question, Reply
    from bot.advisor.support import Judge
    from knowledge.model import Passage, SearchResult

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


class Advisor:
    """Answers questions from a library; the first composer that does not give up writes.

    ``floor`` is the confidence below which the library counts as not holding the answer.
    ``vocabulary`` returns the library's words, to mend typing slips with. ``judge`` tells whether
    quoted words support a claim, ``rewrite`` makes a follow-up stand alone.
    """

    def __init__(  # noqa: PLR0913 - one parameter a part
        self,
        library: Searchable,
        composers: Sequence[Composer] = (ExtractiveComposer(),),
        *,
        floor: float = FLOOR,
        vocabulary: Callable[[], Collection[str]] = frozenset,
        judge: Judge | None = None,
        rewrite: Callable[[Question], str] = standalone,
    ) -> None:
        self._library = library
        self._composers = tuple(composers)
        self._floor = floor
        self._vocabulary = vocabulary
        self._judge = judge
        self._rewrite = rewrite

    def answer(self, question: Question) -> Reply:
        """Answer *question*, or say why not.

        Every claim of an answer is proved by the passages it cites.

        Raises:
            KnowledgeError: the library cannot be searched.
        """
        talk = smalltalk(question.text)
        if talk is not None:
            return Remark(talk.value)
        screened = screen(question.text)
        if screened.refusal is not None:
            return screened.refusal
        asked = self._rewrite(replace(question, text=screened.text))
        wording = word_for_search(asked, self._vocabulary())
        result = self._library.search(
            wording.query,
            top=PASSAGES,
            audience=question.audience,
            collections=question.collections,
        )
        if not result.hits or result.confidence < self._floor:
            return not_in_library(wording.asked, result)
        if is_elsewhere(wording.asked, (hit.passage.text for hit in result.hits[:NEAREST])):
            return not_in_library(wording.asked, result)
        return self._composed(question, wording.asked, result)

    def _composed(self, question: Question, asked: str, result: SearchResult) -> Reply:
        for place, composer in enumerate(self._composers):
            try:
                draft = composer.compose(question, asked, result)
            except ComposerError as error:
                logger.info("composer %s gave up: %s", composer.name, error)
                continue
            checked = self._checked(draft, result)
            if checked is not None:
                return replace(checked, notice=checked.notice or FALLBACK) if place else checked
        return not_in_library(asked, result)

    def _checked(self, draft: Answer, result: SearchResult) -> Answer | None:
        verdict = verify(draft, result, self._judge)
        for _, fault in verdict.dropped:
            logger.warning("dropped a claim by %s: %s", draft.composed_by, fault.value)
        for _, fault in verdict.repaired:
            logger.info("repaired a claim by %s: %s", draft.composed_by, fault.value)
        return verdict.answer


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
