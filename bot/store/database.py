"""One database for everything the bot remembers: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, DateTime, MetaData, TypeDecorator, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Dialect, Engine, Table
    from sqlalchemy.engine import URL

SQLITE_BUSY_MS = 10_000
"""How long SQLite waits for another writer before it gives up."""

MIGRATION_LOCK = 7_161_530_412
"""PostgreSQL advisory lock that lets one replica at a time migrate; any fixed number serves."""

SQLITE_MAPPED = 256 * 1024 * 1024
"""Bytes of the file that are read as memory: a search through a long log takes half the time."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the bot is registered here; migrations are checked against it."""


class Instant(TypeDecorator[datetime]):
    """A moment: an aware datetime, kept in UTC on every database.

    SQLite has no time zones, so a naive value would come back; a naive value is refused instead.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment in UTC.

        Raises:
            ValueError: the value has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Database:
    """Transactions on one database; safe to share between threads.

    Raises on opening:
        SettingsError: the URL is malformed, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = _with_psycopg(make_url(url))
            self.engine: Engine = create_engine(
                self.url, pool_pre_ping=not self.is_sqlite, hide_parameters=True
            )
        except (ArgumentError, ImportError) as error:
            raise SettingsError(
                f"DATABASE_URL cannot be used ({type(error).__name__}): it looks like "
                "postgresql://user:password@host/database and needs the extra "
                "'alliance-advisor[postgres]'"
            ) from error
        if self.is_sqlite:
            _make_folder(self.url)
        self._one_writer: AbstractContextManager[object] = nullcontext()
        if self.is_sqlite:
            self._one_writer = threading.RLock()
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite and not PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection inside a transaction: committed at the end, rolled back on an error.

        On SQLite it takes the write lock at once, so that two writers wait for each other instead
        of failing half-way. Writers of one process wait in line here: SQLite would let them sleep
        and take their chance, which kept some waiting for more than a second.
        """
        with self._one_writer, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading only; it never waits for a writer on SQLite.

        On PostgreSQL each statement sees what is committed by then, as it would in a transaction
        of its default kind; to begin and end one would cost two more journeys to the server.
        """
        with self.engine.connect() as bare:
            level = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
            connection = bare.execution_options(is_reading=True, **level)
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the tables up to date; several replicas may call it at once.

        Raises:
            SettingsError: the database cannot be opened.
        """
        try:
            opened = self.engine.connect()
        except OperationalError as error:
            place = self.url.render_as_string(hide_password=True)
            cause = str(error.orig).strip().split("\n")[0]
            raise SettingsError(f"the database {place} cannot be opened: {cause}") from error
        with opened as connection:
            if self.is_sqlite:
                # Rebuilding a table drops the old one, which would cascade to its children. The
                # pragma does nothing inside a transaction, hence past SQLAlchemy.
                _pragma(connection.connection.dbapi_connection, "foreign_keys=OFF")
            try:
                with connection.begin():
                    self._migrate(connection)
            finally:
                if self.is_sqlite:
                    _pragma(connection.connection.dbapi_connection, "foreign_keys=ON")

    def _migrate(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config

        if not self.is_sqlite:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK}
            )
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def insert_new(db: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless its key is taken already; tell whether it was inserted.

    Two replicas that insert the same row at once both succeed, one of them with ``False``.
    """
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(dict(values)).on_conflict_do_nothing()
    # psycopg drops the count of an INSERT unless it is told to keep it.
    return db.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _with_psycopg(url: URL) -> URL:
    """Use psycopg 3 where the URL only says ``postgresql`` (or Heroku's ``postgres``)."""
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves, which also covers DDL
    _pragma(
        connection,
        f"busy_timeout={SQLITE_BUSY_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"mmap_size={SQLITE_MAPPED}",
    )


def _pragma(connection: Any, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
