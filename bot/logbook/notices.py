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

MOST_DIGESTS = 4
"""Weeks in which one overdue entry, or one date of an alliance, is listed; then it is counted."""

MOST_LISTED = 12
MOST_OVERDUE = 500
"""More is not looked through for what was not told too often yet."""

AHEAD_IN_DIGEST = 7
DATES_AHEAD = 30
STALE_DAYS = 60
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """What a team is told: ``kind`` is ``digest`` or ``reminder``.

    ``more`` counts what is overdue or due besides: listed often enough, or too many.
    """

    kind: str
    overdue: tuple[Row, ...] = ()
    upcoming: tuple[Row, ...] = ()
    dates: tuple[DatedAlliance, ...] = ()
    silent: tuple[Alliance, ...] = ()
    more: int = 0

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.overdue or self.upcoming or self.dates or self.silent)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is told of, as the store remembers it."""
        name = _listed if self.kind == "digest" else _recalled
        return (
            *(name(row) for row in (*self.overdue, *self.upcoming)),
            *(_dated(date) for date in self.dates),
            *(f"stale {alliance.id}" for alliance in self.silent),
        )


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
    listed = due(visit, log, Due(days=AHEAD_IN_DIGEST), most=MOST_OVERDUE)
    fresh = [row for row in listed.overdue if _was_told(told, _listed(row)) < MOST_DIGESTS]
    overdue, upcoming = tuple(fresh[:MOST_LISTED]), listed.upcoming[:MOST_LISTED]
    dated = due(visit, log, Due(days=DATES_AHEAD))
    silent = [
        alliance
        for alliance, last in stale(visit, log, Stale(STALE_DAYS)).alliances
        if not _was_named(told.get(f"stale {alliance.id}"), last)
    ]
    return Notice(
        "digest",
        overdue,
        upcoming,
        tuple(d for d in dated.dates if _was_told(told, _dated(d)) < MOST_DIGESTS),
        tuple(silent),
        more=len(listed.overdue) + len(listed.upcoming) - len(overdue) - len(upcoming),
    )


def _listed(row: Row) -> str:
    """Name an entry in digests; with another due day it is told of anew."""
    return f"listed {row.entry.number} {row.entry.due_on}"


def _recalled(row: Row) -> str:
    """Name an entry in reminders; with another due day it is told of anew."""
    return f"entry {row.entry.number} {row.entry.due_on}"


def _dated(date: DatedAlliance) -> str:
    return f"date {date.alliance.id} {date.on} {date.what}"


def _was_told(told: dict[str, Told], subject: str) -> int:
    return told[subject].times if subject in told else 0


def _was_named(before: Told | None, last: datetime | None) -> bool:
    """Tell whether this silence was named already; a new entry ends one silence."""
    return before is not None and (last is None or last.date() <= before.last_on)


def _reminder(visit: Visit, log: TeamLog, told: dict[str, Told]) -> Notice:
    listed = due(visit, log, Due(days=1), most=MOST_OVERDUE)
    late, soon = (
        tuple(row for row in rows if _may_recall(row, told, visit.today))
        for rows in (listed.overdue, listed.upcoming)
    )
    shown = late[:MOST_LISTED], soon[:MOST_LISTED]
    return Notice("reminder", *shown, more=len(late) + len(soon) - len(shown[0]) - len(shown[1]))


def _may_recall(row: Row, told: dict[str, Told], today: date) -> bool:
    before = told.get(_recalled(row))
    if before is None:
        return True
    # The second time at the due day, the third a week later: each adds something.
    waits = {1: timedelta(days=1), 2: timedelta(days=7)}
    return before.times < MOST_REMINDERS and today - before.last_on >= waits[before.times]
