"""Checks an answer, whoever composed it: what its passages do not prove is not shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.advisor.amounts import unproved_amounts
from bot.advisor.asides import asides
from bot.advisor.fitness import without_marker
from bot.advisor.model import Citation
from bot.advisor.names import misattributed, unproved_names
from bot.advisor.orders import hides_something, orders_machine
from bot.advisor.plain import plain
from bot.advisor.polarity import turned_round
from bot.advisor.quoting import is_quoted_whole
from bot.advisor.repair import backing, best_sentence
from bot.advisor.support import Support, overlap
from bot.advisor.swaps import swapped
from bot.advisor.tasks import asks_aside, sets_task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.model import Answer, Claim
    from bot.advisor.support import Judge
    from knowledge.model import SearchResult

REPEATS = 0.6
"""A claim that shares this much of its content with a planted sentence repeats it."""
IDLE = 0.2
"""A citation whose quote holds less of a claim's content than this proves nothing of it."""


class Fault(StrEnum):
    """Why a claim does not stand."""

    NO_CITATION = "it cites nothing"
    NOT_ISSUED = "it cites a passage that was not retrieved"
    MISQUOTED = "a quote is not in its passage"
    FIGURE = "a figure is not in the quoted words"
    NAME = "a name is not in the quoted words"
    SOURCE = "it credits somebody else with the quoted words"
    TURNED = "it says more than the quoted words, or the contrary"
    SWAPPED = "it uses two figures or names in each other's place"
    UNSUPPORTED = "the quoted words do not support it"
    ACTIVE_TEXT = "it holds a link, code or hidden text"
    ORDER = "it gives orders or asks a question"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of an answer, ``None`` when nothing stands, and what was dropped and why.

    ``repaired`` holds the claims that stand with a better quote or in narrower words, as they were.
    """

    answer: Answer | None
    dropped: tuple[tuple[Claim, Fault], ...] = ()
    repaired: tuple[tuple[Claim, Fault], ...] = ()


def verify(answer: Answer, result: SearchResult, judge: Judge | None = None) -> Verdict:
    """Drop or repair the claims of *answer* that the passages of *result* do not prove.

    A claim stands only if each citation was issued (its passage is one of *result*, unaltered) and
    each quote is verbatim in its passage (white space, quotation marks and dashes apart). Whole
    sentences of a quote then stand as they are. Other words need all their amounts, dates and
    names in the quoted words (a name may also be the cited work's), may not turn them round, and
    must be supported by them according to *judge*. A claim that fails is repaired once: by a
    better quote of the passages it cites, or by their best sentence in its place. Where only such
    replacements are left, nothing is: another composer answers better. Citations are numbered anew
    in order of appearance.
    """
    checking = Checking(result, judge)
    checking.take(answer)
    return checking.verdict


def contradiction(claim: str, evidence: str, about: tuple[str, ...] = ()) -> Fault | None:
    """Return what in *claim* goes against *evidence* or beyond it, as far as rules can tell.

    *about* are author, title and publication of the work that the evidence is from.
    """
    if unproved_amounts(claim, evidence):
        return Fault.FIGURE
    if unproved_names(claim, evidence, about):
        return Fault.NAME
    if misattributed(claim, evidence, about):
        return Fault.SOURCE
    if swapped(claim, evidence):
        return Fault.SWAPPED
    return Fault.TURNED if turned_round(claim, backing(claim, evidence)) else None


_BEYOND_REPAIR = frozenset({Fault.NO_CITATION, Fault.NOT_ISSUED, Fault.ACTIVE_TEXT, Fault.ORDER})


class Checking:
    """Checks an answer as it is drafted: every claim once, when it has come."""

    def __init__(self, result: SearchResult, judge: Judge | None = None) -> None:
        self._issued = {hit.passage.id: hit.passage.text for hit in result.hits}
        self._judge = judge or Support()
        self._draft: Answer | None = None
        self._taken: tuple[Claim, ...] = ()
        self._cited: dict[int, Citation] = {}
        self._kept: list[Claim] = []
        self._stands_as_written = False
        self._dropped: list[tuple[Claim, Fault]] = []
        self._repaired: list[tuple[Claim, Fault]] = []

    def take(self, draft: Answer) -> None:
        """Check what *draft* holds beyond the one before, or all of it where that was another."""
        known = len(self._taken)
        if draft.claims[:known] != self._taken:
            self._forget()
            known = 0
        self._draft = draft
        if len(draft.claims) > known:
            self._cited |= {citation.number: citation for citation in draft.citations}
            self._taken = draft.claims
            self._check(draft.claims[known:])

    @property
    def answer(self) -> Answer | None:
        """What stands so far; ``None`` where no claim stands as it was written."""
        if self._draft is None or not self._stands_as_written:
            return None
        citations = tuple(self._cited.values())
        return _renumbered(replace(self._draft, citations=citations), self._kept)

    @property
    def verdict(self) -> Verdict:
        """What is left of the draft, and what became of the rest."""
        return Verdict(self.answer, tuple(self._dropped), tuple(self._repaired))

    def _forget(self) -> None:
        """Begin anew: what was drafted before will not be."""
        self._taken, self._stands_as_written = (), False
        self._cited = {}
        self._kept, self._dropped, self._repaired = [], [], []

    def _check(self, claims: Sequence[Claim]) -> None:
        for claim, fault in zip(claims, self.faults(claims, self._judge), strict=True):
            if fault is None:
                self._kept.append(self.without_idle_citations(claim))
                self._stands_as_written = True
                continue
            mended = self.mended(claim, fault, self._judge)
            if mended is None:
                self._dropped.append((claim, fault))
            elif plain(mended.text) not in {plain(other.text) for other in self._kept}:
                self._repaired.append((claim, fault))
                self._kept.append(mended)
                self._stands_as_written |= mended.text == claim.text

    def faults(self, claims: Sequence[Claim], judge: Judge) -> list[Fault | None]:
        """Return each claim's fault; what is left to the judge is judged in one batch."""
        found = [self._rules(claim) for claim in claims]
        open_ = [
            n for n, fault in enumerate(found) if fault is None and not self._is_verbatim(claims[n])
        ]
        odds = judge([(claims[n].text, self._evidence(claims[n])) for n in open_])
        for n, probability in zip(open_, odds, strict=True):
            if probability < judge.bar:
                found[n] = Fault.UNSUPPORTED
        return found

    def without_idle_citations(self, claim: Claim) -> Claim:
        """Return *claim* without those citations that prove nothing of it, where others do."""
        if len(claim.citations) < 2 or self._is_verbatim(claim):  # noqa: PLR2004
            return claim
        shares = {n: overlap(claim.text, self._cited[n].quote)[0] for n in claim.citations}
        at_work = tuple(n for n in claim.citations if shares[n] >= IDLE)
        return replace(claim, citations=at_work) if at_work else claim

    def mended(self, claim: Claim, fault: Fault, judge: Judge) -> Claim | None:
        """Return *claim* with a better quote or in the words of its passage, or ``None``."""
        if fault in _BEYOND_REPAIR:
            return None
        cited = [self._cited[n] for n in claim.citations if n in self._cited]
        found = best_sentence(claim.text, [c.passage for c in cited if self._is_issued(c)])
        if found is None:
            return None
        # Counted down from -1: the draft's own citations go on from 1.
        number = -1 - len(self._repaired) - len(self._dropped)
        citation = Citation(number, found.passage, found.quote, found.work)
        self._cited[number] = citation
        if fault in (Fault.MISQUOTED, Fault.UNSUPPORTED):
            requoted = replace(claim, citations=(citation.number,))
            if self.faults([requoted], judge) == [None]:
                return requoted
        narrower = replace(claim, text=found.text, citations=(citation.number,))
        return narrower if self.faults([narrower], judge) == [None] else None

    def _is_issued(self, citation: Citation) -> bool:
        return self._issued.get(citation.passage.id) == citation.passage.text

    def _rules(self, claim: Claim) -> Fault | None:
        if not claim.citations or not claim.text.strip():
            return Fault.NO_CITATION
        for number in claim.citations:
            citation = self._cited.get(number)
            if citation is None or not self._is_issued(citation):
                return Fault.NOT_ISSUED
            if not is_verbatim(citation.quote, citation.passage.text):
                return Fault.MISQUOTED
        if hides_something(claim.text):
            return Fault.ACTIVE_TEXT
        if self._is_order(claim):
            return Fault.ORDER
        return None if self._is_verbatim(claim) else self._contradiction(claim)

    def _is_order(self, claim: Claim) -> bool:
        if orders_machine(claim.text) or sets_task(claim.text):
            return True
        asked = self._draft.standalone if self._draft else ""
        if any(_repeats_aside(claim.text, self._cited[n], asked) for n in claim.citations):
            return True
        # A checklist may ask; an answer does not.
        return asks_aside(claim.text, asked) and not self._is_listed(claim)

    def _is_listed(self, claim: Claim) -> bool:
        """Tell whether the claim is an item of a list in a passage that it cites."""
        return any(
            sentence.is_item
            and plain(claim.text) == plain(without_marker(passage.sentence_text(sentence)))
            for passage in (self._cited[n].passage for n in claim.citations)
            for sentence in passage.sentences
        )

    def _contradiction(self, claim: Claim) -> Fault | None:
        cited = [self._cited[n] for n in claim.citations]
        about = tuple(dict.fromkeys(text for c in cited for text in _about(c)))
        return contradiction(claim.text, self._evidence(claim), about)

    def _is_verbatim(self, claim: Claim) -> bool:
        return any(is_quoted_whole(claim.text, self._cited[n].quote) for n in claim.citations)

    def _evidence(self, claim: Claim) -> str:
        quotes = (" ".join(self._cited[n].quote.split()) for n in claim.citations)
        return "\n".join(dict.fromkeys(quotes))


def _about(citation: Citation) -> tuple[str, ...]:
    return citation.work.author, citation.work.title, citation.work.publication


def _repeats_aside(text: str, citation: Citation, question: str) -> bool:
    """Tell whether a claim says mainly what a planted part of the cited passage says, or holds it.

    Where the passage's sentences were cut already to leave it out, its text still has it.
    """
    passage = citation.passage
    said = plain(text)
    for start, end in asides(passage, question):
        planted = passage.text[start:end]
        if plain(planted) in said or overlap(text, planted)[0] >= REPEATS:
            return True
    return False


def is_verbatim(quote: str, text: str) -> bool:
    """Tell whether *quote* stands in *text*, white space, quotation marks and dashes apart."""
    return bool(plain(quote)) and plain(quote) in plain(text)


def _renumbered(answer: Answer, claims: Sequence[Claim]) -> Answer:
    """Return *answer* with only *claims*, its citations numbered in order of appearance."""
    order = dict.fromkeys(number for claim in claims for number in claim.citations)
    numbers = {old: new for new, old in enumerate(order, start=1)}
    cited = {citation.number: citation for citation in answer.citations}
    return replace(
        answer,
        claims=tuple(
            replace(claim, citations=tuple(numbers[old] for old in claim.citations))
            for claim in claims
        ),
        citations=tuple(replace(cited[old], number=new) for old, new in numbers.items()),
    )
