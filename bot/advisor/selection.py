"""Which sentences make the answer: relevant, not repeated, both sides where sources differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.abbreviations import written_out
from bot.advisor.figures import figures
from bot.advisor.form import asks_figure, sides_of
from bot.advisor.leaning import settled
from bot.advisor.sought import holds_figure
from bot.advisor.words import fold, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.candidates import Candidate

MAX_CHARACTERS = 800
"""… of one work: longer answers gain recall for nothing (CLAPnq: F1 and RougeL are best here)."""
MAX_SENTENCES = 3
"""… of one work."""
MAX_LINES = 6
"""… of all works together, each on its own line or beside the one that it hangs on."""
MAX_TOTAL = 1300
MARK_CHARACTERS = 5
KEEP_SHARE = 0.78
"""A further sentence must score this share of the first one's score …"""
KEEP_SHARE_BESIDE = 0.4
"""… or this one where it stands in the same passage, which was found to be on the question."""
TO_THE_POINT = 0.5
"""A sentence of another section must hold this share of the question's words that the first has."""
REDUNDANCY = 0.5
"""How much of its likeness to what is said already a sentence loses …"""
UNRELATED = 0.5
"""… as far as the likeness exceeds that of any two sentences on one subject."""
REPEATED_WORDS = 0.7
"""A sentence that has this share of its content words in another one repeats it."""
PROVING_WORDS = 0.8
"""A sentence that holds this share of a line's content words proves the line too."""
_FLIPS = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|fewer|less|more|higher|lower|most|least|\w+n't)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: a candidate, and others that say the same in other sources."""

    said: Candidate
    also: tuple[Candidate, ...] = ()


def select(question: str, ranked: Sequence[Candidate]) -> list[Line]:
    """Pick lines for *question* from candidates that are sorted best first.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), except that a sentence with
    another negation, or of another work with other figures, is no repetition: where sources
    differ, the reader sees both.
    """
    picked = _must_have(question, ranked)
    rest = [] if picked else _worth(question, ranked)
    figures_differ = asks_figure(question)
    while rest and len(picked) < MAX_LINES:
        open_ = [(c, as_it_stands) for c in rest if (as_it_stands := settled(c, picked))]
        if not open_:
            break
        gains = [_gain(c, picked, figures_differ=figures_differ) for _, c in open_]
        best = max(range(len(open_)), key=gains.__getitem__)
        original, candidate = open_[best]
        rest.remove(original)
        if picked and gains[best] < _threshold(candidate, ranked[0]):
            continue
        if _fits(candidate, picked) and not any(repeats(candidate, said) for said in picked):
            picked.append(candidate)
    return arrange([Line(said, _also(said, ranked)) for said in picked])


def _threshold(candidate: Candidate, best: Candidate) -> float:
    beside = candidate.hit.passage.id == best.hit.passage.id
    return (KEEP_SHARE_BESIDE if beside else KEEP_SHARE) * best.score


def repeats(one: Candidate, other: Candidate) -> bool:
    """Tell whether *one* adds nothing to *other*, figures and negations included."""
    return (
        figures(one.text) <= figures(other.text)
        and _flips(one) == _flips(other)
        and _covered(one, other) >= REPEATED_WORDS
    )


def proves(one: Candidate, other: Candidate) -> bool:
    """Tell whether *one* says all that *other* says."""
    return (
        figures(other.text) <= figures(one.text)
        and _flips(one) == _flips(other)
        and _covered(other, one) >= PROVING_WORDS
    )


def arrange(lines: Sequence[Line]) -> list[Line]:
    """Order lines for reading: the best first, then each passage's lines together, in its order.

    A passage's lines are all in its order where the best of them leans on an earlier one.
    """
    ordered: list[Line] = []
    waiting = list(lines)
    while waiting:
        lead = waiting[0]
        same = [line for line in waiting if line.said.hit.passage.id == lead.said.hit.passage.id]
        waiting = [line for line in waiting if line not in same]
        same.sort(key=lambda line: line.said.core)
        if not _hangs(lead):
            same.remove(lead)
            same.insert(0, lead)
        ordered += same
    return ordered


def _hangs(line: Line) -> bool:
    return line.said.leans and line.said.first == line.said.core


def _must_have(question: str, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return, for a comparison, the best sentences on both sides or else the best on each."""
    sides = sides_of(question)
    if sides is None or not ranked:
        return []
    first, second = _side_stems(sides.first), _side_stems(sides.second)
    first, second = first - second, second - first
    on_both = [
        candidate
        for candidate in ranked
        if first & candidate.stems
        and second & candidate.stems
        and candidate.score >= KEEP_SHARE * ranked[0].score
    ]
    if on_both:
        return _distinct(on_both)
    on_each = [next((c for c in ranked if side & c.stems), None) for side in (first, second)]
    found = [candidate for candidate in on_each if candidate is not None]
    return _distinct(found) if len(found) == len(on_each) else []


def _distinct(wanted: Sequence[Candidate]) -> list[Candidate]:
    """Return the first of *wanted* that fit and do not repeat each other."""
    kept: list[Candidate] = []
    for candidate in wanted:
        repeated = any(repeats(candidate, said) for said in kept)
        if len(kept) < MAX_LINES and not repeated and _fits(candidate, kept):
            kept.append(candidate)
    return kept


def _side_stems(side: str) -> set[str]:
    return {*stems(side), *(word for meaning in written_out(side) for word in stems(meaning))}


def _worth(question: str, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Keep what is as much to the point as the best: by its words, and by a figure if asked."""
    if not ranked:
        return []
    best = ranked[0]
    by_figure = holds_figure(question, best.text)
    return [
        candidate
        for candidate in ranked
        if (
            candidate.hit.passage.section == best.hit.passage.section
            or candidate.shared >= TO_THE_POINT * best.shared
        )
        and (holds_figure(question, candidate.text) or not by_figure)
    ]


def _gain(candidate: Candidate, picked: Sequence[Candidate], *, figures_differ: bool) -> float:
    """Return the candidate's score less what it has in common with what was picked already.

    An author does not say the same thing twice in one passage: sentences that are alike there say
    more of what was asked.
    """
    likeness = [
        _likeness(candidate, said)
        for said in picked
        if said.hit.passage.id != candidate.hit.passage.id
        and _flips(candidate) == _flips(said)
        and not (figures_differ and _differs_in_figures(candidate, said))
    ]
    said = max(likeness, default=0.0)
    return _worth_of(candidate) - REDUNDANCY * max(0.0, said - UNRELATED)


def _worth_of(candidate: Candidate) -> float:
    """Return the candidate's score: the mean of both where it brings a sentence along."""
    pair = candidate.first < candidate.core
    return (candidate.score + candidate.before) / 2 if pair else candidate.score


def _differs_in_figures(one: Candidate, other: Candidate) -> bool:
    return bool(
        one.figures and other.figures and one.figures != other.figures and one.works != other.works
    )


def _likeness(one: Candidate, other: Candidate) -> float:
    """Return how alike two candidates are, 0 to 1, by meaning and by words.

    Sentence vectors that were pooled from one passage are alike whatever the sentences say, so
    the words count as much.
    """
    shared = max(_covered(one, other), _covered(other, one))
    if one.vector is None or other.vector is None:
        return shared
    return (float(one.vector @ other.vector) + shared) / 2


def _covered(one: Candidate, other: Candidate) -> float:
    """Return the share of the content words of *one* that *other* holds."""
    own = one.stems
    return len(own & other.stems) / len(own) if own else 0.0


def _flips(candidate: Candidate) -> frozenset[str]:
    return frozenset(_FLIPS.findall(fold(candidate.text)))


def _fits(candidate: Candidate, picked: Sequence[Candidate]) -> bool:
    beside = [said for said in picked if set(said.works) & set(candidate.works)]
    overlapping = any(
        said.hit.passage.id == candidate.hit.passage.id
        and said.first <= candidate.core
        and candidate.first <= said.core
        for said in beside
    )
    return (
        not overlapping
        and _length([*picked, candidate]) <= MAX_TOTAL
        and _length([*beside, candidate]) <= MAX_CHARACTERS
        and sum(len(one.sentences) for one in (*beside, candidate)) <= MAX_SENTENCES
    )


def _length(lines: Sequence[Candidate]) -> int:
    return sum(len(line.text) + MARK_CHARACTERS for line in lines)


def _also(said: Candidate, ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return, for each further work that says the same as *said*, where it does."""
    cited = set(said.works)
    found: list[Candidate] = []
    for other in ranked:
        if not set(other.works) <= cited and proves(other, said):
            cited.update(other.works)
            found.append(other)
    return tuple(found)
