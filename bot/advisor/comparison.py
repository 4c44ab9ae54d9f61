"""What stands on either side of "than", "before" and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.advisor.clauses import contraries, words_of
from bot.advisor.words import fold, listed

_PAIR = re.compile(r"\b(?:than|before|after|rather than|instead of|because|because of)\b")
_DEGREES = listed("more less")


@dataclass(frozen=True, slots=True)
class Sides:
    """What comparing the two sides of a comparison shows."""

    fault: str = ""
    turns: bool = False


_CONVERSE = {"before": "after", "after": "before"}


def sides(claim: str, evidence: str) -> Sides:
    """Compare what stands on either side of "than", "before" and their like."""
    for left, joint, right in _parted(claim):
        if joint in ("because", "because of"):
            alike = {"because", "because of"}
        else:
            alike = {joint, _CONVERSE.get(joint, joint)}
        for other_left, other_joint, other_right in _parted(evidence):
            if other_joint not in alike:
                continue
            straight = len(left & other_left) + len(right & other_right)
            across = len(left & other_right) + len(right & other_left)
            to_right, to_left = left & other_right - other_left, right & other_left - other_right
            if to_right - _DEGREES and to_left - _DEGREES:
                across += straight  # the verb stands on the left whoever is compared
            turned = (joint != other_joint) != _is_turned(left, other_left)
            if across > straight:
                return Sides(turns=True) if turned else Sides(joint)
            if turned and straight:
                return Sides(joint)
    return Sides()


def _is_turned(left: frozenset[str], other: frozenset[str]) -> bool:
    return any(contraries(word) & other and word not in other for word in left)


def _parted(text: str) -> list[tuple[frozenset[str], str, frozenset[str]]]:
    parts: list[tuple[frozenset[str], str, frozenset[str]]] = []
    folded = fold(text)
    for match in _PAIR.finditer(folded):
        left = re.split(r"[;.()]", folded[: match.start()])[-1]
        right = re.split(r"[;.()]", folded[match.end() :])[0]
        if _telling(left) and _telling(right):
            parts.append((_telling(left), match.group(), _telling(right)))
    return parts


def _telling(side: str) -> frozenset[str]:
    return frozenset(w.stem for w in words_of(side) if not w.is_empty or w.text in _DEGREES)
