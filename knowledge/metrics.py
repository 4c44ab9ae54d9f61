"""Measures of ranking, refusal and agreement over plain Python and numpy data.

Definitions follow trec_eval (Buckley and Voorhees) for ranking, Mann and Whitney's U for AUROC, and
Efron's percentile bootstrap for intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

RESAMPLES = 2000
"""Bootstrap resamples; 2,000 keeps the Monte Carlo error of a 95 % bound below a tenth of it."""


def ndcg(ranking: Sequence[str], relevance: Mapping[str, int], depth: int = 10) -> float:
    """Return nDCG at *depth*: trec_eval's ``ndcg_cut`` with linear gains.

    ``ranking`` holds distinct document names, best first; ``relevance`` their grades, 0 or more.
    """
    gains = [max(relevance.get(name, 0), 0) for name in ranking[:depth]]
    ideal = sorted((grade for grade in relevance.values() if grade > 0), reverse=True)[:depth]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(rank + 1) for rank, gain in enumerate(gains, start=1)))


def recall(ranking: Sequence[str], relevance: Mapping[str, int], depth: int) -> float:
    """Return the share of the relevant documents among the first *depth*."""
    wanted = {name for name, grade in relevance.items() if grade > 0}
    return len(wanted.intersection(ranking[:depth])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], relevance: Mapping[str, int], depth: int = 10) -> float:
    """Return one over the rank of the first relevant document, 0 past *depth*."""
    for rank, name in enumerate(ranking[:depth], start=1):
        if relevance.get(name, 0) > 0:
            return 1.0 / rank
    return 0.0


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores higher than a negative, ties counting half."""
    if not len(positives) or not len(negatives):
        return float("nan")
    low, high = np.sort(np.asarray(negatives, float)), np.asarray(positives, float)
    below = np.searchsorted(low, high, side="left")
    not_above = np.searchsorted(low, high, side="right")
    return float((below + not_above).sum() / 2 / (len(low) * len(high)))


def rejected_at(
    positives: Sequence[float], negatives: Sequence[float], false_rate: float
) -> tuple[float, float]:
    """Return (share of negatives rejected, threshold) when *false_rate* of positives are too.

    A score is rejected when it lies below the threshold.
    """
    threshold = float(np.quantile(np.asarray(positives, float), false_rate, method="lower"))
    return float((np.asarray(negatives, float) < threshold).mean()), threshold


def macro_f1(truth: Sequence[bool], predicted: Sequence[bool]) -> float:
    """Return the mean of both classes' F1."""
    return (_f1(truth, predicted, of=True) + _f1(truth, predicted, of=False)) / 2


def _f1(truth: Sequence[bool], predicted: Sequence[bool], *, of: bool) -> float:
    pairs = list(zip(truth, predicted, strict=True))
    hit = sum(t is of and p is of for t, p in pairs)
    wrong = sum(t is not p for t, p in pairs)
    return 2 * hit / (2 * hit + wrong) if hit or wrong else 0.0


def overlap(picked: Collection[str], wanted: Collection[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one set against another."""
    common = len(set(picked) & set(wanted))
    precision = common / len(set(picked)) if picked else 0.0
    found = common / len(set(wanted)) if wanted else 0.0
    return precision, found, 2 * precision * found / (precision + found) if common else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.4f} [{self.low:.4f}, {self.high:.4f}]"


def bootstrap(values: Sequence[float], seed: int = 0) -> Interval:
    """Return the mean of per-query *values* with a percentile bootstrap interval.

    Give per-query differences of two systems for a paired comparison.
    """
    sample = np.asarray(values, float)
    if not len(sample):
        return Interval(float("nan"), float("nan"), float("nan"))
    means = _resampled_means(sample, seed)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(sample.mean()), float(low), float(high))


def _resampled_means(sample: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    generator = np.random.default_rng(seed)
    picks = (generator.integers(0, len(sample), len(sample)) for _ in range(RESAMPLES))
    return np.array([sample[pick].mean() for pick in picks])


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: forecasts between ``low`` and ``high``."""

    low: float
    high: float
    count: int
    forecast: float
    observed: float


def reliability(forecasts: Sequence[float], outcomes: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Sort probabilities into equal-width bins beside the observed frequency in each."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    f, o = np.asarray(forecasts, float), np.asarray(outcomes, float)
    where = np.clip(np.digitize(f, edges[1:-1]), 0, bins - 1)
    table = []
    for i in range(bins):
        mine = where == i
        count = int(mine.sum())
        if count:
            table.append(
                Bin(
                    float(edges[i]),
                    float(edges[i + 1]),
                    count,
                    float(f[mine].mean()),
                    float(o[mine].mean()),
                )
            )
    return table


def calibration_error(forecasts: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Return the expected calibration error: the mean gap of a reliability diagram's bars."""
    table = reliability(forecasts, outcomes)
    total = sum(bar.count for bar in table)
    return sum(bar.count * abs(bar.forecast - bar.observed) for bar in table) / max(total, 1)
