"""Where a sentence that hangs on an earlier one may stand in an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.advisor.fitness import leans_by_pronoun, points_at_previous

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor.candidates import Candidate
    from knowledge.model import Passage

_OPENING_WORDS = 8
"""The words of a sentence in which its subject is looked for."""


def settled(candidate: Candidate, picked: Sequence[Candidate]) -> Candidate | None:
    """Return *candidate* as it can join *picked*, or ``None`` while it cannot.

    What leans stands alone once the answer has what it leans on, and brings that along where it
    is to open the answer.
    """
    if not candidate.leans:
        return candidate
    if _is_anchored(candidate, picked):
        return replace(candidate, first=candidate.core)
    return None if picked or candidate.first == candidate.core else candidate


def _is_anchored(candidate: Candidate, picked: Sequence[Candidate]) -> bool:
    """Tell whether the answer has the sentence that *candidate* leans on.

    That is the one before it; unless it points right at that one ("this", "therefore"), also an
    earlier one of the passage, as long as no sentence left out between them may have changed whom
    it speaks of.
    """
    passage = candidate.hit.passage
    said = [
        place
        for one in picked
        if one.hit.passage.id == passage.id
        for place in range(one.first, one.core + 1)
        if place < candidate.core
    ]
    if not said:
        return False
    nearest = max(said)
    if nearest == candidate.core - 1:
        return True
    return not points_at_previous(_sentence(passage, candidate.core)) and not any(
        _changes_subject(passage, nearest, place) for place in range(nearest + 1, candidate.core)
    )


def _changes_subject(passage: Passage, anchor: int, place: int) -> bool:
    """Tell whether a sentence opens with a name that the one at *anchor* does not have."""
    text = _sentence(passage, place)
    if leans_by_pronoun(text):
        return False
    known = {_bare(word) for word in _sentence(passage, anchor).split()}
    known |= {_bare(word) for word in passage.work.title.split()}
    opening = text.split()[1:_OPENING_WORDS]
    return any(word[:1].isupper() and _bare(word) not in known for word in opening)


def _sentence(passage: Passage, place: int) -> str:
    return passage.sentence_text(passage.sentences[place])


def _bare(word: str) -> str:
    return word.strip(".,;:()\"'\u201c\u201d\u2019").removesuffix("'s").removesuffix("\u2019s")
