"""A database of any earlier version is upgraded, and keeps what it holds."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import bot.store
from bot.logbook.model import Audience, Filter
from bot.store.database import Database
from bot.store.logbook import TeamLog
from bot.store.teams import TeamStore

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LONG = "q" * 3000
"""A word that PostgreSQL's word index would refuse."""

LOG = """
    INSERT INTO team VALUES
        (1, 'T1', 'acme', 'UTC', false, false, 1, 2, 3, 3, '2026-11-23 09:30:00');
    INSERT INTO team_channel VALUES ('T1', 'C1', 1);
    INSERT INTO alliance VALUES
        (1, 1, 'Acme', 'acme', '', '', '', 'active', '', '', '', '', NULL, NULL, NULL, '',
         'internal', 1, 'U1', '2026-11-23 09:30:00', NULL, NULL, NULL);
    INSERT INTO entry VALUES
        (1, 1, 1, 'note', 'pilot moves', '', 'ours', '', NULL, '', NULL, 'noted', 'internal', '',
         '{}', NULL, ' pilot moves ', 1, 'U1', '2026-11-23 09:30:00', NULL, NULL, NULL);
    INSERT INTO entry VALUES
        (1, 2, 1, 'note', 'pilot LONG', '', 'ours', '', NULL, '', NULL, 'noted', 'internal', '',
         '{}', NULL, ' pilot LONG ', 1, 'U1', '2026-11-23 09:30:00', NULL, NULL, NULL);
    INSERT INTO notice VALUES (1, 'told', 'entry 1', 2, '2026-11-20')
""".replace("LONG", LONG)

ROWS = {
    "0001": "INSERT INTO thread VALUES ('T1', 'C1', '1.1')",
    "0002": LOG,
    "0003": "INSERT INTO scope VALUES ('T1', 'C1', NULL, 'U1', '2026-11-23 09:30:00')",
    "0004": "INSERT INTO withdrawal VALUES ('q1', '2026-11-23 09:30:00')",
}
"""What a database may hold by each version, beside what it held by the one before."""


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'old.db'}")
    server, name = request.getfixturevalue("postgres_server"), f"t{uuid.uuid4().hex}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return Database(f"{server}/{name}")


@pytest.mark.parametrize("version", ROWS)
def test_an_upgrade_keeps_what_is_there_and_brings_the_log_up_to_date(
    empty: Database, version: str
) -> None:
    with empty.transaction() as connection:
        for step, rows in ROWS.items():
            if step <= version:
                command.upgrade(config(connection), step)
                for row in rows.split(";"):
                    connection.exec_driver_sql(row)

    empty.migrate()

    with empty.reading() as connection:
        assert connection.execute(text("SELECT message FROM thread")).scalars().all() == ["1.1"]
        assert version < "0004" or connection.execute(text("SELECT question FROM withdrawal")).all()
        assert version < "0003" or connection.execute(text("SELECT person FROM scope")).all()
        assert version < "0002" or connection.execute(text("SELECT times FROM notice")).all()
    team = TeamStore(empty).make("T1", "C1", "acme", "UTC", NOW)
    log = TeamLog(empty, team, Audience.INTERNAL)
    found = [[e.number for e in log.entries(Filter(words=(w,)))] for w in ("moves", "pilot", LONG)]
    assert found == ([[1], [2, 1], [2]] if version >= "0002" else [[], [], []])
    empty.close()


def test_every_version_but_the_newest_is_upgraded_from(empty: Database) -> None:
    with empty.reading() as connection:
        script = ScriptDirectory.from_config(config(connection))
    versions = [revision.revision for revision in script.walk_revisions()]

    assert sorted(versions)[:-1] == list(ROWS)
    empty.close()
