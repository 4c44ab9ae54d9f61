"""How well the quoted words support a claim, as a probability.

A logistic function of sentence similarity and of how many of the claim's content words the quoted
words hold. ``python -m scripts.fit_support`` fits it and says how well it does on pairs kept aside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from bot.advisor.kin import FRAME, kin
from bot.advisor.names import names_in
from bot.advisor.notation import plain_numbers
from bot.advisor.words import STOP_WORDS, fold, stem, words
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from knowledge.model import Vectors

    Embed = Callable[[Sequence[str]], Vectors]

MANY_NEW = 6
"""So many content words that the evidence lacks count as many."""
SIMILARITY = 3
"""The place of sentence similarity among the weights."""
MOST_WORDS = 20_000
"""Word vectors kept; some 30 MB."""


_UNTELLING = FRAME | {stem(word) for word in STOP_WORDS}
"""Stems without content: "comes" carries no more than "come"."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Weights of the features, in the order of :class:`Features`, and the bar for support."""

    bias: float
    weights: tuple[float, ...]
    bar: float


WITH_SIMILARITY = Coefficients(-0.468, (1.422, -2.318, 1.235, 0.0, -6.976), 0.552)
WITHOUT_SIMILARITY = Coefficients(-6.261, (4.661, -8.129, 2.852, 0.0, 0.0), 0.448)


@dataclass(frozen=True, slots=True)
class Features:
    """What support is judged by, each 0 to 1.

    ``covered`` is the share of the claim's content words that the evidence holds; ``new`` how many
    it lacks, of :data:`MANY_NEW`; ``ordered`` the share that stands there in the same order;
    ``similarity`` the best cosine with the evidence or a sentence of it; ``strange`` how far the
    strangest of its new words is from any word of the evidence, by cosine. The last two are 0
    without a model.
    """

    covered: float
    new: float
    ordered: float
    similarity: float = 0.0
    strange: float = 0.0

    @property
    def values(self) -> tuple[float, ...]:
        """All five, in order."""
        return self.covered, self.new, self.ordered, self.similarity, self.strange


class Judge(Protocol):
    """Tells how probable it is that a text supports a claim."""

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return for each (claim, evidence) a probability, 0 to 1; from the bar on it stands."""
        ...

    @property
    def bar(self) -> float:
        """The probability from which on a claim stands."""
        ...


class Support:
    """The calibrated judge.

    ``embed`` turns texts into unit vectors. It may only be of the bundled model, which the
    coefficients were fitted to; without it the words alone are judged.
    """

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed
        self._words: dict[str, Vectors] = {}
        self._coefficients = WITHOUT_SIMILARITY if embed is None else WITH_SIMILARITY

    @property
    def bar(self) -> float:
        """The probability from which on a claim stands."""
        return self._coefficients.bar

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return for each (claim, evidence) the probability of support."""
        return [self._probability(features) for features in self.features(pairs)]

    def features(
        self, pairs: Sequence[tuple[str, str]], *, similarity: bool = False
    ) -> list[Features]:
        """Return what each pair is judged by; all texts are embedded in one batch.

        Sentences are embedded only where *similarity* asks for it or its weight is not 0: that is
        most of the time that judging takes.
        """
        if self._embed is None or not pairs:
            return [Features(*overlap(claim, evidence)) for claim, evidence in pairs]
        similar = [0.0] * len(pairs)
        if similarity or self._coefficients.weights[SIMILARITY]:
            similar = self._similarities(self._embed, pairs)
        strange = self._strangeness(self._embed, pairs)
        return [
            Features(*overlap(claim, evidence), similar[n], strange[n])
            for n, (claim, evidence) in enumerate(pairs)
        ]

    def _probability(self, features: Features) -> float:
        total = self._coefficients.bias + sum(
            w * v for w, v in zip(self._coefficients.weights, features.values, strict=True)
        )
        return 1 / (1 + math.exp(-total))

    @staticmethod
    def _similarities(embed: Embed, pairs: Sequence[tuple[str, str]]) -> list[float]:
        parts = [_parts(evidence) for _, evidence in pairs]
        texts = list(dict.fromkeys([c for c, _ in pairs] + [p for part in parts for p in part]))
        place = {text: n for n, text in enumerate(texts)}
        vectors = embed(texts)
        return [
            max(float(vectors[place[claim]] @ vectors[place[p]]) for p in part)
            for (claim, _), part in zip(pairs, parts, strict=True)
        ]

    def _strangeness(self, embed: Embed, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return how far each claim's new words are from those of its evidence."""
        new = [_new_words(claim, evidence) for claim, evidence in pairs]
        known = [
            tuple(w for _, w in tellings(e)) if n else ()
            for n, (_, e) in zip(new, pairs, strict=True)
        ]
        if len(self._words) > MOST_WORDS:
            self._words = {}
        vectors = self._words  # other threads may begin a new table meanwhile
        unseen = sorted({w for part in (*new, *known) for w in part} - vectors.keys())
        if unseen:
            vectors.update(zip(unseen, embed(unseen), strict=True))
        return [
            max((_distance(word, there, vectors) for word in own), default=0.0)
            for own, there in zip(new, known, strict=True)
        ]


def _distance(word: str, others: Sequence[str], vectors: Mapping[str, Vectors]) -> float:
    near = (float(vectors[word] @ vectors[other]) for other in others)
    return 1 - max(near, default=0.0)


def overlap(claim: str, evidence: str) -> tuple[float, float, float]:
    """Return the features that need no model: covered, new and ordered."""
    said, backing = content(claim), content(evidence)
    if not said:
        return 1.0, 0.0, 1.0
    known = _known(evidence)
    new = sum(word not in known for word in said)
    return (
        1 - new / len(said),
        min(new, MANY_NEW) / MANY_NEW,
        _in_order(said, backing) / len(said),
    )


def covered(claim: str, evidence: str) -> float:
    """Return the share of the content words of *claim* that *evidence* holds, without the rest."""
    said, known = content(claim), _known(evidence)
    return sum(word in known for word in said) / len(said) if said else 1.0


def content(text: str) -> tuple[str, ...]:
    """Return the content words of *text* in order: stems, kin alike.

    Without names and numbers, which are checked one by one, and words that only frame.
    """
    return tuple(found for found, _ in tellings(text))


@lru_cache(maxsize=20_000)
def tellings(text: str) -> tuple[tuple[str, str], ...]:
    """Return the content words of *text* as :func:`content` does, each with the word as it is."""
    named = {part for name in names_in(text) for part in name.parts}
    return tuple(
        (kin(found), piece)
        for word in words(fold(plain_numbers(text)))
        for piece in word.split("-")
        if piece
        and piece not in STOP_WORDS
        and not piece[:1].isdigit()
        and piece not in named
        and (found := stem(piece)) not in _UNTELLING
    )


@lru_cache(maxsize=20_000)
def _known(evidence: str) -> frozenset[str]:
    """Return the content words of *evidence*, and those of names: "Alliance Management Team"."""
    named = (kin(stem(part)) for name in names_in(evidence) for part in name.parts)
    return frozenset((*content(evidence), *named))


def _new_words(claim: str, evidence: str) -> tuple[str, ...]:
    known = _known(evidence)
    return tuple(word for found, word in tellings(claim) if found not in known)


def _parts(evidence: str) -> tuple[str, ...]:
    """Return the evidence and, where it has several, its sentences."""
    spans = sentence_spans(evidence)
    if len(spans) < 2:  # noqa: PLR2004
        return (evidence,)
    return (evidence, *(evidence[start:end] for start, end in spans))


def _in_order(said: Iterable[str], backing: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(backing) + 1)
    for word in said:
        before = 0
        for n, other in enumerate(backing, start=1):
            before, row[n] = row[n], before + 1 if word == other else max(row[n], row[n - 1])
    return row[-1]
