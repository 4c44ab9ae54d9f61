"""``advisor watch``: re-index whenever documents change."""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.console import DataDir, load_settings, run_alone, step_back
from scripts.reindex import request_of

if TYPE_CHECKING:
    from types import FrameType

    from bot.settings import Settings
    from knowledge.embedder import Embedder
    from knowledge.request import ReindexReport, Request

BUSY_SECONDS = 15.0
"""How long to wait when another re-index is at work."""

logger = logging.getLogger("advisor.watch")


def command(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FOLDER", help="Folders of documents; none means the same as last time."
        ),
    ] = None,
    *,
    library: Annotated[
        bool | None,
        typer.Option(
            "--library/--no-library",
            help="Index the shipped notes too, or leave them out.",
            show_default="with them",
        ),
    ] = None,
    quiet_for: Annotated[
        float,
        typer.Option(
            min=0.1, metavar="SECONDS", help="Wait until nothing has changed for so long."
        ),
    ] = 5.0,
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Look at the files themselves; network shares need it."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    r"""Watch folders of documents and re-index whenever something changes, until Ctrl-C.

    Brings the index up to date at once, then after every change, when the folders have been quiet
    for some seconds; and once an hour all the same. The bot takes each new index up by itself. A
    document that cannot be read, a folder that is gone for a while, a run that the gate stops: each
    is a line in the log, and the watch goes on. `advisor reindex --help` tells what a run does.

    What to type:

    - `advisor watch ~/alliances`
    - `advisor watch --poll /mnt/share/alliances`

    Instead, the bot can re-index by the clock: ADVISOR_REINDEX_CRON.
    """
    from bot.main import configure_logging
    from knowledge.builds import Builds
    from knowledge.embedder import load_embedder
    from knowledge.in_service import resolve
    from knowledge.watching import changes

    settings = load_settings(data_dir)
    configure_logging(settings.log_level)
    step_back()
    request = request_of(settings, folders=tuple(folders or ()), with_library=library)
    watched = resolve(Builds(settings.index_dir, settings.chroma_url), request).folders
    if not watched:
        raise typer.BadParameter("name a folder: the index holds the shipped notes alone")
    stop = threading.Event()
    _stop_on_signal(stop)
    embedder = load_embedder(settings.embedding_model, settings.embedding_revision)
    # Named from now on: another run in between may have indexed other folders.
    request = replace(request, folders=watched)
    logger.info("watching %s", ", ".join(map(str, watched)))
    for count in changes(watched, quiet_for, stop, poll=poll):
        if count:
            logger.info("%d files have changed", count)
        _run(settings, embedder, request, stop)
    logger.info("stopped")


def _stop_on_signal(stop: threading.Event) -> None:
    """End between two runs; a second signal ends a run half-way, which harms nothing."""

    def handle(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def _run(settings: Settings, embedder: Embedder, request: Request, stop: threading.Event) -> None:
    """Re-index once, whatever comes of it; wait for another run to end."""
    from knowledge.errors import IndexBusyError, KnowledgeError
    from knowledge.reindex import reindex

    while not stop.is_set():
        try:
            _tell(reindex(settings.index_dir, embedder, request))
        except IndexBusyError as error:
            logger.info("waiting: %s", error)
            stop.wait(BUSY_SECONDS)
            continue
        except KnowledgeError as error:
            logger.error("the old index stays: %s", error)  # noqa: TRY400 - the message says it
        except Exception:
            # The watch must outlive a run, whatever goes wrong in one.
            logger.exception("the old index stays")
        return


def _tell(report: ReindexReport) -> None:
    if report.set_aside:
        objection = report.verdict.objection if report.verdict else ""
        logger.warning(
            "build %s was set aside: %s; to use it all the same: advisor reindex --promote %s",
            report.set_aside,
            objection,
            report.set_aside,
        )
    elif report.is_new:
        logger.info(
            "build %s is in service: %d added, %d changed, %d removed (%.1f s)",
            report.build,
            report.added,
            report.changed,
            report.removed,
            report.seconds,
        )
    else:
        logger.info("nothing has changed")
    for one in report.unreadable:
        logger.warning("not in the index: %r: %s", one.name, one.reason)


if __name__ == "__main__":
    run_alone(command)
