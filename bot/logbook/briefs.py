"""The pack for a meeting with a partner: what is open, what was decided, what worries us."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.logbook.finding import find_alliance
from bot.logbook.health import CHECK_EVERY, entry_day, health_points
from bot.logbook.kinds import OPEN_STATUSES
from bot.logbook.looking import ledger
from bot.logbook.model import Filter, Kind, Stage
from bot.logbook.replies import HealthPoint, Pack, Row
from bot.logbook.usage import COMMAND

if TYPE_CHECKING:
    from datetime import date

    from bot.logbook.commands import Brief
    from bot.logbook.model import Alliance, Entry
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog

MOST_IN_A_PART = 20
LOOK_BACK = timedelta(days=90)
"""Where no earlier meeting is logged, the pack covers a quarter."""

WARN_AHEAD = timedelta(days=90)
_LAYERS_OF_A_COMMITTEE = ("steering", "QBR")
_SEVERITY = ("severe", "critical", "very high", "high", "moderate", "medium", "low", "")


def brief(visit: Visit, log: TeamLog, command: Brief) -> Pack:
    """Put the pack together, from the last steering meeting or the day asked for."""
    alliance = find_alliance(log, command.alliance)
    meeting = None if command.since else last_meeting(log, alliance, visit.today)
    if command.since is not None:
        since = command.since
    else:
        since = entry_day(meeting) if meeting else visit.today - LOOK_BACK
    points = health_points(log, alliance)

    def part(*kinds: Kind, **limits: object) -> tuple[Row, ...]:
        wanted = Filter(alliances=(alliance.id,), kinds=kinds, limit=MOST_IN_A_PART, **limits)  # type: ignore[arg-type]
        return tuple(Row(entry, alliance) for entry in log.entries(wanted))

    return Pack(
        alliance=alliance,
        today=visit.today,
        since=since,
        since_meeting=meeting.number if meeting else None,
        ledger=ledger(visit, log, alliance),
        decisions=_decided_since(log, alliance, since),
        proposals=part(Kind.DECISION, statuses=("proposed",)),
        risks=_worst_first(part(Kind.RISK, Kind.ISSUE, statuses=OPEN_STATUSES)),
        milestones=part(Kind.MILESTONE, statuses=("planned",), order="due"),
        changes=part(Kind.CHANGE, created_since=_start_of(since, visit)),
        health=points[-2:],
        prompts=tuple(_prompts(alliance, points, visit.today)),
    )


def last_meeting(log: TeamLog, alliance: Alliance, today: date) -> Entry | None:
    """Return the last steering meeting or quarterly review held before today, else any meeting."""
    wanted = Filter(alliances=(alliance.id,), kinds=(Kind.MEETING,), statuses=("held",), limit=100)
    held = [entry for entry in log.entries(wanted) if entry_day(entry) < today]
    committee = [e for e in held if e.fields.get("layer") in _LAYERS_OF_A_COMMITTEE]
    return max(committee or held, key=lambda e: (entry_day(e), e.number), default=None)


def _decided_since(log: TeamLog, alliance: Alliance, since: date) -> tuple[Row, ...]:
    wanted = Filter(
        alliances=(alliance.id,), kinds=(Kind.DECISION,), statuses=("agreed",), limit=500
    )
    decided = [entry for entry in log.entries(wanted) if entry_day(entry) >= since]
    decided.sort(key=lambda entry: (entry_day(entry), entry.number), reverse=True)
    return tuple(Row(entry, alliance) for entry in decided[:MOST_IN_A_PART])


def _worst_first(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    def severity(row: Row) -> int:
        fields = row.entry.fields
        worst = fields.get("impact") or fields.get("priority", "")
        return _SEVERITY.index(worst) if worst in _SEVERITY else len(_SEVERITY)

    return tuple(sorted(rows, key=severity))


def _start_of(day: date, visit: Visit) -> datetime:
    return datetime.combine(day, time.min, tzinfo=visit.now.tzinfo).astimezone(UTC)


def _prompts(alliance: Alliance, points: tuple[HealthPoint, ...], today: date) -> list[str]:
    """Name what tends to be forgotten."""
    prompts: list[str] = []
    if alliance.notice_on and today <= alliance.notice_on <= today + WARN_AHEAD:
        days = (alliance.notice_on - today).days
        prompts.append(f"Notice or renewal date in {days} days: {alliance.notice_on:%-d %b %Y}.")
    if alliance.next_review_on and alliance.next_review_on < today:
        prompts.append(f"The review planned for {alliance.next_review_on:%-d %b %Y} is past.")
    if alliance.stage is Stage.ACTIVE and (not points or points[-1].on + CHECK_EVERY < today):
        when = f"since {points[-1].on:%-d %b %Y}" if points else "yet"
        prompts.append(f"No health check {when}: `{COMMAND} health {alliance.name} us … them …`.")
    if alliance.stage in {Stage.LAUNCHING, Stage.ACTIVE}:
        missing = [
            word
            for word, name in (
                ("our sponsor", alliance.sponsor),
                ("their sponsor", alliance.partner_sponsor),
            )
            if not name
        ]
        if missing:
            prompts.append(f"Not named yet: {' and '.join(missing)}.")
    return prompts
