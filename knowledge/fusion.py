"""One score from three signals: passage similarity, best-sentence similarity, keyword score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from knowledge.model import Vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; the same for every corpus.

    ``candidates`` are taken from each index. ``sentence`` is the share of the best sentence within
    the similarity. ``keywords`` weighs the keyword score, given as a share of the highest score
    that any text could reach for the query, so that a query whose words the corpus hardly has is
    ranked by similarity: the weight follows the query, not the corpus (Bruch, Gai and Ingber, "An
    Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023, on theoretical bounds in
    place of the bounds of what was found).

    Chosen on the ``work`` halves of SciFact claims and MLQuestions; nDCG@10 on the ``held-out``
    halves 0.752 and 0.595. On all questions 0.749 and 0.591, where similarity alone has 0.693 and
    0.565, and min-max scores half and half have 0.742 and 0.559. The values lie on a plateau:
    ``keywords`` from 0.5 to 0.8, ``sentence`` from 0.3 to 0.7 and the keyword index's bonus for
    presence from 1 to 3 move neither set by more than 0.008. Within it ``keywords`` and the bonus
    are at the upper end, where people's wordings for the shipped library help most.
    """

    candidates: int = 100
    sentence: float = 0.5
    keywords: float = 0.75


WEIGHTS: Final = Weights()


def similarity(passage: Vectors, sentence: Vectors, weights: Weights = WEIGHTS) -> Vectors:
    """Blend cosines of query and passage with those of query and best sentence, one a candidate."""
    return (1 - weights.sentence) * passage + weights.sentence * sentence


def fuse(similarities: Vectors, keywords: Vectors, weights: Weights = WEIGHTS) -> Vectors:
    """Return one score a candidate: its similarity plus its share of the highest keyword score."""
    return similarities + weights.keywords * keywords
