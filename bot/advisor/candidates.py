"""The sentences of retrieved passages that may stand in an answer, each scored for the question."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.figures import measures
from bot.advisor.fitness import ends_sentence, is_fit, leans_on_previous
from bot.advisor.form import asks_figure, term_of
from bot.advisor.words import stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.model import Hit, SearchResult, Sentence, Work

# What a sentence's closeness to the question, the passage's rank and the shared words add up to.
# Chosen by reading answers to questions of our own; none of it depends on the corpus.
SENTENCE_SHARE = 0.5
PASSAGE_SHARE = 0.2
WORDS_SHARE = 0.3
CONTEXT_WEIGHT = 0.6
"""A question word found in the headings, the title or the author counts this much."""
FIGURE_BONUS = 0.08
DEFINITION_BONUS = 0.2
LEANING_PENALTY = 0.06
PASSAGES_READ = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentences ``first`` to ``core`` of a passage: one, or two where the core hangs on the other.

    ``score`` is 0 to about 1.3 and comparable within one question. ``vector`` is the core
    sentence's unit vector, shape (dimension,), or ``None`` where the build keeps none.
    """

    hit: Hit
    first: int
    core: int
    score: float
    figures: frozenset[str]
    vector: NDArray[np.float32] | None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in reading order."""
        return self.hit.passage.sentences[self.first : self.core + 1]

    @property
    def text(self) -> str:
        """Its exact words."""
        start, end = self.sentences[0].start, self.sentences[-1].end
        return self.hit.passage.text[start:end]

    @property
    def works(self) -> tuple[Work, ...]:
        """The publications it reports, or the source itself."""
        return self.sentences[-1].works or (self.hit.passage.work,)

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(stems(self.text))


def candidates(question: str, result: SearchResult) -> list[Candidate]:
    """Return the fit sentences of the best passages for *question*, best first."""
    hits = result.hits[:PASSAGES_READ]
    weights = _word_weights(f"{question} {result.query}", hits)
    ranks = _passage_scores(hits)
    found: list[Candidate] = []
    for hit, rank in zip(hits, ranks, strict=True):
        context = _context_stems(hit)
        for index in range(len(hit.passage.sentences)):
            span = _span(hit, index)
            if span is None:
                continue
            text = hit.passage.sentence_text(hit.passage.sentences[index])
            shared = _shared(weights, stems(text), context | _author_stems(hit, index))
            score = (
                SENTENCE_SHARE * _closeness(hit, index)
                + PASSAGE_SHARE * rank
                + WORDS_SHARE * shared
                + _bonus(question, text)
                - (LEANING_PENALTY if span < index else 0.0)
            )
            vectors = hit.sentence_vectors
            vector = None if vectors is None else vectors[index]
            found.append(Candidate(hit, span, index, score, measures(text), vector))
    return sorted(found, key=lambda candidate: -candidate.score)


def _span(hit: Hit, index: int) -> int | None:
    """Return the first sentence that *index* needs before it, or ``None`` when it is unfit."""
    passage = hit.passage
    sentence = passage.sentences[index]
    text = passage.sentence_text(sentence)
    if not is_fit(text, is_item=sentence.is_item) or text.rstrip().endswith(":"):
        return None
    if sentence.is_item and not ends_sentence(text) and len(words(text)) < 6:  # noqa: PLR2004
        return None  # a fragment says nothing without its list
    if not leans_on_previous(text):
        return index
    if index == 0:
        return None
    before = passage.sentences[index - 1]
    antecedent = passage.sentence_text(before)
    stands = is_fit(antecedent) and not leans_on_previous(antecedent) and ends_sentence(antecedent)
    return index - 1 if stands and before.works == sentence.works else None


def _passage_scores(hits: Sequence[Hit]) -> list[float]:
    """Return the fused scores of *hits* between 0 and 1: only their relation counts."""
    if not hits:
        return []
    low, high = min(hit.score for hit in hits), max(hit.score for hit in hits)
    return [(hit.score - low) / (high - low) if high > low else 1.0 for hit in hits]


def _closeness(hit: Hit, index: int) -> float:
    if index < len(hit.sentence_scores):
        return max(0.0, hit.sentence_scores[index])
    return max(0.0, hit.dense or 0.0)


def _word_weights(question: str, hits: Sequence[Hit]) -> dict[str, float]:
    """Weigh the question's words: one that few of the retrieved sentences hold says more."""
    wanted = set(stems(question))
    seen: Counter[str] = Counter()
    total = 0
    for hit in hits:
        for sentence in hit.passage.sentences:
            total += 1
            seen.update(wanted.intersection(stems(hit.passage.sentence_text(sentence))))
    return {word: math.log(1 + (total + 1) / (seen[word] + 1)) for word in wanted}


def _shared(weights: Mapping[str, float], own: Iterable[str], context: frozenset[str]) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    held = set(own)
    got = sum(
        weight * (1.0 if word in held else CONTEXT_WEIGHT)
        for word, weight in weights.items()
        if word in held or word in context
    )
    return got / total


def _context_stems(hit: Hit) -> frozenset[str]:
    passage = hit.passage
    return frozenset(stems(" ".join((passage.work.title, passage.work.author, *passage.headings))))


def _author_stems(hit: Hit, index: int) -> frozenset[str]:
    works = hit.passage.sentences[index].works
    return frozenset(
        stems(" ".join(f"{work.author} {work.title} {work.published}" for work in works))
    )


def _bonus(question: str, text: str) -> float:
    bonus = FIGURE_BONUS if asks_figure(question) and measures(text) else 0.0
    term = term_of(question)
    return bonus + (DEFINITION_BONUS if term and defines(text, term) else 0.0)


def defines(text: str, term: str) -> bool:
    """Tell whether *text* says near its beginning what *term* is."""
    wanted = stems(term)
    head, verb, _ = _partition_at_copula(text)
    subject = stems(head)
    return bool(verb) and len(subject) <= len(wanted) + 4 and set(wanted) <= set(subject)


_COPULAS = frozenset(
    {"is", "are", "means", "mean", "refers", "denotes", "describes", "stands", "covers", "consists"}
)


def _partition_at_copula(text: str) -> tuple[str, str, str]:
    tokens = text.split()
    for place, token in enumerate(tokens[:14]):
        if token.strip(",;").lower() in _COPULAS:
            return " ".join(tokens[:place]), token, " ".join(tokens[place + 1 :])
    return text, "", ""
