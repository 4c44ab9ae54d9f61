"""The sentences of retrieved passages that may stand in an answer, each scored for the question."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.defining import defined_in, defines
from bot.advisor.figures import measures
from bot.advisor.fitness import (
    ends_sentence,
    is_fit,
    is_fragment,
    leans_by_pronoun,
    leans_on_previous,
    without_marker,
)
from bot.advisor.form import form_of, term_of
from bot.advisor.model import Form
from bot.advisor.phrases import anywhere
from bot.advisor.sought import holds_sought
from bot.advisor.statements import finds, only_aims
from bot.advisor.words import stem_set, stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.model import Hit, Passage, SearchResult, Sentence, Work

# What a sentence's closeness to the question, the passage's rank and the shared words add up to.
# Chosen on the ``work`` halves of SciFact's claims and CLAPnq, the parts of passage and wordings on
# fresh questions to the shipped library; docs/evaluation.md has the plateau.
SENTENCE_SHARE = 0.5
PASSAGE_SHARE = 0.25
SPREAD = 0.2
"""Passages count from 1 for the best to 0 for the last of them, but not over less than this."""
ASKED_SHARE = 0.3
"""For the nearest of the wordings that ask for the passage, where its author gave some."""
WORDS_SHARE = 0.3
MEASURE_WEIGHT = 0.2
"""A word that asks for a figure ("share", "rate") weighs this much: any figure may answer it."""
ADDED_WEIGHT = 0.5
"""A word that only the search query holds (an abbreviation written out) weighs this much."""
CONTEXT_WEIGHT = 0.3
"""A question word found in the headings, the title or the author counts this much."""
SOUGHT_BONUS = 0.06
"""For holding the kind of thing that is asked for: a figure, a date, a name, a reason."""
FINDING_BONUS = 0.05
AIM_PENALTY = 0.1
"""For saying only what was to be found out."""
DEFINITION_BONUS = 0.4
ITEM_PENALTY = 0.12
"""For an item that was taken from under the lead that introduced it."""
MERE_DEFINITION_PENALTY = 0.12
"""For saying what a thing is where something else about it was asked."""
PASSAGES_READ = 10
_LACK = anywhere(
    r"""
    not( \w+)? (to|for|in|by) this library
    (excerpt|extract|copy|page) .*this library.* stops .*|only .+ (was|were) read for this library
    """
)
_MEASURE_STEMS = frozenset(
    stems("share rate percentage percent proportion fraction number figure average frequency cost")
)
_ABOUT_SOMETHING = frozenset({Form.FACT, Form.HOW_TO})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentences ``first`` to ``core`` of a passage: one, or two where the core hangs on the other.

    ``score`` is the core's, 0 to about 1.4 and comparable within one question; ``before`` is that
    of the sentence it brings along. ``leans`` says that the core is understood only after another
    sentence; where it brings none along, it can stand only after one that the answer has already.
    ``shared`` is the share of the question's words, by weight, that it holds, those around it
    counting in part; ``about`` that of those that it, what stands around it, or the wordings that
    ask for its passage hold. ``vector`` is the core sentence's unit vector, shape (dimension,), or
    ``None`` where the build keeps none.
    """

    hit: Hit
    first: int
    core: int
    leans: bool
    score: float
    before: float
    shared: float
    about: float
    figures: frozenset[str]
    vector: NDArray[np.float32] | None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in reading order."""
        return self.hit.passage.sentences[self.first : self.core + 1]

    @property
    def is_item(self) -> bool:
        """Tell whether it is an item of a list."""
        return self.hit.passage.sentences[self.core].is_item

    @property
    def is_lack(self) -> bool:
        """Tell whether it only says what the library does not hold."""
        return bool(_LACK.search(self.text))

    @property
    def text(self) -> str:
        """Its exact words."""
        start, end = self.sentences[0].start, self.sentences[-1].end
        return without_marker(self.hit.passage.text[start:end])

    @property
    def works(self) -> tuple[Work, ...]:
        """The publications it reports, or the source itself."""
        return self.sentences[-1].works or (self.hit.passage.work,)

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its content words, less those that only tell who said it."""
        authors = stems(" ".join(work.author for work in self.works))
        return stem_set(self.text).difference(authors)


def candidates(question: str, result: SearchResult) -> list[Candidate]:
    """Return the fit sentences of the best passages for *question*, best first."""
    hits = result.hits[:PASSAGES_READ]
    asked = _Asked(question, _word_weights(question, result.query, hits))
    top = max((hit.score for hit in hits), default=0.0)
    spread = max([SPREAD * top, *(top - hit.score for hit in hits)])
    found: list[Candidate] = []
    for hit in hits:
        rank = 1 - (top - hit.score) / spread if spread > 0 else 0.0
        found += _of_passage(
            asked, hit, PASSAGE_SHARE * rank + ASKED_SHARE * max(0.0, *hit.asked_scores, 0.0)
        )
    return sorted(found, key=lambda candidate: -candidate.score)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the weights of its words."""

    question: str
    weights: Mapping[str, float]


def _of_passage(asked: _Asked, hit: Hit, base: float) -> list[Candidate]:
    """Return the candidates of one passage; *base* is its part of each score."""
    found: list[Candidate] = []
    scores: dict[int, float] = {}
    wordings = frozenset(stems(" ".join(hit.passage.asked)))
    for index, sentence in enumerate(hit.passage.sentences):
        text = hit.passage.sentence_text(sentence)
        if not _may_stand(text, is_item=sentence.is_item):
            continue
        own, around = frozenset(stems(text)), _context_stems(hit.passage, sentence)
        shared = _shared(asked.weights, own, around)
        scores[index] = base + _score(asked, hit, index, shared)
        leans = _leans(hit.passage, index)
        first = index - 1 if leans and _carries(hit.passage, index - 1) else index
        found.append(
            Candidate(
                hit=hit,
                first=first,
                core=index,
                leans=leans,
                score=scores[index],
                before=scores.get(first, 0.0),
                shared=shared,
                about=_shared(asked.weights, own | around | wordings),
                figures=measures(text),
                vector=None if hit.sentence_vectors is None else hit.sentence_vectors[index],
            )
        )
    return found


def _score(asked: _Asked, hit: Hit, index: int, shared: float) -> float:
    sentence = hit.passage.sentences[index]
    text = hit.passage.sentence_text(sentence)
    score = SENTENCE_SHARE * _closeness(hit, index) + WORDS_SHARE * shared
    if sentence.is_item and _lead_of(hit.passage, index):
        score -= ITEM_PENALTY
    if only_aims(text):
        score -= AIM_PENALTY
    elif finds(text):
        score += FINDING_BONUS
    return score + _form_bonus(asked, text)


def _form_bonus(asked: _Asked, text: str) -> float:
    """Return what *text* gains or loses by the form of answer that was asked for."""
    term = term_of(asked.question)
    bonus = SOUGHT_BONUS if holds_sought(asked.question, text) else 0.0
    if term:
        return bonus + (DEFINITION_BONUS if defines(text, term) else 0.0)
    subject = defined_in(text)
    mere = subject and form_of(asked.question) in _ABOUT_SOMETHING and subject <= {*asked.weights}
    return bonus - (MERE_DEFINITION_PENALTY if mere else 0.0)


def _may_stand(text: str, *, is_item: bool) -> bool:
    if not is_fit(text, is_item=is_item) or text.rstrip().endswith(":"):
        return False
    return not (is_item and is_fragment(text))


def _leans(passage: Passage, index: int) -> bool:
    """Tell whether a sentence is understood only after another of its passage."""
    text = passage.sentence_text(passage.sentences[index])
    if index == passage.ordinal == 0 and leans_by_pronoun(text):
        return False  # a document that opens with "It" speaks of what its title names
    return leans_on_previous(text)


def _carries(passage: Passage, index: int) -> bool:
    """Tell whether the sentence after *index* may lean on this one in an answer."""
    if index < 0:
        return False
    sentence, after = passage.sentences[index], passage.sentences[index + 1]
    text = passage.sentence_text(sentence)
    stands = is_fit(text) and not _leans(passage, index) and ends_sentence(text)
    return stands and sentence.works == after.works


def _lead_of(passage: Passage, index: int) -> str:
    """Return the words that introduce the list in which sentence *index* stands, if any do."""
    place = index
    while place > 0 and passage.sentences[place].is_item:
        place -= 1
    lead = passage.sentence_text(passage.sentences[place]).rstrip()
    return lead if lead.endswith(":") else ""


def _closeness(hit: Hit, index: int) -> float:
    if index < len(hit.sentence_scores):
        return max(0.0, hit.sentence_scores[index])
    return max(0.0, hit.dense or 0.0)


def _word_weights(question: str, query: str, hits: Sequence[Hit]) -> dict[str, float]:
    """Weigh the question's words: one that few of the retrieved sentences hold says more."""
    own, added = set(stems(question)), set(stems(query))
    wanted = own | added
    seen: Counter[str] = Counter()
    total = 0
    for hit in hits:
        for sentence in hit.passage.sentences:
            total += 1
            seen.update(wanted.intersection(stems(hit.passage.sentence_text(sentence))))
    return {
        word: math.log(1 + (total + 1) / (seen[word] + 1))
        * (MEASURE_WEIGHT if word in _MEASURE_STEMS else 1.0)
        * (1.0 if word in own else ADDED_WEIGHT)
        for word in wanted
    }


def _shared(
    weights: Mapping[str, float], own: frozenset[str], context: frozenset[str] = frozenset()
) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    got = sum(
        weight * (1.0 if word in own else CONTEXT_WEIGHT)
        for word, weight in weights.items()
        if word in own or word in context
    )
    return got / total


def _context_stems(passage: Passage, sentence: Sentence) -> frozenset[str]:
    """Return the stems around a sentence: title, headings, and whoever it reports."""
    works = " ".join(f"{work.author} {work.title} {work.published}" for work in sentence.works)
    around = " ".join((passage.work.title, passage.work.author, *passage.headings, works))
    return frozenset(stems(around))
