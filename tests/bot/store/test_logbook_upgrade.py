"""A database from before the alliance log is upgraded, and keeps what it holds."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

import bot.store
from bot.store.database import Database
from bot.store.teams import TeamStore

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of the first version, with one row in it."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgres":
        server, name = request.getfixturevalue("postgres_server"), f"t{uuid.uuid4().hex}"
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        url = f"{server}/{name}"
    database = Database(url)
    with database.transaction() as connection:
        config = Config()
        folder = Path(bot.store.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO thread VALUES ('T1', 'C1', '1.1')"))
    return database


def test_an_upgrade_keeps_what_is_there_and_adds_the_log(old: Database) -> None:
    old.migrate()

    with old.reading() as connection:
        kept = connection.execute(text("SELECT workspace, channel, message FROM thread")).all()
    made = TeamStore(old).make("T1", "C1", "acme", "UTC", NOW)
    assert [tuple(row) for row in kept] == [("T1", "C1", "1.1")]
    assert TeamStore(old).of_channel("T1", "C1") == made
    old.close()
