"""One score from three signals: passage similarity, best-sentence similarity, keyword score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from knowledge.model import Vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; the same for every corpus.

    ``candidates`` are taken from each index. ``dense`` is the share of the similarities against the
    keyword score, ``sentence`` the share of the best sentence within the similarities.
    """

    candidates: int = 100
    dense: float = 0.6
    sentence: float = 0.4


WEIGHTS: Final = Weights()


def fuse(
    passage: Vectors, sentence: Vectors, keywords: Vectors, weights: Weights = WEIGHTS
) -> Vectors:
    """Return one score a candidate, 0 to 1, from three arrays of shape (candidates,)."""
    similarity = (1 - weights.sentence) * passage + weights.sentence * sentence
    return weights.dense * _spread(similarity) + (1 - weights.dense) * _spread(keywords)


def _spread(values: Vectors) -> Vectors:
    """Stretch values over 0 to 1; values that are all alike say nothing and become 0."""
    if not values.size:
        return values
    low, high = values.min(), values.max()
    if high - low < 1e-9:  # noqa: PLR2004 - float noise
        return np.zeros_like(values)
    return np.asarray((values - low) / (high - low), dtype=np.float32)
