"""Questions about somebody or something of whom the passages found say nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.advisor.form import form_of
from bot.advisor.model import Form
from bot.advisor.names import names_in, unproved_names
from bot.advisor.phrases import anywhere
from bot.advisor.wording import MIN_SLIP_LENGTH, is_asking
from bot.advisor.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.model import Hit

_ASKER = anywhere("i|me|my|mine|we|us|our|ours|i'm|i've|i'd|we're|we've|we'd|we'll")
_NUMBERED = re.compile(
    r"\b(?:[A-Z]{2,}|(?:[Cc]lause|[Aa]rticle|[Ss]ection|[Cc]hapter|[Aa]nnex|[Pp]age) )[ -]?"
    r"(\d[\w.]*\d|\d)\b"
)
"""A standard, or a part of a document, by its number."""
SLIPS, MORE_SLIPS, LONG_WORD = 1, 2, 8
"""Letters that may be wrong in a word, and in one of so many letters."""
_TITLE_SHARE = 0.8
_SHORTEST_TITLE = 4
"""Words; "Who is Satya Nadella?" has a name and no title's capitals."""
_OF_ANYBODY = frozenset({Form.OUTLINE, Form.HOW_TO})


def strangers(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the names in *question* that none of *hits* holds, if it asks about their bearers.

    Keyword search finds a name wherever the library has it, so what is not among the hits is not
    held: "Is Initech a good partner?" cannot be answered by what is said of others. Those who ask
    about themselves, or how a thing is done, may name whom they like: that is their own story. A
    bare statement asks about nobody.
    """
    if not is_asking(question) or _ASKER.search(question) or form_of(question) in _OF_ANYBODY:
        return ()
    if _is_all_capitals(question):
        return ()
    named, numbers = names_in(question), list(_NUMBERED.finditer(question))
    if not (named or numbers):
        return ()
    evidence = "\n".join(_texts(hits))
    held = frozenset(words(evidence))
    numbered = (match.group() for match in numbers if match[1].casefold() not in held)
    if all(part in held for name in named for part in name.parts):
        return tuple(numbered)  # a closer look takes 30 ms
    absent = (name for name in unproved_names(question, evidence) if not _is_slip(name, held))
    return (*absent, *numbered)


def _is_slip(name: str, held: frozenset[str]) -> bool:
    """Tell whether every word of *name* is nearly one of *held*: "Heimericks" is no stranger."""
    return all(
        len(word) >= MIN_SLIP_LENGTH
        and process.extractOne(
            word,
            [other for other in held if other[:1] == word[:1]],
            scorer=OSA.distance,
            score_cutoff=SLIPS if len(word) < LONG_WORD else MORE_SLIPS,
        )
        for word in words(name)
    )


def _is_all_capitals(question: str) -> bool:
    """Tell whether *question* is shouted or written like a title: capitals mark no name then."""
    initials = [word[0] for word in question.split() if word[0].isalpha()]
    capitals = sum(initial.isupper() for initial in initials)
    return len(initials) >= _SHORTEST_TITLE and capitals >= _TITLE_SHARE * len(initials)


def _texts(hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits:
        passage = hit.passage
        works = (passage.work, *(work for s in passage.sentences for work in s.works))
        yield from (passage.text, *passage.headings, *passage.asked)
        yield from (f"{work.author} {work.title} {work.published}" for work in dict.fromkeys(works))
