"""Finds numbers or names that a claim uses in each other's place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from bot.advisor.kin import FRAME, kin
from bot.advisor.names import names_in
from bot.advisor.notation import plain_numbers
from bot.advisor.words import STOP_WORDS, fold, listed, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"[$€£¥]?\d+(?:\.\d+)?%?|[^\W_]+(?:['&-][^\W_]+)*|[.,;:()!?]")
_BREAKS = listed(
    "against versus vs while whereas but than compared although though with without for and only "
    "among"
)
_TELLING = listed("with without from to before after by over under not more less only than per")
_RHYTHMS = listed("daily weekly fortnightly monthly quarterly yearly annually annual")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)\b \w+(?:ed|en)\b[^,;.]* by\b")
_TIMES = frozenset(kin(stem(word)) for word in ("year", "quarter", "month", "week", "day"))
_FRAMING = frozenset(kin(stemmed) for stemmed in FRAME) | {"of", "by", "to", "from", "per"} | _TIMES
_NEAR = 5


_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A number or a name with the words of its part of the sentence and those beside it."""

    key: str
    part: frozenset[str]
    beside: frozenset[str]

    def likeness(self, other: _Anchor, pair: frozenset[str]) -> float:
        """Return how far two anchors keep the same company, the words of the *pair* apart."""
        return len(self.part & other.part - pair) + 0.5 * len(self.beside & other.beside)


def swapped(claim: str, evidence: str) -> tuple[str, ...]:
    """Return two words of *claim* that stand in each other's place in *evidence*.

    Each of two numbers or names should keep the company that it keeps in the evidence; where both
    keep the other's company better, they are swapped. So are any two words that have exchanged
    their neighbours ("inflate benefits and hide costs"). Nothing is returned where none are.
    """
    known = frozenset(
        part for text in (claim, evidence) for n in names_in(text) for part in n.parts
    )
    for said, backing in (
        (_numbers(claim), _numbers(evidence)),
        (_named(claim, known), _named(evidence, known)),
    ):
        found = _first_swap(said, backing)
        if found and not _voice_differs(claim, evidence):
            return found
    return _crossed(_pairs(claim), _pairs(evidence))


@lru_cache(maxsize=20_000)
def company_of_shares(text: str) -> tuple[frozenset[str], ...]:
    """Return, for each percentage of *text*, the telling words around it: what it measures.

    Without names, without times, and without words that only say how it is known.
    """
    named = {kin(stem(part)) for name in names_in(text) for part in name.parts}
    return tuple(
        anchor.part - named - _FRAMING for anchor in _numbers(text) if anchor.key.endswith("%")
    )


def _first_swap(said: Sequence[_Anchor], backing: Sequence[_Anchor]) -> tuple[str, ...]:
    there: dict[str, list[_Anchor]] = {}
    for anchor in backing:
        there.setdefault(anchor.key, []).append(anchor)
    both = [anchor for anchor in said if anchor.key in there]
    for one, other in combinations(both, 2):
        if one.key == other.key:
            continue
        pair = frozenset(stem(word) for word in f"{one.key} {other.key}".split())
        own = _best(one, there[one.key], pair) + _best(other, there[other.key], pair)
        crossed = _best(one, there[other.key], pair) + _best(other, there[one.key], pair)
        if crossed > own + 0.25:
            return one.key, other.key
    for one in both:
        mine = _best(one, there[one.key])
        theirs = max((_best(one, rest) for key, rest in there.items() if key != one.key), default=0)
        if len(both) == 1 and theirs >= mine + 2.5:
            return (one.key,)
    return ()


def _best(anchor: _Anchor, others: Sequence[_Anchor], pair: frozenset[str] = frozenset()) -> float:
    return max(anchor.likeness(other, pair) for other in others)


def _crossed(said: frozenset[_Pair], backing: frozenset[_Pair]) -> tuple[str, ...]:
    """Return two words of which each has the neighbour that the evidence gives to the other."""
    new, gone = said - backing, backing - said
    for one, after in new:
        for other, following in new:
            if one != other and (one, following) in gone and (other, after) in gone:
                return one, other
    return ()


@lru_cache(maxsize=10_000)
def _pairs(text: str) -> frozenset[_Pair]:
    """Return each two telling words, as stems, that follow each other within a clause."""
    pairs: set[_Pair] = set()
    before = ""
    for token in _tokens(text):
        if _is_break(token) and token not in STOP_WORDS:
            before = ""
        elif token[0].isalpha() and token not in STOP_WORDS:
            stemmed = kin(stem(token))
            if before:
                pairs.add((before, stemmed))
            before = stemmed
    return frozenset(pairs)


def _voice_differs(claim: str, evidence: str) -> bool:
    return bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(evidence))


@lru_cache(maxsize=10_000)
def _numbers(text: str) -> tuple[_Anchor, ...]:
    tokens = _tokens(plain_numbers(text))
    places = [n for n, token in enumerate(tokens) if _counts(token)]
    return tuple(
        _anchor(tokens[n], tokens, n, n + 1) for n in places if not _is_year(tokens[n], tokens, n)
    )


@lru_cache(maxsize=10_000)
def _named(text: str, known: frozenset[str]) -> tuple[_Anchor, ...]:
    anchors: list[_Anchor] = []
    for name in names_in(text, known):
        before, own = _tokens(text[: name.start]), _tokens(name.text)
        tokens = [*before, *own, *_tokens(text[name.end :])]
        anchors.append(_anchor(" ".join(name.parts), tokens, len(before), len(before) + len(own)))
    return tuple(anchors)


def _tokens(text: str) -> list[str]:
    return [match.group() for match in _TOKEN.finditer(fold(text))]


def _counts(token: str) -> bool:
    return token[-1:].isdigit() or token.endswith("%") or token in _RHYTHMS


def _is_year(token: str, tokens: Sequence[str], place: int) -> bool:
    bracketed = tokens[place - 1 : place] in (["("], [","]) or tokens[place + 1 : place + 2] == [
        ")"
    ]
    return bool(re.fullmatch(r"(?:1[89]|20)\d\d", token)) and bracketed


def _anchor(key: str, tokens: Sequence[str], start: int, end: int) -> _Anchor:
    left = right = start
    while left > 0 and not _is_break(tokens[left - 1]) and start - left < 2 * _NEAR:
        left -= 1
    right = end
    while right < len(tokens) and not _is_break(tokens[right]) and right - end < 2 * _NEAR:
        right += 1
    beside = {f"<{t}" for t in tokens[max(start - 2, 0) : start] if _tells(t)}
    beside |= {f">{t}" for t in tokens[end : end + 2] if _tells(t)}
    if right < len(tokens) and tokens[right] in _TELLING:
        beside.add(f">>{tokens[right]}")
    return _Anchor(
        key, _content(tokens[left:start]) | _content(tokens[end:right]), frozenset(beside)
    )


def _is_break(token: str) -> bool:
    return token in _BREAKS or not (token[0].isalnum() or token[0] in "$€£¥")


def _tells(token: str) -> bool:
    return token[0].isalpha()


def _content(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(
        kin(stem(t)) for t in tokens if t[0].isalpha() and (t not in STOP_WORDS or t in _TELLING)
    )
