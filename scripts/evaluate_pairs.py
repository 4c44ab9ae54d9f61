"""How well the built-in check tells supported claims from others: ``citations --pairs FILE``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.scoreboard import Board, Score

if TYPE_CHECKING:
    from pathlib import Path

    from bot.advisor.support import Judge
    from bot.settings import Settings

DISMISSED = 0.1
"""A claim that a rule turns down keeps this share of its probability, for the ranking alone."""


def pairs_board(settings: Settings, path: Path) -> Board:
    """Judge every pair of *path* as a claim of an answer is judged.

    Raises:
        UserError: the file is malformed.
    """
    from bot.advisor.support import Support
    from bot.advisor.verify import contradiction
    from knowledge.embedder import BUNDLED
    from knowledge.metrics import auroc, macro_f1
    from scripts.cited_pairs import read_pairs
    from scripts.measured_library import embedder_of

    pairs = read_pairs(path)
    embedder = embedder_of(settings)
    nli = settings.nli_model
    if nli:
        from bot.advisor.nli import load_inference

        judge: Judge = load_inference(nli)
    else:
        judge = Support(embedder.embed_texts if embedder.name == BUNDLED else None)
    odds = judge([(pair.claim, pair.cited_text) for pair in pairs])
    ranks = [
        p * (DISMISSED if contradiction(pair.claim, pair.cited_text) else 1.0)
        for pair, p in zip(pairs, odds, strict=True)
    ]
    truth = [pair.is_supported for pair in pairs]
    good = [rank for rank, yes in zip(ranks, truth, strict=True) if yes]
    bad = [rank for rank, yes in zip(ranks, truth, strict=True) if not yes]
    return Board(
        f"Support of the claims in {path.name}",
        (
            Score("macro-f1", macro_f1(truth, [rank >= judge.bar for rank in ranks]), len(pairs)),
            Score("auroc", auroc(good, bad), len(pairs)),
            Score("kept", sum(rank >= judge.bar for rank in good) / len(good), len(good)),
            Score("caught", sum(rank < judge.bar for rank in bad) / len(bad), len(bad)),
        ),
        (),
        {"pairs": path.name, "judge": nli or "built in"},
    )
