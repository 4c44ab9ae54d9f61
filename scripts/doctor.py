"""``advisor doctor``: checks an installation and says what to do about each fault."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.console import DataDir, load_settings, run_alone

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.conversations import Spending
    from knowledge.embedder import Embedder

ROOM_NEEDED = 500_000_000
"""Bytes of free disk below which the data folder is called full."""


SPENDING_OVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``is_sound`` is ``None`` where there was nothing to check."""

    what: str
    is_sound: bool | None
    detail: str
    remedy: str = ""


def command(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Check settings, tokens and scopes, database, index and model, and say how to mend each fault.

    Ends with status 0 when the bot can run, with 1 when something must be mended first. Nothing is
    changed, except that a missing data folder and database are made.

    Example: *advisor doctor*
    """
    settings = load_settings(data_dir)
    findings = [
        _data_folder(settings),
        *_slack(settings),
        *_database(settings),
        *_library(settings),
        *_language_model(settings),
    ]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        _show(findings)
    if any(finding.is_sound is False for finding in findings):
        raise typer.Exit(1)


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding("data folder", False, str(error), "set ADVISOR_DATA_DIR to another folder")
    if not os.access(folder, os.W_OK):
        return Finding("data folder", False, f"{folder} is read-only", "make it writable for us")
    free = shutil.disk_usage(folder).free
    room = f"{folder}, {free / 1e9:.1f} GB free"
    if free < ROOM_NEEDED:
        return Finding("data folder", False, room, "make room or choose another ADVISOR_DATA_DIR")
    return Finding("data folder", True, room)


def _slack(settings: Settings) -> list[Finding]:
    from bot.slack.diagnosis import check_app_token, check_bot_token

    bot, app = settings.slack_bot_token, settings.slack_app_token
    where = "the README shows where in 'Connect a real workspace'"
    if bot is None:
        found = [Finding("Slack bot token", False, "SLACK_BOT_TOKEN is missing", where)]
    else:
        sign = check_bot_token(bot.get_secret_value(), settings.slack_api_url)
        found = [Finding("Slack bot token", sign.is_sound, sign.detail, sign.remedy)]
    if app is not None:
        sign = check_app_token(app.get_secret_value(), settings.slack_api_url)
        found.append(Finding("Slack app token", sign.is_sound, sign.detail, sign.remedy))
    elif settings.slack_signing_secret is not None:
        detail = f"HTTP on port {settings.http_port}, path /slack/events"
        found.append(Finding("the way in", True, detail))
    else:
        detail = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"
        found.append(Finding("the way in", False, detail, where))
    return found


def _database(settings: Settings) -> list[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.errors import BotError
    from bot.store.conversations import Conversations
    from bot.store.database import Database

    try:
        database = Database(settings.database)
        try:
            database.migrate()
            kind = "SQLite" if database.is_sqlite else "PostgreSQL"
            spent = Conversations(database).spending(datetime.now(UTC) - SPENDING_OVER)
        finally:
            database.close()
    except (SQLAlchemyError, BotError, OSError, ImportError) as error:
        first = str(error).splitlines()[0]
        return [Finding("database", False, first, "check DATABASE_URL and that the server runs")]
    found = [Finding("database", True, f"{kind}, up to date")]
    if spent.questions:
        found.append(Finding("model's work", None, _told(spent)))
    return found


def _told(spent: Spending) -> str:
    """Say what the language model took."""
    share = 100 * spent.written / spent.questions
    cost = f"cost {spent.cost:.4f} for {spent.priced} times" if spent.priced else "cost not told"
    return (
        f"last {SPENDING_OVER.days} days: asked {spent.questions} times, wrote {share:.0f} %, "
        f"{spent.tokens_in:,} tokens in, {spent.tokens_out:,} out, {cost}"
    )


def _language_model(settings: Settings) -> list[Finding]:
    """Look whether the model that is set could be opened; nothing is sent to it."""
    from bot.advisor.budget import Budget
    from bot.advisor.chat_model import Access, open_model
    from bot.errors import SettingsError
    from bot.opening import writing_of

    writing = writing_of(settings)
    if not writing.model:
        return []
    try:
        open_model(Access(writing.model, writing.base_url, writing.key), Budget())
    except SettingsError as error:
        remedy = "see docs/language-models.md"
        return [Finding("language model", False, str(error), remedy)]
    return [Finding("language model", True, f"{writing.model} (not called)")]


def _library(settings: Settings) -> list[Finding]:
    from knowledge.embedder import load_embedder
    from knowledge.errors import KnowledgeError

    try:
        embedder = load_embedder(settings.embedding_model, settings.embedding_revision)
    except KnowledgeError as error:
        return [Finding("embedding model", False, str(error), "check ADVISOR_EMBEDDING_MODEL")]
    model = Finding("embedding model", True, f"{embedder.name}, {embedder.dimension} dimensions")
    return [model, _index(settings, embedder), *_chroma(settings), *_schedule(settings)]


def _schedule(settings: Settings) -> list[Finding]:
    """Look whether the bot re-indexes by the clock, where it should."""
    from bot.errors import SettingsError
    from bot.work.reindexing import Timetable

    if not settings.reindex_cron:
        return []
    try:
        timetable = Timetable(settings.reindex_cron, settings.time_zone)
    except SettingsError as error:
        return [Finding("re-index schedule", False, str(error), "correct it in .env")]
    due = timetable.next_after(datetime.now(UTC))
    return [Finding("re-index schedule", True, f"next on {due:%Y-%m-%d at %H:%M %Z}")]


def _chroma(settings: Settings) -> list[Finding]:
    """Look whether the Chroma server answers, where there is one."""
    from knowledge.dense_server import CONNECT_SECONDS, connect, server_of
    from knowledge.errors import KnowledgeError

    try:
        server = server_of(settings.index_dir, settings.chroma_url)
        if server is None:
            return []
        client = connect(server, CONNECT_SECONDS)
        version = client.get_version()
        client.close()
    except KnowledgeError as error:
        remedy = "start it with 'chroma run', or correct CHROMA_URL; until then search is slower"
        return [Finding("Chroma server", False, str(error), remedy)]
    return [Finding("Chroma server", True, f"{server.place} answers, version {version}")]


def _index(settings: Settings, embedder: Embedder) -> Finding:
    from knowledge.errors import KnowledgeError, NoIndexError
    from knowledge.retrieve import Library

    try:
        library = Library(settings.index_dir, embedder, settings.chroma_url)
    except NoIndexError:
        return Finding("index", None, "none yet: the bot makes one at its first start")
    except KnowledgeError as error:
        return Finding("index", False, str(error), "run 'advisor reindex --full'")
    try:
        build = library.build
        days = (datetime.now(UTC) - build.built_at).days
        detail = f"{build.sources} documents, {build.passages} passages, {days} days old"
        if library.search("alliance").hits:  # the nearest passage always comes, unless damaged
            return Finding("index", True, detail)
        remedy = "run 'advisor reindex --full'"
        return Finding("index", False, f"{detail}, but finds nothing", remedy)
    finally:
        library.close()


def _show(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    marks = {True: "[green]ok[/green]", False: "[red]mend[/red]", None: "[dim]none[/dim]"}
    table = Table("", "what", "found", "what to do")
    for finding in findings:
        table.add_row(marks[finding.is_sound], finding.what, finding.detail, finding.remedy)
    Console(highlight=False).print(table)


if __name__ == "__main__":
    run_alone(command)
