"""Our own share of an answer written by a model: search and verification, ten questions at once.

The scripted model is a process of its own. *Model time* is what the asking thread spends waiting
for its words; all else is ours. A model that takes as long as real ones do shows what ten people
feel; one that answers at once shows what ten answers at the very same moment cost two cores.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot.advisor.advisor import Advisor
from bot.advisor.budget import Budget
from bot.advisor.chat_model import Access, ChatModel, open_model
from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.llm import LanguageModelComposer
from bot.advisor.model import Question
from bot.advisor.support import Support
from bot.opening import Model, open_library
from tests.bench.figures import Figure, spread
from tests.bench.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor.speech import Piece, Speech
    from knowledge.retrieve import Library

AT_ONCE = 10
ASKED = 200
THINKING, PACE = 0.5, 0.3
"""Seconds before the first word and after each claim: a quick model of today."""


class Timed:
    """A chat model that adds up, for each asking thread, how long it was waited for."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.name = model.name
        self.budget = model.budget
        self.here = threading.local()

    def speech(self, *arguments: Any, **options: Any) -> TimedSpeech:
        return TimedSpeech(self._model.speech(*arguments, **options), self.here)

    def gave_up(self, error: Exception) -> Exception:
        return self._model.gave_up(error)


class TimedSpeech:
    def __init__(self, speech: Speech, here: Any) -> None:
        self._speech = speech
        self._here = here

    def __enter__(self) -> Self:
        self._speech.__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        self._speech.__exit__(*failure)

    def __iter__(self) -> Iterator[Piece]:
        pieces = iter(self._speech)
        while True:
            began = time.perf_counter()
            piece = next(pieces, None)
            self._here.waited += time.perf_counter() - began
            if piece is None:
                return
            yield piece


def measure() -> list[Figure]:
    """Ask 200 questions, ten at a time, of a scripted model, slow and at once; and one by one."""
    with tempfile.TemporaryDirectory() as name:
        library = open_library(Path(name) / "index", Model("bundled"))
        library.warm()
        try:
            slow = _asked(library, THINKING, PACE, AT_ONCE)
            hasty = _asked(library, 0.0, 0.0, AT_ONCE)
            alone = _asked(library, 0.0, 0.0, 1)
        finally:
            library.close()
    pace = f"a model that takes {THINKING} s and {PACE} s a claim"
    aim = "p95 ≤ 150 ms"
    return [
        Figure(f"our share, 10 at once, {pace}", spread([t for t, _, _ in slow]), "", aim),
        Figure("our share, 10 at once, a model that answers at once",
               spread([t for t, _, _ in hasty]), "", aim),
        Figure("our share, one by one", spread([t for t, _, _ in alone]), "", aim),
        Figure("our share of the processor, one by one", spread([c for _, c, _ in alone])),
        Figure("answers that the model wrote", f"{sum(w for _, _, w in slow)} of {len(slow)}"),
    ]  # fmt: skip


def _asked(
    library: Library, thinking: float, pace: float, at_once: int
) -> list[tuple[float, float, bool]]:
    """Return our seconds, the asking thread's processor seconds, and whether the model wrote."""
    with _server(thinking, pace) as url:
        model = Timed(open_model(Access("openai:scripted", url), Budget()))
        composers = (LanguageModelComposer(model), ExtractiveComposer())  # type: ignore[arg-type]
        advisor = Advisor(library, composers, judge=Support(library.embedder.embed_texts))
        model.here.waited = 0.0
        for question in QUESTIONS:
            advisor.answer(Question(question))

        def ours(number: int) -> tuple[float, float, bool]:
            model.here.waited = 0.0
            began, busy = time.perf_counter(), time.thread_time()
            reply = advisor.answer(Question(QUESTIONS[number % len(QUESTIONS)]))
            took, cpu = time.perf_counter() - began, time.thread_time() - busy
            name = getattr(reply, "composed_by", "")
            return took - model.here.waited, cpu, name.startswith("openai")

        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(ours, range(ASKED)))


@contextmanager
def _server(thinking: float, pace: float) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.llm_server", str(thinking), str(pace)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip()
        process.stdin.close()
