"""Re-indexing by the clock: one run a due time, whatever the number of replicas and restarts.

The run is a process of its own, so that the bot's answers stay as quick as they are. DBOS gives
every due time one workflow; a bot that was killed meanwhile finds it at its next start, and the
run that it left behind has the index to itself: the second one ends at once.
"""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter
from dbos import DBOS

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

logger = logging.getLogger(__name__)

NAME = "reindex"
BUSY = 75
"""Exit status of ``advisor reindex`` when another one is at work."""


class Timetable:
    """When to re-index: a cron expression and the IANA name of the time zone it is read in.

    Raises:
        SettingsError: one of them is malformed.
    """

    def __init__(self, cron: str, zone: str) -> None:
        self.cron = cron
        self.zone = zone
        if not croniter.is_valid(cron, second_at_beginning=True):
            raise SettingsError(
                f"ADVISOR_REINDEX_CRON: '{cron}' is no cron expression; '30 2 * * *' is half past "
                "two every night"
            )
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SettingsError(
                f"ADVISOR_TIME_ZONE: '{zone}' is no time zone; write it like 'Europe/London'"
            ) from None

    def next_after(self, moment: datetime) -> datetime:
        """Return the next due time, in the time zone."""
        there = moment.astimezone(self._zone)
        found: datetime = croniter(self.cron, there, second_at_beginning=True).get_next(datetime)
        return found


class Reindexing:
    """Runs *command* by the timetable; ``None`` means never."""

    def __init__(self, timetable: Timetable | None, command: Sequence[str]) -> None:
        self._timetable = timetable
        self._command = list(command)
        self._running: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._is_stopping = False
        self._workflow = self._registered()

    def start(self) -> None:
        """Begin to look at the clock; durable work must have been launched."""
        if self._timetable is None:
            DBOS.delete_schedule(NAME)  # of a time when there was one
            return
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": NAME,
                    "workflow_fn": self._workflow,
                    "schedule": self._timetable.cron,
                    "context": None,
                    "cron_timezone": self._timetable.zone,
                }
            ]
        )
        due = self._timetable.next_after(datetime.now(UTC))
        logger.info("documents are next re-indexed on %s", f"{due:%Y-%m-%d at %H:%M %Z}")

    def stop(self) -> None:
        """End a run that is under way; the next one goes on where it stopped."""
        with self._lock:
            self._is_stopping = True
            if self._running is not None:
                self._running.terminate()

    def _registered(self) -> Callable[[datetime, Any], None]:
        @DBOS.workflow(name=NAME)
        def reindex(_scheduled: datetime, _context: Any) -> None:
            DBOS.run_step({"name": "run"}, self.run)

        return reindex

    def run(self) -> int:
        """Re-index once and log what came of it; return the exit status."""
        with self._lock:
            if self._is_stopping or self._running is not None:
                logger.info("the last re-index is not over: this one is left out")
                return BUSY
            self._running = subprocess.Popen(  # noqa: S603 - our own command
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        logger.info("re-indexing the documents")
        out, errors = self._running.communicate()
        with self._lock:
            status, self._running = self._running.returncode, None
        _tell(status, out, errors)
        return status


def _tell(status: int, out: str, errors: str) -> None:
    if status == BUSY:
        logger.info("another re-index is at work: this one is left out")
        return
    report = _report(out)
    if status < 0:
        logger.warning("the re-index was ended by signal %d: the next one goes on", -status)
    elif status or report is None:
        last = errors.strip().splitlines()[-1:] or ["no reason given"]
        why = report["verdict"]["objection"] if report and report.get("verdict") else last[0]
        logger.error("the old index stays: %s", why)
    elif report["is_new"]:
        counts = {name: report[name] for name in ("build", "added", "changed", "removed")}
        logger.info("documents re-indexed: %s", counts)
    else:
        logger.info("no document has changed")
    for one in report["unreadable"] if report else ():
        logger.warning("not in the index: %r: %s", one["name"], one["reason"])


def _report(out: str) -> dict[str, Any] | None:
    try:
        found = json.loads(out)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
