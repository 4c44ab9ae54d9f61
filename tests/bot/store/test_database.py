from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.errors import SettingsError
from bot.store import tables
from bot.store.database import Database, insert_new, metadata
from bot.store.replicas import replicas
from bot.store.words import POSTGRESQL_INDEX, SQLITE_INDEX

if TYPE_CHECKING:
    from pathlib import Path

assert tables.__all__


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.reading() as db:
        opts = {"compare_type": True, "include_name": lambda name, *_: not is_word_index(name)}
        context = MigrationContext.configure(db, opts=opts)

        assert compare_metadata(context, metadata) == []


def is_word_index(name: str | None) -> bool:
    """No table of SQLAlchemy's describes the word index; tests of `find` see that it is there."""
    return name == POSTGRESQL_INDEX or str(name).startswith(SQLITE_INDEX)


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.transaction() as db:
        insert_new(db, replicas, {"id": "one", "seen_at": datetime.now(UTC)})

    database.migrate()

    with database.reading() as db:
        assert db.execute(select(replicas.c.id)).scalars().all() == ["one"]


def test_processes_that_start_together_do_not_collide(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'advisor.db'}"
    spawn = multiprocessing.get_context("spawn")
    starters = [spawn.Process(target=_migrate, args=(url,)) for _ in range(4)]

    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)

    assert [starter.exitcode for starter in starters] == [0, 0, 0, 0]


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    def fail_half_way() -> None:
        with database.transaction() as db:
            insert_new(db, replicas, {"id": "half", "seen_at": datetime.now(UTC)})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    with database.reading() as db:
        assert db.execute(select(replicas)).all() == []


def test_a_taken_key_is_told_and_not_overwritten(database: Database) -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)

    with database.transaction() as db:
        inserted = [insert_new(db, replicas, {"id": "x", "seen_at": at}) for at in (early, late)]
        kept = db.execute(select(replicas.c.seen_at)).scalar_one()

    assert inserted == [True, False]
    assert kept == early


def test_a_moment_comes_back_as_the_same_moment(database: Database) -> None:
    noon_in_delhi = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    with database.transaction() as db:
        insert_new(db, replicas, {"id": "x", "seen_at": noon_in_delhi})
        kept = db.execute(select(replicas.c.seen_at)).scalar_one()

    assert kept == noon_in_delhi
    assert kept.tzinfo == UTC


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 20, 12)  # noqa: DTZ001  that is the point

    with pytest.raises(Exception, match="a moment needs a time zone"), database.transaction() as db:
        insert_new(db, replicas, {"id": "x", "seen_at": naive})


def test_what_belongs_to_nothing_is_refused(database: Database) -> None:
    orphan = {"turn": "none", "person": "U1", "is_helpful": True, "given_at": datetime.now(UTC)}

    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(metadata.tables["feedback"].insert(), orphan)


def test_an_error_of_the_database_does_not_tell_what_people_wrote(database: Database) -> None:
    secret = {"turn": "none", "person": "U-secret", "is_helpful": True}

    with pytest.raises(IntegrityError) as caught, database.transaction() as db:
        db.execute(metadata.tables["feedback"].insert(), secret | {"given_at": datetime.now(UTC)})

    assert "U-secret" not in str(caught.value).split("DETAIL")[0]


@pytest.mark.parametrize("url", ["postgres://u:p@host/db", "postgresql://u:p@host/db"])
def test_a_plain_postgresql_address_uses_psycopg(url: str) -> None:
    database = Database(url)

    assert database.url.drivername == "postgresql+psycopg"
    assert not database.is_sqlite


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.mark.parametrize("url", ["no address", "postgresql+nodriver://u:p@host/db", "oracle+x://h"])
def test_an_address_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        Database(url)


def test_a_database_out_of_reach_is_told_without_its_password() -> None:
    database = Database("postgresql://user:secret@127.0.0.1:9/db")

    with pytest.raises(SettingsError, match="cannot be opened") as caught:
        database.migrate()

    assert "secret" not in str(caught.value)
