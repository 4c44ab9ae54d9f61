"""Finds the list that an asker wants to use, and keeps it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.fitness import is_fit, without_marker
from bot.advisor.orders import gives_orders
from bot.advisor.words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Hit, Passage, SearchResult, Sentence

MAX_CHARACTERS = 2500
MIN_ITEMS = 3
LEADING = 2
MIN_SUBJECT = 0.5
"""Share of the question's words that a list's title, headings, lead or wordings must hold."""
MAY_WORDING = 0.4
"""A wording that is less near than this asks for something else."""
SURE_WORDING = 0.75
"""A wording this near is the question itself: its list answers it, whatever kind of thing (a name,
a figure) is asked for."""
BESIDE = 0.1
"""A sentence that is nearer than the wording by more than this answers by itself."""
_ASKING_WORDS = frozenset(
    stems(
        "template outline checklist check list agenda sample example draft write create prepare "
        "send show provide suggest typical standard good items points steps stages phases elements "
        "parts components topics questions include contain cover go belong look "
        "kinds types forms sorts categories quick short brief full complete pls plz bullet"
    )
)


@dataclass(frozen=True, slots=True)
class Element:
    """One sentence or item of an outline, in its passage."""

    passage: Passage
    sentence: Sentence

    @property
    def text(self) -> str:
        """Its exact words, without bullet or number."""
        return without_marker(self.passage.sentence_text(self.sentence))


def find_outline(question: str, result: SearchResult) -> list[Element]:
    """Return the elements of the list that *question* asks for, or nothing when there is none.

    A list that was cut into several passages is put together again as far as it was retrieved.
    """
    wanted = set(stems(question))
    subject = wanted - _ASKING_WORDS or wanted
    lists = [hit for hit in result.hits if len(_items(hit.passage)) >= MIN_ITEMS]
    scored = [(_subject_share(subject, wanted, hit), hit) for hit in lists]
    fit = [
        (share, -place, hit) for place, (share, hit) in enumerate(scored) if share >= MIN_SUBJECT
    ]
    if not fit:
        return []
    return list_of(max(fit, key=lambda entry: entry[:2])[2], result)


def list_asked_for(result: SearchResult, nearness: float) -> list[Element]:
    """Return the list in the best passage, if a wording that asks for it has that *nearness*.

    It was found by one of the wordings that its author gave: no single sentence of it says what
    was asked, all of them together do.
    """
    if not result.hits:
        return []
    best = result.hits[0]
    wording = max(best.asked_scores, default=0.0)
    told = max(best.sentence_scores, default=0.0)
    if len(_items(best.passage)) < MIN_ITEMS or wording < max(nearness, told - BESIDE):
        return []
    return list_of(best, result)


def leads(elements: Sequence[Element], result: SearchResult) -> bool:
    """Tell whether the list is part of the best or next best passage, thus the likely answer."""
    best = {hit.passage.id for hit in result.hits[:LEADING]}
    return any(element.passage.id in best for element in elements)


def list_of(hit: Hit, result: SearchResult) -> list[Element]:
    """Return the elements of the list in a retrieved passage, as far as it was retrieved."""
    return _whole(_parts(hit, result.hits))


def _items(passage: Passage) -> list[Sentence]:
    return [s for s in passage.sentences if s.is_item]


def _subject_share(subject: set[str], wanted: set[str], hit: Hit) -> float:
    """Return how much of the question the list's heading covers; its kind breaks the tie."""
    passage = hit.passage
    first_item = next(n for n, s in enumerate(passage.sentences) if s.is_item)
    lead = [passage.sentence_text(s) for s in passage.sentences[:first_item]]
    named = set(stems(" ".join((passage.work.title, *passage.headings, *lead, *passage.asked))))
    return len(subject & named) / len(subject) + 0.1 * len(wanted & named) / len(wanted)


def _parts(best: Hit, hits: Sequence[Hit]) -> list[Passage]:
    """Return the retrieved passages that continue the list under the same heading, in order."""
    kin = {
        hit.passage.ordinal: hit.passage
        for hit in hits
        if hit.passage.section == best.passage.section
    }
    low = high = best.passage.ordinal
    while low - 1 in kin:
        low -= 1
    while high + 1 in kin:
        high += 1
    return [kin[ordinal] for ordinal in range(low, high + 1)]


def _whole(parts: Sequence[Passage]) -> list[Element]:
    elements: list[Element] = []
    room = MAX_CHARACTERS
    for passage in parts:
        for sentence in passage.sentences:
            element = Element(passage, sentence)
            if not _is_usable(element):
                continue
            room -= len(element.text)
            if room < 0:
                return elements
            elements.append(element)
    return elements


def _is_usable(element: Element) -> bool:
    """Tell whether to hand it over; a survey's items may well be questions or single words."""
    if element.sentence.is_item:
        return bool(element.text.strip()) and not gives_orders(element.text)
    introduces = element.text.rstrip().endswith(":") and not gives_orders(element.text)
    return introduces or is_fit(element.text)
