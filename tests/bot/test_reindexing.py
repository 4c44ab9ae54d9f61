"""Re-indexing by the clock."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy
from dbos import DBOS

from bot.errors import SettingsError
from bot.store.database import Database
from bot.store.replicas import Replicas
from bot.work.engine import Engine, Place
from bot.work.reindexing import BUSY, NAME, Reindexing, Timetable
from scripts import reindex as command_line
from tests.e2e.people import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
REPORT = {"is_new": True, "build": "b2", "added": 1, "changed": 2, "removed": 0, "unreadable": []}


def test_the_due_time_is_read_in_its_time_zone() -> None:
    timetable = Timetable("30 2 * * *", "Europe/London")

    in_winter = timetable.next_after(datetime(2026, 11, 27, 12, tzinfo=UTC))
    in_summer = timetable.next_after(datetime(2026, 6, 27, 12, tzinfo=UTC))

    assert in_winter.astimezone(UTC) == datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
    assert in_summer.astimezone(UTC) == datetime(2026, 6, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "named"),
    [
        ("every night", "UTC", "ADVISOR_REINDEX_CRON: 'every night'"),
        ("99 2 * * *", "UTC", "ADVISOR_REINDEX_CRON"),
        ("30 2 * * *", "Londonish", "ADVISOR_TIME_ZONE: 'Londonish'"),
        ("30 2 * * *", "../etc", "ADVISOR_TIME_ZONE"),
    ],
)
def test_a_malformed_timetable_is_named(cron: str, zone: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Timetable(cron, zone)


def test_the_busy_status_is_the_command_lines() -> None:
    assert command_line.BUSY == BUSY


@contextmanager
def at_work(folder: Path, timetable: Timetable | None, command: list[str]) -> Iterator[Reindexing]:
    database = Database(f"sqlite:///{folder / 'advisor.db'}")
    database.migrate()
    engine = Engine(Place(folder, database), Replicas(database))
    reindexing = Reindexing(timetable, command)
    engine.start()
    try:
        yield reindexing
    finally:
        reindexing.stop()
        engine.stop()
        database.close()


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def saying(report: dict[str, Any], status: int = 0) -> list[str]:
    return program(f"import sys; print({json.dumps(report)!r}); sys.exit({status})")


def test_a_due_run_is_a_process_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [*program("import os, sys; open(sys.argv[1], 'a').write(f'{os.getppid()} ')"), log]

    with at_work(tmp_path, Timetable("* * * * * *", "UTC"), list(map(str, command))) as reindexing:
        reindexing.start()
        parents = wait_for(lambda: log.exists() and log.read_text().split(), "a run begins")

    assert set(parents) == {str(os.getpid())}


def test_without_a_timetable_a_former_one_is_forgotten(tmp_path: Path) -> None:
    with at_work(tmp_path, Timetable("0 0 1 1 *", "UTC"), program("")) as reindexing:
        reindexing.start()
        assert DBOS.get_schedule(NAME) is not None
    with at_work(tmp_path, None, program("")) as reindexing:
        reindexing.start()
        assert DBOS.get_schedule(NAME) is None


@pytest.mark.parametrize(
    ("command", "level", "said"),
    [
        (saying(REPORT), logging.INFO, "documents re-indexed"),
        (saying(REPORT | {"is_new": False}), logging.INFO, "no document has changed"),
        (program("import sys; sys.exit(75)"), logging.INFO, "left out"),
        (
            program("import sys; print('warning'); sys.exit('advisor: no room')"),
            logging.ERROR,
            "advisor: no room",
        ),
        (
            saying(REPORT | {"is_new": False, "verdict": {"objection": "1 of 3 lost"}}, 1),
            logging.ERROR,
            "1 of 3 lost",
        ),
        (
            saying(REPORT | {"unreadable": [{"name": "a\x1b.pdf", "reason": "is torn"}]}),
            logging.WARNING,
            r"'a\x1b.pdf': is torn",
        ),
    ],
)
def test_the_log_says_what_came_of_a_run(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    command: list[str],
    level: int,
    said: str,
) -> None:
    with at_work(tmp_path, None, command) as reindexing, caplog.at_level(logging.INFO):
        reindexing.run()

    assert any(r.levelno == level and said in r.getMessage() for r in caplog.records)


def test_a_bot_that_stops_ends_its_run(tmp_path: Path) -> None:
    command = program(f"import time; open({str(tmp_path / 'up')!r}, 'w'); time.sleep(60)")
    with at_work(tmp_path, None, command) as reindexing:
        status: list[int] = []
        running = threading.Thread(target=lambda: status.append(reindexing.run()))
        running.start()
        wait_for((tmp_path / "up").exists, "the run begins")
        reindexing.stop()
        running.join(10)

        assert status == [-15]
        assert reindexing.run() == BUSY


@pytest.mark.postgres
def test_two_replicas_run_each_due_time_once(tmp_path: Path, postgres_server: str) -> None:
    log = tmp_path / "log"
    url = f"{postgres_server}/postgres"
    replicas = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        module = [sys.executable, "-m", "tests.bot.reindexing_process"]
        replicas.append(
            subprocess.Popen(
                [*module, folder, log, url],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    try:
        for replica in replicas:
            assert replica.stdout
            assert replica.stdout.readline().strip() == "ready"
        wait_for(lambda: log.exists() and len(log.read_text().split()) >= 4, "four runs", 40)
    finally:
        for replica in replicas:
            replica.communicate(timeout=30)
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        statement = "SELECT count(*) FROM dbos.workflow_status WHERE name = 'reindex'"
        due = connection.execute(sqlalchemy.text(statement)).scalar_one()
    engine.dispose()
    assert len(log.read_text().split()) <= due


def test_a_run_is_left_out_while_the_last_one_is_not_over(tmp_path: Path) -> None:
    command = program(f"import time; open({str(tmp_path / 'up')!r}, 'w'); time.sleep(60)")
    with at_work(tmp_path, None, command) as reindexing:
        running = threading.Thread(target=reindexing.run)
        running.start()
        wait_for((tmp_path / "up").exists, "the run begins")

        assert reindexing.run() == BUSY

        reindexing.stop()
        running.join(10)
