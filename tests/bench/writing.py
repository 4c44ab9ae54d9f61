"""Our own share of an answer written by a model: search and verification, ten questions at once."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

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
from tests.llm_server import Server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.advisor.budget import Deadline
    from bot.advisor.chat_model import Said

AT_ONCE = 10
ASKED = 200


class Timed:
    """A chat model that keeps, by question, how long it took: that share is not ours."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.name = model.name
        self.budget = model.budget
        self.seconds: dict[str, float] = {}

    def ask(
        self, system: str, user: str, deadline: Deadline, *, schema: Mapping[str, object] | None
    ) -> Said:
        began = time.perf_counter()
        try:
            return self._model.ask(system, user, deadline, schema=schema)
        finally:
            asked = user.partition("Question: ")[2].partition("\n")[0]
            self.seconds[asked] = time.perf_counter() - began


def measure() -> list[Figure]:
    """Ask 200 questions, ten at a time, of the scripted model that answers well."""
    with tempfile.TemporaryDirectory() as name, Server() as server:
        library = open_library(Path(name) / "index", Model("bundled"))
        model = Timed(open_model(Access("openai:scripted", server.url), Budget()))
        composers = (LanguageModelComposer(model), ExtractiveComposer())  # type: ignore[arg-type]
        advisor = Advisor(library, composers, judge=Support(library.embedder.embed_texts))
        library.warm()
        advisor.answer(Question(QUESTIONS[0]))

        def ours(number: int) -> tuple[float, str]:
            # White space makes each question its own without changing what it asks.
            text = f"{QUESTIONS[number % len(QUESTIONS)]}{' ' * (number // len(QUESTIONS))}"
            began = time.perf_counter()
            reply = advisor.answer(Question(text))
            took = time.perf_counter() - began
            return took - model.seconds.get(text.strip(), 0.0), getattr(reply, "composed_by", "")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(ours, range(ASKED)))
        one = [ours(number)[0] for number in range(len(QUESTIONS))]
        library.close()
    by_model = sum(name.startswith("openai") for _, name in found)
    aim = "p95 ≤ 150 ms"
    return [
        Figure(
            "search and verification, model apart, 10 at once",
            spread([t for t, _ in found]),
            "",
            aim,
        ),
        Figure("search and verification, model apart, one by one", spread(one), "", aim),
        Figure("answers that the model wrote", f"{by_model} of {len(found)}"),
    ]
