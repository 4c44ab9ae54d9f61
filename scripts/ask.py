"""``advisor ask``: a cited answer in the terminal, or answers to a file of questions."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.console import DataDir, load_settings, run_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor.advisor import Advisor
    from bot.advisor.model import Reply
    from bot.settings import Settings
    from scripts.batch import Asked
    from scripts.progress import Bars


def command(  # noqa: PLR0913 - one parameter an option
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks.", show_default=False)
    ] = None,
    *,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE.jsonl", help="Answer a file of them; - is stdin."),
    ] = None,
    passages: Annotated[
        bool, typer.Option("--passages", help="Show the passages that prove the answer.")
    ] = False,
    shared: Annotated[
        bool, typer.Option("--shared", help="Use only sources that outsiders may see.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data_dir: DataDir = None,
) -> None:
    r"""Answer a question from the library; every sentence carries a numbered citation.

    Where the library does not hold an answer it says so and names the nearest passages. Where
    nothing is indexed yet, the shipped library is indexed first, which takes a moment.

    What to type:

    - `advisor ask "why do alliances fail?"`
    - `advisor ask "what belongs in an alliance charter?" --passages`
    - `advisor ask --batch questions.jsonl > answers.jsonl`

    A batch holds one question a line: `{"id": "…", "question": "…", "thread": […]}`, where the
    thread's entries are what the asker wrote before, or turns such as
    `{"role": "assistant", "text": "…"}`. It prints one line an answer, in order:
    `{"id", "answered", "text", "citations", "confidence", "latency_ms", "composed_by"}`.
    A malformed line is named, and then nothing is answered at all.

    Ends with status 0 whether or not the library held an answer, and with 1 on an error.
    """
    from rich.console import Console

    from bot.advisor.model import Question
    from knowledge.model import Audience
    from scripts.answer_view import show_reply
    from scripts.batch import Asked, read_batch
    from scripts.progress import Bars

    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or a file of them with --batch FILE.jsonl")
    audience = Audience.SHARED if shared else Audience.INTERNAL
    settings = load_settings(data_dir)
    if batch is not None:
        asked = read_batch(batch, audience)
        with Bars() as bars, _advisor(settings, bars) as advisor:
            _print_lines(asked, advisor, bars)
        return
    one = Asked("", Question(question or "", audience=audience))
    with Bars() as bars, _advisor(settings, bars) as advisor:
        reply, milliseconds = _timed(one, advisor)
    if as_json:
        print(_line(one, reply, milliseconds))
    else:
        show_reply(Console(highlight=False), reply, passages=passages)


@contextmanager
def _advisor(settings: Settings, bars: Bars) -> Iterator[Advisor]:
    """Open the library, indexing the shipped one where there is none, and close it at the end."""
    from bot.opening import Model, make_advisor, open_library, writing_of

    bars.stage("Opening", 0)
    model = Model(settings.embedding_model, settings.embedding_revision)
    library = open_library(settings.index_dir, model, bars, settings.chroma_url)
    try:
        library.warm()
        yield make_advisor(library, writing_of(settings))
    finally:
        library.close()


def _print_lines(asked: list[Asked], advisor: Advisor, bars: Bars) -> None:
    bars.stage("Answering", len(asked))
    for one in asked:
        reply, milliseconds = _timed(one, advisor)
        print(_line(one, reply, milliseconds), flush=True)
        bars.advance(1)


def _timed(asked: Asked, advisor: Advisor) -> tuple[Reply, float]:
    """Return the reply and how long it took, in milliseconds."""
    began = time.perf_counter()
    reply = advisor.answer(asked.question)
    return reply, (time.perf_counter() - began) * 1000


def _line(asked: Asked, reply: Reply, milliseconds: float) -> str:
    from scripts.batch import record

    return json.dumps(record(asked, reply, milliseconds), ensure_ascii=False)


if __name__ == "__main__":
    run_alone(command)
