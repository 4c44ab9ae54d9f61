"""From a question to a finished answer, without Slack; beside a plain similarity search."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bot.advisor.model import Question
from bot.opening import Model, make_advisor, open_library
from knowledge.corpus import SHIPPED_LIBRARY
from tests.bench import naive
from tests.bench.figures import Figure, spread
from tests.bench.questions import QUESTIONS


def measure(rounds: int) -> list[Figure]:
    """Ask every question *rounds* times of the shipped library, warm."""
    with tempfile.TemporaryDirectory() as name:
        library = open_library(Path(name) / "index", Model("bundled"))
        advisor = make_advisor(library)
        library.warm()
        ours = [_timed(advisor.answer, Question(text)) for _ in range(rounds) for text in QUESTIONS]
        library.close()
        notes = [path.read_text(encoding="utf-8") for path in SHIPPED_LIBRARY.glob("*.md")]
        store, _ = naive.index(notes, Path(name) / "naive", naive.embeddings())
        store.similarity_search("warm")
        theirs = [
            _timed(store.similarity_search, text) for _ in range(rounds) for text in QUESTIONS
        ]
    return [
        Figure(
            "question → answer (naive: only the four nearest chunks, no answer)",
            spread(ours),
            spread(theirs),
            "p95 ≤ 50 ms",
        )
    ]


def _timed(call, argument) -> float:
    started = time.perf_counter()
    call(argument)
    return time.perf_counter() - started
