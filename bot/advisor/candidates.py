"""The sentences of retrieved passages that may stand in an answer, each scored for the question."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.figures import measures
from bot.advisor.fitness import (
    ends_sentence,
    is_fit,
    is_fragment,
    leans_on_previous,
    without_marker,
)
from bot.advisor.form import asks_figure, asks_share, form_of, term_of
from bot.advisor.model import Form
from bot.advisor.phrases import anywhere
from bot.advisor.words import listed, stem_set, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.model import Hit, Passage, SearchResult, Sentence, Work

# What a sentence's closeness to the question, the passage's rank and the shared words add up to.
# Chosen by reading answers to questions of our own; none of it depends on the corpus.
SENTENCE_SHARE = 0.5
PASSAGE_SHARE = 0.2
WORDS_SHARE = 0.3
MEASURE_WEIGHT = 0.2
"""A word that asks for a figure ("share", "rate") weighs this much: any figure may answer it."""
ADDED_WEIGHT = 0.5
"""A word that only the search query holds (an abbreviation written out) weighs this much."""
CONTEXT_WEIGHT = 0.5
"""A question word found in the headings, the title or the author counts this much."""
FIGURE_BONUS = 0.08
DEFINITION_BONUS = 0.2
ITEM_PENALTY = 0.12
"""For an item that was taken from under the lead that introduced it."""
MERE_DEFINITION_PENALTY = 0.12
"""For saying what a thing is where something else about it was asked."""
PASSAGES_READ = 10
_RHYTHM = anywhere(
    r"""
    (bi-?|semi-?)?(daily|weekly|monthly|quarterly|yearly|annual(ly)?)|fortnightly
    (once|twice|times|every|each|per) (a |an |the |\w+ )?(day|week|fortnight|month|quarter|year)s?
    """
)
"""How often something happens, said without a number."""
_LACK = anywhere(
    r"""
    not( \w+)? (to|for|in|by) this library
    (excerpt|extract|copy|page) .*this library.* stops .*|only .+ (was|were) read for this library
    """
)
_HAPPENS = re.compile(
    r"(?:\w+ly |often |seldom |not )*(?!(?:called|defined|described|known) )\w+ed\b"
)
_COPULAS = listed("is are means mean refers denotes describes stands covers consists")
_MEASURE_STEMS = frozenset(
    stems("share rate percentage percent proportion fraction number figure average frequency cost")
)
_ABOUT_SOMETHING = frozenset({Form.FACT, Form.HOW_TO})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentences ``first`` to ``core`` of a passage: one, or two where the core hangs on the other.

    ``score`` is 0 to about 1.3 and comparable within one question; ``shared`` is the share of the
    question's words, by weight, that it holds. ``vector`` is the core
    sentence's unit vector, shape (dimension,), or ``None`` where the build keeps none.
    """

    hit: Hit
    first: int
    core: int
    score: float
    shared: float
    figures: frozenset[str]
    vector: NDArray[np.float32] | None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in reading order."""
        return self.hit.passage.sentences[self.first : self.core + 1]

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
    found: list[Candidate] = []
    for hit in hits:
        rank = hit.score / top if top > 0 else 0.0
        for index in range(len(hit.passage.sentences)):
            first = _first_of_span(hit.passage, index)
            if first is not None:
                found.append(_candidate(asked, hit, (first, index), PASSAGE_SHARE * rank))
    return sorted(found, key=lambda candidate: -candidate.score)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the weights of its words."""

    question: str
    weights: Mapping[str, float]


def _candidate(asked: _Asked, hit: Hit, span: tuple[int, int], base: float) -> Candidate:
    """Score the last sentence of *span* for what was asked; *base* is its passage's part."""
    first, core = span
    sentence = hit.passage.sentences[core]
    text = hit.passage.sentence_text(sentence)
    shared = _shared(asked.weights, stems(text), _context_stems(hit.passage, sentence))
    score = base + SENTENCE_SHARE * _closeness(hit, core) + WORDS_SHARE * shared
    if sentence.is_item and _lead_of(hit.passage, core):
        score -= ITEM_PENALTY
    return Candidate(
        hit=hit,
        first=first,
        core=core,
        score=score + _form_bonus(asked, text),
        shared=shared,
        figures=measures(text),
        vector=None if hit.sentence_vectors is None else hit.sentence_vectors[core],
    )


def _form_bonus(asked: _Asked, text: str) -> float:
    """Return what *text* gains or loses by the form of answer that was asked for."""
    term = term_of(asked.question)
    bonus = FIGURE_BONUS if has_figure_for(asked.question, text) else 0.0
    if term:
        return bonus + (DEFINITION_BONUS if defines(text, term) else 0.0)
    subject = defined_in(text)
    mere = subject and form_of(asked.question) in _ABOUT_SOMETHING and subject <= {*asked.weights}
    return bonus - (MERE_DEFINITION_PENALTY if mere else 0.0)


def _first_of_span(passage: Passage, index: int) -> int | None:
    """Return the first sentence that *index* needs before it, or ``None`` when it is unfit."""
    sentence = passage.sentences[index]
    text = passage.sentence_text(sentence)
    if not is_fit(text, is_item=sentence.is_item) or text.rstrip().endswith(":"):
        return None
    if sentence.is_item and is_fragment(text):
        return None
    if not leans_on_previous(text):
        return index
    if index == 0:
        return None
    before = passage.sentences[index - 1]
    antecedent = passage.sentence_text(before)
    stands = is_fit(antecedent) and not leans_on_previous(antecedent) and ends_sentence(antecedent)
    return index - 1 if stands and before.works == sentence.works else None


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


def _context_stems(passage: Passage, sentence: Sentence) -> frozenset[str]:
    """Return the stems around a sentence: title, headings, and whoever it reports."""
    works = " ".join(f"{work.author} {work.title} {work.published}" for work in sentence.works)
    around = " ".join((passage.work.title, passage.work.author, *passage.headings, works))
    return frozenset(stems(around))


def defined_in(text: str) -> frozenset[str]:
    """Return the stems of what *text* defines ("X is a …"), or nothing when it defines nothing."""
    head, verb, rest = _partition_at_copula(text)
    article = rest.split(maxsplit=1)[:1]
    if verb.lower() not in {"is", "are"} or article not in (["a"], ["an"], ["the"]):
        return frozenset()
    return frozenset(stems(head.split(",")[0]))


def has_figure_for(question: str, text: str) -> bool:
    """Tell whether *text* holds the kind of figure that *question* is after, if it is after one."""
    if not asks_figure(question):
        return False
    found = measures(text)
    if asks_share(question):
        return any(figure.endswith("%") for figure in found)
    return bool(found) or bool(_RHYTHM.search(text))


def defines(text: str, term: str) -> bool:
    """Tell whether a clause of *text* says near its beginning what *term* is.

    Other names between commas ("X, also called Y, is …") belong to the subject; "X is often asked"
    tells of X what happens to it, not what it is.
    """
    wanted = stems(term)
    for clause in text.split(";"):
        head, verb, rest = _partition_at_copula(clause)
        subject = stems(head.split(",")[0])
        if verb and len(subject) <= len(wanted) + 4 and set(wanted) <= set(subject):
            return not (verb.lower() in {"is", "are"} and _HAPPENS.match(rest))
    return False


def _partition_at_copula(text: str) -> tuple[str, str, str]:
    tokens = text.split()
    for place, token in enumerate(tokens[:22]):
        if token.strip(",;").lower() in _COPULAS:
            return " ".join(tokens[:place]), token, " ".join(tokens[place + 1 :])
    return text, "", ""
