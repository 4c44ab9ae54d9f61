"""The composer without a language model: the best sentences of the library, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.advisor.candidates import candidates
from bot.advisor.composer import CitationTable
from bot.advisor.conversation import asks_for_more
from bot.advisor.fitness import ends_sentence, without_marker
from bot.advisor.form import form_of
from bot.advisor.fulfilment import check_about, check_fulfilled
from bot.advisor.model import Answer, Claim, Form
from bot.advisor.outline import (
    MAY_WORDING,
    SURE_WORDING,
    find_outline,
    leads,
    list_asked_for,
    list_of,
)
from bot.advisor.selection import KEEP_SHARE, select
from bot.advisor.sought import Sought, sought
from bot.advisor.support import covered
from bot.errors import ComposerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.candidates import Candidate
    from bot.advisor.model import Question
    from bot.advisor.outline import Element
    from bot.advisor.selection import Line
    from knowledge.model import SearchResult, Work

_LISTED = frozenset({Form.OUTLINE, Form.HOW_TO})
_MAY_BE_LISTED = _LISTED | {Form.FACT}
BESIDES = 2
"""Lines of other sections after a list that was not asked for as one: a list is rarely all."""
SAID_ALREADY = 0.4
"""Share of such a line's words that the list may hold: more, and it says nothing new."""
BULLETS_FROM = 3
"""An answer of this many lines is drawn as a first line and bullets."""


class ExtractiveComposer:
    """Answers with verbatim sentences, each followed by its citation."""

    name = "extractive"

    def compose(self, question: Question, standalone: str, result: SearchResult) -> Answer:
        """Pick, order and cite sentences of *result* for *standalone*.

        Raises:
            ComposerError: no passage holds a sentence that is fit to stand in an answer, the
                best one says that the library does not hold it, or none holds the figure or as
                many things as were asked for.
        """
        form = form_of(standalone)
        table = CitationTable()
        elements = _asked_list(standalone, form, result)
        if elements:
            claims = _outline_claims(elements, table)
            if form is not Form.OUTLINE:
                claims += _line_claims(_besides(question, standalone, elements, result), table)
        else:
            ranked = _held(_unsaid(question, candidates(standalone, result)))
            check_about(standalone, ranked)
            lines = select(standalone, ranked)
            elements = [] if asks_for_more(question.text) else _their_list(lines, result)
            claims = _outline_claims(elements, table) if elements else _line_claims(lines, table)
        if not claims:
            raise ComposerError("no sentence of the passages found can stand in an answer")
        check_fulfilled(standalone, claims)
        return Answer(
            standalone=standalone,
            form=form,
            claims=tuple(claims),
            citations=table.citations,
            confidence=result.confidence,
            composed_by=self.name,
            build=result.build,
        )


def _asked_list(standalone: str, form: Form, result: SearchResult) -> list[Element]:
    """Return the list that *standalone* asks for, whole, if it asks for one."""
    if form in _MAY_BE_LISTED:
        is_open = sought(standalone) in {None, Sought.REASON}
        elements = list_asked_for(result, MAY_WORDING if is_open else SURE_WORDING)
        if elements:
            return elements
    elements = find_outline(standalone, result) if form in _LISTED else []
    return elements if form is not Form.HOW_TO or leads(elements, result) else []


def _besides(
    question: Question, standalone: str, elements: Sequence[Element], result: SearchResult
) -> list[Line]:
    """Return what other sections say on *standalone*, where that is as near as the list is."""
    ranked = candidates(standalone, result)
    listed = {element.passage.section for element in elements}
    said = " ".join(element.text for element in elements)
    others = [
        candidate
        for candidate in _unsaid(question, ranked)
        if candidate.hit.passage.section not in listed
        and not (candidate.is_item or candidate.is_lack)
        and candidate.score >= KEEP_SHARE * ranked[0].score
        and covered(candidate.text, said) < SAID_ALREADY
    ]
    return select(standalone, others)[:BESIDES]


def _held(ranked: list[Candidate]) -> list[Candidate]:
    """Leave out what only says that something is not held.

    Raises:
        ComposerError: that is what comes nearest to the question.
    """
    held = [candidate for candidate in ranked if not candidate.is_lack]
    lack = next((candidate for candidate in ranked if candidate.is_lack), None)
    if lack and (not held or (lack.score >= held[0].score and lack.shared > held[0].shared)):
        raise ComposerError("the library says that it does not hold the answer")
    return held


def _unsaid(question: Question, ranked: list[Candidate]) -> list[Candidate]:
    """Leave out, for "tell me more", what the thread's answers have said already."""
    if not asks_for_more(question.text):
        return ranked
    said = " ".join(turn.answer for turn in question.thread)
    return [candidate for candidate in ranked if _one_line(candidate.text) not in said]


def _their_list(lines: Sequence[Line], result: SearchResult) -> list[Element]:
    """Return the list that most of *lines* are items of: it is the answer, whole and in order."""
    if not lines or not lines[0].said.is_item:
        return []
    hit = lines[0].said.hit
    items = sum(line.said.is_item and line.said.hit is hit for line in lines)
    return list_of(hit, result) if items > 1 and 2 * items >= len(lines) else []


def _line_claims(lines: Sequence[Line], table: CitationTable) -> list[Claim]:
    bullets = len(lines) >= BULLETS_FROM
    claims: list[Claim] = []
    for place, line in enumerate(lines):
        as_item = (bullets and place > 0) or not ends_sentence(line.said.text)
        claims.extend(_claims_of(line, table, as_item=as_item))
    return claims


def _claims_of(line: Line, table: CitationTable, *, as_item: bool) -> list[Claim]:
    """Return a claim a sentence; sentences that hang together share one citation and its quote."""
    said = line.said
    quoted: dict[Work, Candidate] = {}
    for candidate in (said, *line.also):
        for work in candidate.works:
            quoted.setdefault(work, candidate)
    marks = tuple(table.cite(c.hit.passage, c.text, work) for work, c in quoted.items())
    passage = said.hit.passage
    return [
        Claim(
            _one_line(without_marker(passage.sentence_text(sentence))),
            marks,
            is_item=as_item and place == 0,
        )
        for place, sentence in enumerate(said.sentences)
    ]


def _outline_claims(elements: Sequence[Element], table: CitationTable) -> list[Claim]:
    """Return a claim an element.

    A work is cited once a passage, by the words from the first to the last element it backs.
    """
    spans: dict[tuple[str, Work], tuple[int, int]] = {}
    for element in elements:
        for work in _works_of(element):
            key = (element.passage.id, work)
            start = spans.get(key, (element.sentence.start, 0))[0]
            spans[key] = (start, element.sentence.end)
    claims: list[Claim] = []
    for element in elements:
        passage = element.passage
        marks = tuple(
            table.cite(passage, passage.text[slice(*spans[passage.id, work])], work)
            for work in _works_of(element)
        )
        claims.append(Claim(_one_line(element.text), marks, is_item=element.sentence.is_item))
    return claims


def _works_of(element: Element) -> tuple[Work, ...]:
    return element.sentence.works or (element.passage.work,)


def _one_line(text: str) -> str:
    return " ".join(text.split())
