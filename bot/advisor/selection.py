"""Which sentences make the answer: relevant, not repeated, both sides where sources differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.advisor.figures import figures
from bot.advisor.form import asks_figure, sides_of
from bot.advisor.words import fold, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.candidates import Candidate

MAX_CHARACTERS = 700
MAX_LINES = 4
MARK_CHARACTERS = 5
KEEP_SHARE = 0.7
"""A further sentence must score this share of the first one's score."""
REDUNDANCY = 0.5
"""How much of its likeness to what is said already a sentence loses."""
SAME_WORDING = 90
SAME_MEANING = 0.94
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

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), except that a sentence of
    another work with other figures is no repetition: where sources differ, the reader sees both.
    """
    lines: list[Line] = []
    rest = list(ranked)
    for wanted in _must_have(question, ranked):
        if wanted in rest and _fits(wanted, lines):
            lines.append(Line(wanted))
            rest.remove(wanted)
    figure_wanted = asks_figure(question)
    while rest and len(lines) < MAX_LINES:
        best = max(rest, key=lambda candidate: _gain(candidate, lines, figures=figure_wanted))
        rest.remove(best)
        if lines and _gain(best, lines, figures=figure_wanted) < KEEP_SHARE * ranked[0].score:
            break
        twin = next((n for n, line in enumerate(lines) if says_the_same(line.said, best)), None)
        if twin is not None:
            lines[twin] = _joined(lines[twin], best)
        elif _fits(best, lines):
            lines.append(Line(best))
    return arrange(_with_twins(lines, ranked))


def says_the_same(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates state the same, figures and negations included."""
    if figures(one.text) != figures(other.text):
        return False
    first, second = fold(one.text), fold(other.text)
    if set(_FLIPS.findall(first)) != set(_FLIPS.findall(second)):
        return False
    return (
        fuzz.token_sort_ratio(first, second) >= SAME_WORDING or _likeness(one, other) > SAME_MEANING
    )


def arrange(lines: Sequence[Line]) -> list[Line]:
    """Order lines for reading: the best first, then each passage's lines together, in its order."""
    ordered: list[Line] = []
    waiting = list(lines)
    while waiting:
        lead = waiting.pop(0)
        ordered.append(lead)
        same = [line for line in waiting if line.said.hit.passage.id == lead.said.hit.passage.id]
        ordered.extend(sorted(same, key=lambda line: line.said.core))
        waiting = [line for line in waiting if line not in same]
    return ordered


def _must_have(question: str, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return, for a comparison, the best sentence on both sides or else the best on each."""
    sides = sides_of(question)
    if sides is None or not ranked:
        return []
    first, second = set(stems(sides.first)), set(stems(sides.second))
    first, second = first - second, second - first
    if not first or not second:
        return []
    on_both = [c for c in ranked if first & c.stems and second & c.stems]
    if on_both and on_both[0].score >= KEEP_SHARE * ranked[0].score:
        return on_both[:1]
    on_each = (next((c for c in ranked if side & c.stems), None) for side in (first, second))
    return [candidate for candidate in on_each if candidate is not None]


def _gain(candidate: Candidate, lines: Sequence[Line], *, figures: bool) -> float:
    penalty = 0.0
    for line in lines:
        if figures and _differs_in_figures(candidate, line.said):
            continue
        penalty = max(penalty, _likeness(candidate, line.said) - 0.5)
    return candidate.score - REDUNDANCY * penalty


def _differs_in_figures(one: Candidate, other: Candidate) -> bool:
    return bool(
        one.figures and other.figures and one.figures != other.figures and one.works != other.works
    )


def _likeness(one: Candidate, other: Candidate) -> float:
    if one.vector is None or other.vector is None:
        return fuzz.token_set_ratio(fold(one.text), fold(other.text)) / 100
    return float(one.vector @ other.vector)


def _fits(candidate: Candidate, lines: Sequence[Line]) -> bool:
    used = sum(len(line.said.text) + MARK_CHARACTERS for line in lines)
    overlapping = any(
        line.said.hit.passage.id == candidate.hit.passage.id
        and line.said.first <= candidate.core
        and candidate.first <= line.said.core
        for line in lines
    )
    return not overlapping and used + len(candidate.text) + MARK_CHARACTERS <= MAX_CHARACTERS


def _with_twins(lines: Sequence[Line], ranked: Sequence[Candidate]) -> list[Line]:
    """Attach to each line what says the same elsewhere but did not come up for selection."""
    taken = {(c.hit.passage.id, c.core) for line in lines for c in (line.said, *line.also)}
    grown: list[Line] = []
    for line in lines:
        current = line
        for other in ranked:
            key = (other.hit.passage.id, other.core)
            if key not in taken and says_the_same(line.said, other):
                current = _joined(current, other)
                taken.add(key)
        grown.append(current)
    return grown


def _joined(line: Line, other: Candidate) -> Line:
    known = {c.hit.passage.source_id for c in (line.said, *line.also)}
    if other.hit.passage.source_id in known:
        return line
    return replace(line, also=(*line.also, other))
