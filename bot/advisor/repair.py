"""Finds the words of a passage that a claim should have kept to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.fitness import is_fit, leans_on_previous, without_marker
from bot.advisor.support import content, overlap
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.model import Passage, Work

NEAR_ENOUGH = 0.6
"""A sentence takes a claim's place if it holds this share of the claim's content words."""
AS_GOOD = 0.6
"""A quote's sentences that hold this share of what its best one holds back the claim too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a passage: ``quote`` is verbatim there, ``text`` the same without a bullet."""

    passage: Passage
    quote: str
    work: Work

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(without_marker(self.quote).split())


def best_sentence(claim: str, passages: Iterable[Passage]) -> Found | None:
    """Return the sentence of *passages* that says most of *claim* and may stand alone.

    ``None`` where none says so much of it: another statement is no repair.
    """
    scored = [(_score(claim, found.quote), -n, found) for n, found in enumerate(_fit(passages))]
    if not scored:
        return None
    (share, _), _, found = max(scored, key=lambda entry: entry[:2])
    return found if share >= NEAR_ENOUGH and content(claim) else None


def backing(claim: str, evidence: str) -> str:
    """Return those sentences of *evidence* that say what *claim* says, the best and its like."""
    sentences = [evidence[start:end] for start, end in sentence_spans(evidence)]
    if len(sentences) < 2:  # noqa: PLR2004
        return evidence
    shares = [overlap(claim, sentence)[0] for sentence in sentences]
    bar = AS_GOOD * max(shares)
    return "\n".join(s for s, share in zip(sentences, shares, strict=True) if share >= bar)


def _score(claim: str, sentence: str) -> tuple[float, float]:
    covered, _, ordered = overlap(claim, sentence)
    return covered, ordered


def _fit(passages: Iterable[Passage]) -> Iterator[Found]:
    for passage in dict.fromkeys(passages):
        for sentence in passage.sentences:
            text = passage.sentence_text(sentence)
            if is_fit(text, is_item=sentence.is_item) and not leans_on_previous(text):
                work = sentence.works[0] if sentence.works else passage.work
                yield Found(passage, text, work)
