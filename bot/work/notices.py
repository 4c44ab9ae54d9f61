"""Digests and reminders as durable work: one workflow a team and day, whatever happens.

A schedule that DBOS keeps looks every few minutes which teams are in their working hours. The
first look of a team's day starts a workflow whose id is the team and the day; every other look,
restart or replica finds that it exists and starts nothing.
"""

from __future__ import annotations

import json
import logging
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from dbos import DBOS, SetWorkflowID

from bot.logbook.notices import is_time, notice_for
from bot.logbook.visit import Visit
from bot.store.notices import NoticeStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.logbook.logbook import Logbook
    from bot.logbook.model import Audience, Team
    from bot.logbook.notices import Notice
    from bot.store.database import Database

logger = logging.getLogger(__name__)

EVERY = "*/5 * * * *"
"""Every five minutes: nobody minds whether a digest comes at 9:00 or 9:04."""

NOBODY = "USYSTEM"
"""Who looks at the log for a notice: nobody's own entries, nobody's own time zone."""

Message = dict[str, Any]


class Crier(Protocol):
    """Who tells a team something: the edge to Slack."""

    def audience(self, team: Team) -> Audience:
        """Tell who can read where the team is told."""

    def draw(self, team: Team, notice: Notice, now: datetime, mark: str) -> list[Message]:
        """Draw a notice; *mark* makes its messages known again."""

    def cry(self, team: Team, messages: list[Message], mark: str, *, is_repeat: bool) -> None:
        """Post a notice; with *is_repeat* it may stand there already: look before posting."""


class Notices:
    """Tells teams what they asked to be told, once."""

    def __init__(
        self,
        database: Database,
        logbook: Logbook,
        crier: Crier,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._logbook = logbook
        self._crier = crier
        self._clock = clock
        self._store = NoticeStore(database)
        self._run = uuid.uuid4().hex
        self._look_workflow = self._registered_look()
        self._tell_workflow = self._registered_tell()

    def start(self) -> None:
        """Begin to look at the clock; durable work must have been launched."""
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": "notices",
                    "workflow_fn": self._look_workflow,
                    "schedule": EVERY,
                    "context": None,
                }
            ]
        )

    def look(self) -> int:
        """Begin to tell the teams whose working hours it is; return how many those are."""
        working = self._working()
        self._begin(working)
        return len(working)

    def _working(self) -> list[tuple[str, int, str]]:
        """Return the teams whose working hours it is, each with its own present moment."""
        now = self._clock()
        there = [(t, now.astimezone(ZoneInfo(t.zone))) for t in self._logbook.teams.all()]
        return [
            (t.workspace, t.id, moment.isoformat()) for t, moment in there if is_time(t, moment)
        ]

    def _begin(self, working: list[tuple[str, int, str]]) -> None:
        for workspace, team_id, moment in working:
            with SetWorkflowID(mark_of(team_id, datetime.fromisoformat(moment))):
                DBOS.start_workflow(self._tell_workflow, workspace, team_id, moment)

    def _registered_look(self) -> Callable[[datetime, Any], None]:
        @DBOS.workflow(name="notices")
        def look(_scheduled: datetime, _context: Any) -> None:
            # What is kept as a step is the same when a crash makes this run again.
            self._begin(DBOS.run_step({"name": "working hours"}, self._working))

        return look

    def _registered_tell(self) -> Callable[[str, int, str], None]:
        @DBOS.workflow(name="notice")
        def tell(workspace: str, team_id: int, moment: str) -> None:
            kept = DBOS.run_step({"name": "compose"}, self._compose, workspace, team_id, moment)
            if kept:
                DBOS.run_step({"name": "cry"}, self._cry, workspace, team_id, kept)
                DBOS.run_step({"name": "keep"}, self._keep, team_id, kept)

        return tell

    def _compose(self, workspace: str, team_id: int, moment: str) -> str:
        team = self._logbook.teams.get(workspace, team_id)
        if team is None or not team.channels:
            return ""
        now = datetime.fromisoformat(moment).astimezone(ZoneInfo(team.zone))
        visit = Visit(team, NOBODY, self._crier.audience(team), now)
        notice = notice_for(visit, self._logbook.open(visit), self._store.told(team.id))
        if notice is None:
            return ""
        mark = mark_of(team.id, now)
        return json.dumps(
            {
                "messages": self._crier.draw(team, notice, now, mark),
                "mark": mark,
                "subjects": notice.subjects,
                "on": visit.today.isoformat(),
                "run": self._run,
            }
        )

    def _cry(self, workspace: str, team_id: int, kept: str) -> None:
        told = json.loads(kept)
        team = self._logbook.teams.get(workspace, team_id)
        if team is not None:
            is_repeat = told["run"] != self._run
            self._crier.cry(team, told["messages"], told["mark"], is_repeat=is_repeat)

    def _keep(self, team_id: int, kept: str) -> None:
        told = json.loads(kept)
        on = datetime.fromisoformat(told["on"]).date()
        self._store.tell(team_id, told["subjects"], on)


def mark_of(team_id: int, there: datetime) -> str:
    """Name the one notice that a team may get on a day of its own."""
    return f"notice:{team_id}:{there.date().isoformat()}"
