"""``advisor gaps``: what the library lacks, for whoever keeps it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.errors import KnowledgeError
from scripts.console import DataDir, load_settings, open_database, run_alone, step_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor.gaps import Answering, Gap, Grouping
    from bot.settings import Settings
    from knowledge.embedder import Embedder
    from scripts.progress import Bars

SHOWN = 20
"""Groups that people are shown unless they say how many."""


def command(  # noqa: PLR0913 - one parameter an option
    *,
    since: Annotated[
        str,
        typer.Option(
            metavar="DATE|DAYS", help="Look back to a date (2026-11-01), or so many days (30)."
        ),
    ] = "90",
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, help="Show so many groups.", show_default="20; all with --json and --questions"
        ),
    ] = None,
    is_open: Annotated[
        bool, typer.Option("--open", help="Leave out what the library answers by now.")
    ] = False,
    questions: Annotated[
        bool, typer.Option("--questions", help="Print only the questions, one a line.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data_dir: DataDir = None,
) -> None:
    r"""Show the questions that the library could not answer, and what to do about each.

    Questions of one meaning are put together, the most frequent first. Each group is asked again:
    what the library answers by now, after a re-index, is marked so. Answers that people found *Not
    helpful* follow. Nothing says who asked or where; questions to the bot in private count too.

    What to type:

    - `advisor gaps`
    - `advisor gaps --since 2026-11-01 --open`
    - `advisor gaps --questions --open > to-write.txt`

    With --json it prints one object: `{"since": "…", "gaps": [{"question", "wordings",
    "unanswered", "times", "people", "last", "standing", "nearest": {"source", "title", "locator",
    "confidence"}, "workspace", "remedy", "comment"}, …], "not_helpful": […]}`. The standing is
    open, partly, limited (answered, but not from what could be read there), answered or unknown.
    """
    from bot.advisor.gaps import Standing, gaps
    from bot.store.conversations import Conversations
    from bot.store.gaps import Misses
    from scripts.gaps_view import Found, as_plain, show, show_nothing, show_questions
    from scripts.progress import Bars

    if as_json and questions:
        raise typer.BadParameter("give --json or --questions, not both")
    begin = _moment(since, datetime.now().astimezone())
    settings = load_settings(data_dir)
    with open_database(settings) as database:
        misses = Misses(database)
        refused, disliked = misses.refused(begin), misses.not_helpful(begin)
        asked_ever = Conversations(database).count()
    if not as_json and not questions and not refused and not disliked:
        show_nothing(begin, asked_ever)
        return
    step_back()
    most = limit if limit or as_json or questions else SHOWN
    with Bars() as bars:
        embedder = _embedder(settings, bars)
        bars.stage("Grouping", 0)
        grouped, poor = (gaps(some, _grouping(embedder)) for some in (refused, disliked))
        with _answering(settings, embedder, bars) as answer:
            standing = _looked_up(grouped, answer, bars)
            wanted = (gap for gap in standing if not is_open or gap.standing != Standing.ANSWERED)
            shown = list(islice(wanted, most))
    found = Found(begin, len(refused), len(grouped), shown, len(poor), poor[:most])
    if as_json:
        print(json.dumps(as_plain(found), ensure_ascii=False))
    elif questions:
        show_questions(found)
    else:
        show(found)


def _moment(since: str, now: datetime) -> datetime:
    """Read a date, which begins at midnight here, or a number of days before *now*."""
    wanted = since.strip().lower().removesuffix("d")
    try:
        if wanted.isdecimal() and len(wanted) < len("20261101"):
            return now - timedelta(days=int(wanted))
        begin = datetime.fromisoformat(since.strip()).astimezone()
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{since!r} is neither a date such as 2026-11-01 nor a number of days",
            param_hint="--since",
        ) from None
    if begin > now:
        raise typer.BadParameter(f"{since} is still to come", param_hint="--since")
    return begin


def _embedder(settings: Settings, bars: Bars) -> Embedder | None:
    from knowledge.embedder import load_embedder

    bars.stage("Opening", 0)
    try:
        return load_embedder(settings.embedding_model, settings.embedding_revision)
    except KnowledgeError as error:
        bars.say(f"advisor: only questions of the same words are put together: {error}")
        return None


def _grouping(embedder: Embedder | None) -> Grouping:
    from knowledge.alike import alike

    if embedder is None:
        return lambda texts: [(index,) for index in range(len(texts))]
    return lambda texts: alike(texts, embedder)


@contextmanager
def _answering(
    settings: Settings, embedder: Embedder | None, bars: Bars
) -> Iterator[Answering | None]:
    """Give the advisor's answers from the index in service; ``None`` where there is none.

    No language model writes them: where it fails the library's own sentences come, so what these
    answer is answered.
    """
    from bot.opening import Writing, make_advisor
    from knowledge.retrieve import Library

    if embedder is None:
        yield None
        return
    try:
        library = Library(settings.index_dir, embedder, settings.chroma_url)
    except KnowledgeError as error:
        bars.say(f"advisor: what is answered by now is not known: {error}")
        yield None
        return
    try:
        yield make_advisor(library, Writing(nli=settings.nli_model)).answer
    finally:
        library.close()


def _looked_up(gaps: list[Gap], answer: Answering | None, bars: Bars) -> Iterator[Gap]:
    """Yield the groups, each asked again when its turn comes."""
    from bot.advisor.gaps import looked_up

    bars.stage("Asking again", len(gaps))
    for gap in gaps:
        yield looked_up(gap, answer) if answer else gap
        bars.advance(1)


if __name__ == "__main__":
    run_alone(command)
