"""Fit what support is judged by: ``python -m scripts.fit_support PAIRS.jsonl``.

Lines are ``{"claim", "cited_text", "label"}``. A pair belongs to the calibration half or to the
half kept aside by its cited text, so that no text is in both. What it prints goes by hand into
``bot/advisor/support.py``, where the reasons can be read.
"""

from __future__ import annotations

import zlib
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from scripts.cited_pairs import CitedPair, read_pairs
from scripts.console import run_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.advisor.support import Features

    Floats = NDArray[np.float64]

SIGNS = (1.0, -1.0, 1.0, 1.0, -1.0)
"""Which way each feature may count: more overlap may never speak against support."""


def command(
    pairs: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The pairs.")],
) -> None:
    """Fit the coefficients on one half of the pairs and score them on the other.

    Pairs that the rules already tell apart (amounts, names, negations and the like) teach nothing
    about support and are left out.
    """
    from bot.advisor.support import Support
    from bot.advisor.verify import contradiction
    from knowledge.embedder import load_embedder
    from knowledge.metrics import auroc, macro_f1

    found = [p for p in read_pairs(pairs) if contradiction(p.claim, p.cited_text) is None]
    features = Support(load_embedder().embed_texts).features(
        [(pair.claim, pair.cited_text) for pair in found], similarity=True
    )
    for name, used in (("WITH_SIMILARITY", 5), ("WITHOUT_SIMILARITY", 3)):
        rows, labels, aside = _matrix(found, features, used)
        weights = _fitted(rows[~aside], labels[~aside])
        odds = 1 / (1 + np.exp(-rows @ weights))
        bar = _bar(odds[~aside], labels[~aside])
        shown = tuple(round(float(w), 3) for w in (*weights[1:], *[0.0] * (5 - used)))
        print(f"{name} = Coefficients({weights[0]:.3f}, {shown}, {bar:.3f})")
        for half, mask in (("calibration", ~aside), ("kept aside", aside)):
            truth, guess = labels[mask].tolist(), (odds[mask] >= bar).tolist()
            good, bad = odds[mask & labels].tolist(), odds[mask & ~labels].tolist()
            print(f"  {half}: {mask.sum()} pairs, macro-F1 {macro_f1(truth, guess):.3f}, "
                  f"AUROC {auroc(good, bad):.3f}")  # fmt: skip


def _bar(odds: Floats, labels: NDArray[np.bool_]) -> float:
    """Return the middle of the widest stretch of bars that tell the pairs apart best."""
    from knowledge.metrics import macro_f1

    bars = np.linspace(0.02, 0.98, 193)
    scores = np.array([macro_f1(labels.tolist(), (odds >= bar).tolist()) for bar in bars])
    best = scores >= scores.max() - 1e-9
    stretches = np.split(np.arange(len(bars)), np.flatnonzero(np.diff(best.astype(int))) + 1)
    widest = max((s for s in stretches if best[s[0]]), key=len)
    return float((bars[widest[0]] + bars[widest[-1]]) / 2)


def _matrix(
    pairs: Sequence[CitedPair], features: Sequence[Features], used: int
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    rows = np.array([[1.0, *feature.values[:used]] for feature in features])
    labels = np.array([pair.is_supported for pair in pairs])
    aside = np.array([zlib.crc32(pair.cited_text.encode()) % 2 == 1 for pair in pairs])
    return rows, labels, aside


def _fitted(rows: Floats, labels: NDArray[np.bool_], penalty: float = 0.02) -> Floats:
    """Return the weights that make *labels* most probable, by projected gradient descent.

    A weight whose sign would be absurd is held at 0. Both classes weigh the same.
    """
    weights = np.zeros(rows.shape[1])
    share = labels.mean()
    balance = np.where(labels, 0.5 / share, 0.5 / (1 - share))
    allowed = np.array([0.0, *SIGNS[: rows.shape[1] - 1]])
    for _ in range(20_000):
        odds = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (balance * (odds - labels)) / len(labels)
        slope[1:] += penalty * weights[1:] / 10
        weights -= 0.5 * slope
        weights[1:] = np.where(weights[1:] * allowed[1:] < 0, 0.0, weights[1:])
    return weights


if __name__ == "__main__":
    run_alone(command)
