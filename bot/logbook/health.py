"""Health checks: both sides, 1 to 5, and how they change. Never who answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.logbook.errors import UnknownAllianceError
from bot.logbook.finding import find_alliance
from bot.logbook.kinds import KINDS, score_name
from bot.logbook.model import Audience, Dimension, Entry, Filter, Kind, Side
from bot.logbook.replies import HealthPoint, NeedsEntryForm, Reply, Saved, Trend
from bot.logbook.rules import entry_faults, read_score
from bot.logbook.writing import save_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.logbook.commands import Health, HealthCheck
    from bot.logbook.model import Alliance
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog

STEADY = 0.2
"""A mean score that moved by less than this between two checks counts as steady."""

CHECK_EVERY = timedelta(days=183)
"""Health checks are repeated every six to twelve months; we ask again after six."""

MOST_POINTS = 24


def record_check(visit: Visit, log: TeamLog, command: HealthCheck) -> Reply:
    """Write a health check, or open the form with what was understood."""
    faults: dict[str, str] = {}
    alliance: Alliance | None = None
    try:
        alliance = find_alliance(log, command.alliance)
    except UnknownAllianceError as error:
        faults["alliance"] = str(error) if command.alliance else "Which alliance is it about?"
    draft = _draft(visit, command, alliance)
    faults |= entry_faults(draft)
    if faults or alliance is None:
        name = alliance.name if alliance else command.alliance
        return NeedsEntryForm(draft, name, kind_is_known=True, faults=faults)
    saved = save_new(visit, log, draft)
    return Saved(
        saved.verb, saved.entry, saved.alliance, saved.operation, (*saved.remarks, *_gap(draft))
    )


def show_trend(visit: Visit, log: TeamLog, command: Health) -> Trend:
    """Return the checks of an alliance, oldest first."""
    alliance = find_alliance(log, command.alliance)
    return Trend(alliance, health_points(log, alliance), visit.today)


def health_points(log: TeamLog, alliance: Alliance) -> tuple[HealthPoint, ...]:
    """Return the finished checks of one alliance, oldest first."""
    return health_by_alliance(log, (alliance.id,)).get(alliance.id, ())


def health_by_alliance(
    log: TeamLog, alliances: tuple[int, ...] = (), latest: int = MOST_POINTS
) -> dict[int, tuple[HealthPoint, ...]]:
    """Return the last finished checks of several alliances, or all, by id, oldest first."""
    found: dict[int, list[HealthPoint]] = {}
    wanted = Filter(alliances=alliances, kinds=(Kind.HEALTH,), statuses=("final",))
    for entry in log.latest(wanted, latest):
        found.setdefault(entry.alliance_id, []).append(point_of(entry))
    by_day = {id_: sorted(points, key=_when) for id_, points in found.items()}
    return {id_: tuple(points) for id_, points in by_day.items()}


def point_of(entry: Entry) -> HealthPoint:
    """Read the scores of a health entry.

    A side's mean is its overall score where one was given, else the mean of its dimensions.
    """
    scores: dict[tuple[Side, Dimension], float] = {}
    for side in (Side.OURS, Side.THEIRS):
        for dimension in Dimension:
            score = read_score(entry.fields.get(score_name(side, dimension), ""))
            if score is not None:
                scores[side, dimension] = score
    respondents = entry.fields.get("respondents", "")
    return HealthPoint(
        on=entry_day(entry),
        number=entry.number,
        ours=_mean(scores, Side.OURS),
        theirs=_mean(scores, Side.THEIRS),
        scores=scores,
        respondents=int(respondents) if respondents.isdigit() else None,
        gap=entry.fields.get("gap", ""),
    )


def entry_day(entry: Entry) -> date:
    """Return the day it happened, or else was logged."""
    if entry.happened_on is not None:
        return entry.happened_on
    if entry.created_at is None:
        raise ValueError("an entry that was never stored has no day")
    return entry.created_at.date()


def direction(points: tuple[HealthPoint, ...]) -> str:
    """Say how health moved between the last two checks: up, down or steady.

    Where either side fell it is down: sides that part ways are worse than their mean.
    """
    ways = {
        moved_by([point.ours for point in points]),
        moved_by([point.theirs for point in points]),
    }
    return next((way for way in ("down", "up", "steady") if way in ways), "")


def moved_by(scores: Sequence[float | None]) -> str:
    """Say how a score moved between the last two times it was given; empty before that."""
    given = [score for score in scores if score is not None][-2:]
    if len(given) < 2:  # noqa: PLR2004
        return ""
    change = given[1] - given[0]
    if abs(change) < STEADY - 1e-9:
        return "steady"
    return "up" if change > 0 else "down"


def _when(point: HealthPoint) -> tuple[date, int]:
    return point.on, point.number


def _mean(scores: dict[tuple[Side, Dimension], float], side: Side) -> float | None:
    if (overall := scores.get((side, Dimension.OVERALL))) is not None:
        return overall
    given = [score for (whose, _), score in scores.items() if whose is side]
    return sum(given) / len(given) if given else None


def _draft(visit: Visit, command: HealthCheck, alliance: Alliance | None) -> Entry:
    fields = {score_name(*where): score for where, score in command.scores.items()}
    extras = {"respondents": command.respondents, "gap": command.gap, "plan": command.plan}
    fields |= {name: value for name, value in extras.items() if value}
    return Entry(
        alliance_id=alliance.id if alliance else 0,
        kind=Kind.HEALTH,
        summary=health_summary(fields),
        side=Side.JOINT,
        status="draft" if command.is_draft else KINDS[Kind.HEALTH].statuses[0],
        happened_on=command.on or visit.today,
        audience=Audience.SHARED if command.is_shared else Audience.INTERNAL,
        fields=fields,
    )


def health_summary(fields: dict[str, str]) -> str:
    """Say a check in one line: ``Health check: us 4.1, them 3.2``."""
    scores: dict[tuple[Side, Dimension], float] = {}
    for side in (Side.OURS, Side.THEIRS):
        for dimension in Dimension:
            score = read_score(fields.get(score_name(side, dimension), ""))
            if score is not None:
                scores[side, dimension] = score
    words = [
        f"{word} {mean:.1f}"
        for word, side in (("us", Side.OURS), ("them", Side.THEIRS))
        if (mean := _mean(scores, side)) is not None
    ]
    gap = f"; gap: {fields['gap']}" if fields.get("gap") else ""
    return f"Health check: {', '.join(words) or 'no scores yet'}{gap}"


def _gap(draft: Entry) -> tuple[str, ...]:
    """Say so when the two sides see the alliance differently: trouble shows there first."""
    ours, theirs = (
        read_score(draft.fields.get(score_name(side, Dimension.OVERALL), ""))
        for side in (Side.OURS, Side.THEIRS)
    )
    if ours is None or theirs is None or abs(ours - theirs) < 1:
        return ()
    return ("The two sides are a point or more apart; that difference is worth a conversation.",)
