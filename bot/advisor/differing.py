"""Shows where sources contradict each other: each statement with its author, year and citation.

Two statements of different works contradict each other when they measure the same thing and their
figures cannot both hold, or when they say the same of the same thing except that one denies it.
The rule is the same for every composer, and looks beyond the answer: where a claim's counterpart
is among the passages that were found, it is put beside it, word for word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from bot.advisor.amounts import amounts
from bot.advisor.clauses import contraries
from bot.advisor.fitness import is_fit, leans_on_previous, without_marker
from bot.advisor.model import Citation
from bot.advisor.polarity import turned_round
from bot.advisor.support import content, covered
from bot.advisor.swaps import company_of_shares
from bot.advisor.words import fold, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor.model import Answer, Claim
    from knowledge.model import SearchResult, Work

PASSAGES_READ = 10
SAME_THING = 0.6
"""Two figures measure the same thing if their words overlap so much, either way …"""
FEWEST_WORDS = 2
"""… and in so many words at least."""
SAME_WORDS = 0.8
"""Statements of which one denies the other share this much of their content, either way."""
LEEWAY = 0.12
"""Relative distance up to which two shares say about the same."""
_CONDITIONS = listed("with without not no never unless except if when after before under over")
FIRST, SECOND = "Sources differ: {voice}: ", "Against that, {voice}: "


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    work: Work

    @property
    def voice(self) -> str:
        """Who says it and when."""
        name = self.work.author or self.work.publication or self.work.title
        return f"{name} ({self.work.year})" if self.work.year else name


def with_differences(answer: Answer, result: SearchResult) -> Answer:
    """Return *answer* with contradicting claims side by side, each led in by who says it."""
    claims = list(answer.claims)
    citations = list(answer.citations)
    cited = {citation.number: citation for citation in citations}
    said = [_Statement(claim.text, cited[claim.citations[0]].work) for claim in claims]
    for one, other in combinations(range(len(claims)), 2):
        if contradict(said[one], said[other]):
            return replace(
                answer, claims=_beside(claims, one, claims[other], said[one], said[other])
            )
    for place, statement in enumerate(said):
        for counterpart, citation in _counterparts(statement, result, len(citations) + 1):
            if any(_is_same(counterpart, known) for known in said):
                continue
            added = replace(claims[place], text=counterpart.text, citations=(citation.number,))
            return replace(
                answer,
                claims=_beside(claims, place, added, statement, counterpart),
                citations=(*citations, citation),
            )
    return answer


def contradict(one: _Statement, other: _Statement) -> bool:
    """Tell whether two works cannot both be right."""
    if _is_of_one_voice(one.work, other.work):
        return False
    return _figures_differ(one.text, other.text) or _deny(one.text, other.text)


def _beside(
    claims: list[Claim], place: int, second: Claim, one: _Statement, other: _Statement
) -> tuple[Claim, ...]:
    """Put *second* after the claim at *place* and lead both in."""
    pair = (
        replace(claims[place], lead=FIRST.format(voice=one.voice), is_item=True),
        replace(second, lead=SECOND.format(voice=other.voice), is_item=True),
    )
    rest = [claim for claim in claims[place + 1 :] if claim is not second]
    return (*claims[:place], *pair, *rest)


def _counterparts(
    statement: _Statement, result: SearchResult, number: int
) -> Iterator[tuple[_Statement, Citation]]:
    for hit in result.hits[:PASSAGES_READ]:
        passage = hit.passage
        for sentence in passage.sentences:
            quote = passage.sentence_text(sentence)
            text = " ".join(without_marker(quote).split())
            fit = is_fit(text, is_item=sentence.is_item) and not leans_on_previous(text)
            other = _Statement(text, (sentence.works or (passage.work,))[0])
            if fit and contradict(statement, other):
                yield other, Citation(number, passage, quote, other.work)


def _is_of_one_voice(one: Work, other: Work) -> bool:
    """Tell whether two works share an author or are one: nobody contradicts themselves here."""
    if one == other:
        return True
    names = {fold(part) for part in one.author.replace(" and ", ",").split(",") if part.strip()}
    others = {fold(part) for part in other.author.replace(" and ", ",").split(",") if part.strip()}
    return bool({n.strip() for n in names} & {n.strip() for n in others})


def _is_same(one: _Statement, other: _Statement) -> bool:
    return covered(one.text, other.text) >= SAME_WORDS and one.work == other.work


def _figures_differ(one: str, other: str) -> bool:
    """Tell whether the same thing is measured and no reading of its figures makes both true."""
    if _can_agree(one, other) or _conditions(one) != _conditions(other):
        return False
    ours, theirs = company_of_shares(one), company_of_shares(other)
    return any(_is_same_thing(mine, yours) for mine in ours for yours in theirs)


def _is_same_thing(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = one & other
    if len(shared) < FEWEST_WORDS or len(shared) < SAME_THING * max(len(one), len(other)):
        return False
    return not any(contraries(word) & (other - one) for word in one - other)


def _can_agree(one: str, other: str) -> bool:
    ours, theirs = _range(one), _range(other)
    return ours is None or theirs is None or (ours[0] <= theirs[1] and theirs[0] <= ours[1])


def _conditions(text: str) -> frozenset[str]:
    """Return for what a figure holds: over which time, with or without something."""
    times = {a.notation for a in amounts(text) if a.unit.isalpha()}
    return frozenset(times | (_CONDITIONS & set(words(text))))


def _range(text: str) -> tuple[float, float] | None:
    """Return between which shares the statement's figures lie, with some leeway."""
    shares = [amount for amount in amounts(text) if amount.unit == "%"]
    if not shares:
        return None
    low = min(0.0 if a.bound == "down" else a.value * (1 - LEEWAY) for a in shares)
    high = max(100.0 if a.bound == "up" else a.value * (1 + LEEWAY) for a in shares)
    return low, high


def _deny(one: str, other: str) -> bool:
    """Tell whether two statements say the same except that one denies it."""
    if len(set(content(one))) <= FEWEST_WORDS or company_of_shares(one) or company_of_shares(other):
        return False
    alike = min(covered(one, other), covered(other, one)) >= SAME_WORDS
    return alike and bool(turned_round(one, other)) and bool(turned_round(other, one))
