"""Answering from one given passage, with the product's own splitter, vectors and composer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.model import Question
from bot.errors import ComposerError
from knowledge.metrics import overlap
from knowledge.model import Hit, SearchResult, Source, Work
from knowledge.passages import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.advisor.model import Answer
    from knowledge.embedder import Embedder
    from knowledge.judged import PassageQuestion, Reference

_COVERED = 0.5
"""A set's sentence counts as picked when the answer holds this share of it."""


@dataclass(frozen=True, slots=True)
class Picked:
    """An answer's words, and which of the set's own sentences they are."""

    text: str
    sentences: tuple[str, ...]


class GivenPassage:
    """Composes answers from the passage that a question brings along."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._composer = ExtractiveComposer()

    def answer(self, question: PassageQuestion) -> Picked:
        """Pick sentences for *question*; nothing where the composer finds none fit."""
        result = self._found(question)
        try:
            answer = self._composer.compose(Question(question.text), question.text, result)
        except ComposerError:
            return Picked("", ())
        text = _one_line(question.passage)
        spans = sorted(_spans(answer, text))
        return Picked(
            " ".join(text[a:b] for a, b in spans),
            tuple(s for s in question.sentences if _is_covered(_one_line(s), text, spans)),
        )

    def _found(self, question: PassageQuestion) -> SearchResult:
        """Return the passage as a search would, all of its stretches in order of similarity."""
        source = Source(question.id, Work(question.title), _one_line(question.passage))
        passages = split(source, self._embedder.count_tokens, self._embedder.max_tokens)
        vector = self._embedder.embed_query(question.text)
        hits = []
        for passage, made in zip(passages, self._embedder.embed_passages(passages), strict=True):
            near = float(made.vector @ vector)
            scores = tuple(float(s) for s in made.sentence_vectors @ vector)
            hits.append(Hit(passage, near, near, None, scores, made.sentence_vectors))
        hits.sort(key=lambda hit: -hit.score)
        return SearchResult(question.text, tuple(hits), 1.0, "given")


def best_overlap(
    picked: Sequence[str], references: Iterable[Reference]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 against the annotator whose choice agrees best."""
    agreed = [overlap(picked, r.selected) for r in references if r.selected]
    return max(agreed, key=lambda found: found[2], default=(0.0, 0.0, 0.0))


def _spans(answer: Answer, text: str) -> set[tuple[int, int]]:
    """Return where the answer's claims stand in the passage."""
    places = ((text.find(claim.text), len(claim.text)) for claim in answer.claims)
    return {(start, start + length) for start, length in places if start >= 0}


def _is_covered(sentence: str, text: str, spans: Iterable[tuple[int, int]]) -> bool:
    start = text.find(sentence)
    if start < 0 or not sentence:
        return False
    end = start + len(sentence)
    covered = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
    return covered >= _COVERED * len(sentence)


def _one_line(text: str) -> str:
    return " ".join(text.split())
