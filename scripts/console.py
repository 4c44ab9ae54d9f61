"""What every command shares: settings, one-line errors, exit codes."""

from __future__ import annotations

import functools
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import BotError, SettingsError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.settings import Settings
    from bot.store.database import Database

_NICE = 10

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder for everything the bot writes (ADVISOR_DATA_DIR)."),
]


def load_settings(data_dir: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings from the environment and ``.env``.

    Raises:
        SettingsError: a value is malformed; every bad one is named.
    """
    from pydantic import ValidationError

    from bot.settings import Settings

    if data_dir is not None:
        overrides["data_dir"] = data_dir
    try:
        return Settings(**overrides)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"check your environment or .env: {faults}") from error


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Give the bot's database, up to date, and close it at the end.

    Raises:
        SettingsError: it cannot be opened.
    """
    from bot.store.database import Database

    database = Database(settings.database)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


def step_back() -> None:
    """Give up priority, so that a bot on the same machine answers as fast as ever."""
    os.nice(max(_NICE - os.getpriority(os.PRIO_PROCESS, 0), 0))


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a known error into one line on stderr and exit status 1, Ctrl-C into 130."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (KnowledgeError, BotError) as error:
            print(f"advisor: {error}", file=sys.stderr)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return run


def run_alone(command: Callable[..., None]) -> None:
    """Run one command as a program of its own (``python -m scripts.NAME``)."""
    typer.run(guarded(command))
