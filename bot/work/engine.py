"""The engine under all durable work: DBOS Transact, started, stopped and taken over here.

A workflow that was running when its process died is continued by the process that owns its
``executor_id``. On SQLite there is one process, so the id is fixed and DBOS itself recovers. On
PostgreSQL every replica has an id of its own and a heartbeat; whoever sees a heartbeat stop takes
the dead one's workflows over.
"""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy
import sqlalchemy.event
from dbos import DBOS
from filelock import FileLock, Timeout

from bot.errors import SettingsError
from bot.work.upkeep import forget_finished, take_over

if TYPE_CHECKING:
    from pathlib import Path

    from dbos import DBOSConfig

    from bot.store.database import Database
    from bot.store.replicas import Replicas

logger = logging.getLogger(__name__)

VERSION = "1"
"""Raise it only when the steps of a workflow change: unfinished work of another version is left
alone, so a version taken from the code would strand pending questions at every upgrade."""

HEARTBEAT = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=20)
"""Without a sign of life for so long, a replica's work is taken over."""

KEEP_FINISHED = timedelta(days=7)
"""Slack repeats an event within the hour; finished workflows are kept to know them again."""

WORKERS = 32
BUSY_MS = 30_000
STOP_WITHIN = 0.1
"""Seconds between the looks of a DBOS thread whether to stop; nothing else waits for them here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where durable work is kept: a data folder, or a PostgreSQL database for several replicas."""

    folder: Path
    database: Database

    @property
    def url(self) -> str:
        """The SQLAlchemy URL for DBOS: a file of its own beside ours, or the same PostgreSQL."""
        if self.database.is_sqlite:
            return f"sqlite:///{(self.folder / 'work.db').absolute()}"
        return self.database.url.render_as_string(hide_password=False)


class Engine:
    """Starts and stops durable work; one in a process."""

    def __init__(self, place: Place, replicas: Replicas) -> None:
        self.place = place
        self.replicas = replicas
        self.is_alone = place.database.is_sqlite
        self.id = "alone" if self.is_alone else uuid.uuid4().hex
        self._lock = FileLock(place.folder / "work.lock")
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="work-keeper", daemon=True)
        DBOS(config=self._config())
        _log_with_ours()

    def _config(self) -> DBOSConfig:
        return {
            "name": "alliance-advisor",
            "system_database_url": self.place.url,
            "system_database_engine": _sqlite_engine(self.place.url) if self.is_alone else None,
            "application_version": VERSION,
            "executor_id": self.id,
            "max_executor_threads": WORKERS,
            "log_level": "WARNING",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": STOP_WITHIN,
        }

    def start(self) -> None:
        """Begin to work and go on with what a former process left undone.

        Raises:
            SettingsError: another process works in the same data folder.
        """
        if self.is_alone:
            self._take_folder()
        else:
            self.replicas.beat(self.id)
        DBOS.launch()
        self._keeper.start()

    def _take_folder(self) -> None:
        self.place.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise SettingsError(
                f"another bot works in {self.place.folder}: stop it, choose another folder with "
                "--data-dir, or set DATABASE_URL to PostgreSQL to run several"
            ) from None

    def stop(self) -> None:
        """Stop at once; what is unfinished is continued at the next start."""
        self._stopping.set()
        if self._keeper.ident is not None:
            self._keeper.join(timeout=DEAD_AFTER.total_seconds())
        DBOS.destroy(destroy_registry=True)
        if self.is_alone:
            self._lock.release()
        else:
            self.replicas.leave(self.id)

    def _keep(self) -> None:
        """Show life, look for the dead, and clear away what is long finished."""
        clean_at = datetime.now(UTC)
        while True:
            try:
                if not self.is_alone:
                    self.replicas.beat(self.id)
                    take_over(self.replicas, self.id, VERSION, DEAD_AFTER)
                if datetime.now(UTC) >= clean_at:
                    forget_finished(KEEP_FINISHED)
                    clean_at = datetime.now(UTC) + timedelta(hours=1)
            except Exception:  # the keeper must outlive a database that is away for a while
                logger.exception("the keeper of durable work failed; it tries again")
            if self._stopping.wait(HEARTBEAT.total_seconds()):
                return


def _sqlite_engine(url: str) -> sqlalchemy.Engine:
    """Return an engine for DBOS on SQLite, as DBOS makes it but with a write-ahead log.

    DBOS's own keeps a rollback journal, which waits for the disk several times a commit; with ten
    people asking at once that was most of an answer's time. With ``synchronous=NORMAL`` a commit
    survives the death of the process; a power cut may lose the last ones. There is one connection:
    threads wait for it in line, whereas SQLite lets waiting writers sleep and take their chance.
    """
    engine = sqlalchemy.create_engine(url, pool_size=1, max_overflow=0)

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    sqlalchemy.event.listen(engine, "connect", prepare)
    return engine


def _log_with_ours() -> None:
    """DBOS logs to a console of its own; ours is one log."""
    theirs = logging.getLogger("dbos")
    theirs.handlers.clear()
    theirs.propagate = True
