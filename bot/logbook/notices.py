"""What a team is told unasked: a weekly digest, and what falls due. Opt-in, rare, and quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.logbook.commands import Due, Stale
from bot.logbook.looking import due, stale

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.logbook.model import Alliance, Team
    from bot.logbook.replies import DatedAlliance, Row
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog
    from bot.store.notices import Told

FIRST_HOUR = 9
LAST_HOUR = 17
"""Working hours of the team's own clock, Monday to Friday."""

DIGEST_DAY = 0
"""Monday."""

MOST_REMINDERS = 3
"""Times that one entry is recalled; whoever has ignored it thrice has decided."""

AHEAD_IN_DIGEST = 7
DATES_AHEAD = 30
STALE_DAYS = 60
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """What a team is told: ``kind`` is ``digest`` or ``reminder``."""

    kind: str
    overdue: tuple[Row, ...] = ()
    upcoming: tuple[Row, ...] = ()
    dates: tuple[DatedAlliance, ...] = ()
    silent: tuple[Alliance, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.overdue or self.upcoming or self.dates or self.silent)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is told of, as the store remembers it."""
        told = [f"entry {row.entry.number}" for row in (*self.overdue, *self.upcoming)]
        reminded = told if self.kind == "reminder" else []
        return (*reminded, *(f"stale {alliance.id}" for alliance in self.silent))


def is_time(team: Team, now: datetime) -> bool:
    """Tell whether *now*, on the team's clock, is within its working hours."""
    is_working = now.weekday() < _WEEKEND and FIRST_HOUR <= now.hour < LAST_HOUR
    return is_working and (team.digest or team.reminders)


def notice_for(visit: Visit, log: TeamLog, told: dict[str, Told]) -> Notice | None:
    """Return what the team should be told today, or nothing; at most one of the two kinds.

    *told* is what it was told before, by subject.
    """
    team = visit.team
    if team.digest and visit.now.weekday() == DIGEST_DAY:
        notice = _digest(visit, log, told)
        if notice.says_something:
            return notice
    if team.reminders:
        notice = _reminder(visit, log, told)
        if notice.says_something:
            return notice
    return None


def _digest(visit: Visit, log: TeamLog, told: dict[str, Told]) -> Notice:
    listed = due(visit, log, Due(days=AHEAD_IN_DIGEST))
    dated = due(visit, log, Due(days=DATES_AHEAD))
    silent = [
        alliance
        for alliance, last in stale(visit, log, Stale(STALE_DAYS)).alliances
        if not _was_named(told.get(f"stale {alliance.id}"), last)
    ]
    return Notice("digest", listed.overdue, listed.upcoming, dated.dates, tuple(silent))


def _was_named(before: Told | None, last: datetime | None) -> bool:
    """Tell whether this silence was named already; a new entry ends one silence."""
    return before is not None and (last is None or last.date() <= before.last_on)


def _reminder(visit: Visit, log: TeamLog, told: dict[str, Told]) -> Notice:
    listed = due(visit, log, Due(days=1))
    return Notice(
        "reminder",
        tuple(row for row in listed.overdue if _may_recall(row, told, visit.today)),
        tuple(row for row in listed.upcoming if _may_recall(row, told, visit.today)),
    )


def _may_recall(row: Row, told: dict[str, Told], today: date) -> bool:
    before = told.get(f"entry {row.entry.number}")
    if before is None:
        return True
    # The second time at the due day, the third a week later: each adds something.
    waits = {1: timedelta(days=1), 2: timedelta(days=7)}
    return before.times < MOST_REMINDERS and today - before.last_on >= waits[before.times]
