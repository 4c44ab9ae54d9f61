"""What a team is told unasked: rarely, in its working hours, and only when there is something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.logbook.notices import Notice, is_time, notice_for
from bot.store.notices import NoticeStore
from tests.bot.logbook.conftest import MONDAY

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.bot.logbook.conftest import Team


def opted(team: Team, *, digest: bool = True, reminders: bool = True) -> Team:
    with_both = replace(team.visit.team, digest=digest, reminders=reminders)
    return type(team)(team.book, replace(team.visit, team=team.book.teams.save(with_both)))


def on(team: Team, database: Database, day: int) -> Notice | None:
    """Return what the team is told so many days after Monday, and remember that it was."""
    store = NoticeStore(database)
    visit = replace(team.visit, now=MONDAY + timedelta(days=day))
    notice = notice_for(visit, team.book.open(visit), store.told(visit.team.id))
    if notice:
        store.tell(visit.team.id, notice.subjects, visit.today)
    return notice


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        (9, 23, True),
        (16, 23, True),
        (8, 23, False),
        (17, 23, False),
        (10, 28, False),
        (10, 29, False),
    ],
)
def test_working_hours_are_the_teams_own(
    acme: Team, hour: int, day: int, *, expected: bool
) -> None:
    team = opted(acme).visit.team

    assert is_time(team, datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo(team.zone))) is expected


def test_nobody_is_told_who_did_not_ask(acme: Team, database: Database) -> None:
    acme("log Acme action: late, due 1 Nov 2026")
    team = opted(acme, digest=False, reminders=False)

    assert not is_time(team.visit.team, MONDAY)
    assert on(team, database, 0) is None


def test_the_digest_comes_on_monday_and_is_quiet_when_there_is_nothing(
    acme: Team, database: Database
) -> None:
    team = opted(acme, reminders=False)

    assert on(team, database, 0) is None
    acme("log Acme action: late, due 1 Nov 2026")
    acme("log Acme action: this week, due friday")
    acme("log Acme action: far, due 1 Mar 2027")
    told = on(team, database, 0)

    assert told is not None
    assert [row.entry.number for row in told.overdue] == [1]
    assert [row.entry.number for row in told.upcoming] == [2]
    assert on(team, database, 1) is None


def test_one_entry_is_recalled_three_times_at_most(acme: Team, database: Database) -> None:
    acme("log Acme action: send it, due tomorrow")
    team = opted(acme, digest=False)

    told = [day for day in range(30) if on(team, database, day)]

    assert told == [0, 1, 8]


def test_one_overdue_entry_stands_in_four_digests_and_again_with_another_day(
    acme: Team, database: Database
) -> None:
    acme("log Acme action: ignored, due 1 Nov 2026")
    acme("edit Acme next review 10 Nov 2026")
    team = opted(acme, reminders=False)

    told = [week for week in range(8) if on(team, database, 7 * week)]
    acme("log Acme action: new, due 20 Jan 2027")
    beside = on(team, database, 63)
    acme("edit #1 due 25 Jan 2027")
    again = on(team, database, 70)

    assert told == [0, 1, 2, 3]
    assert beside is not None
    assert ([row.entry.number for row in beside.overdue], beside.more) == ([2], 1)
    assert again is not None
    assert 1 in [row.entry.number for row in again.overdue]


def test_new_dues_are_told_of_beside_many_old_ones(acme: Team, database: Database) -> None:
    for number in range(60):
        acme(f"log Acme action: old {number}, due 1 Nov 2026")
    team = opted(acme)
    for week in range(20):
        on(team, database, 7 * week)
    acme("log Acme action: fresh, due 13 Apr 2027")

    told = on(team, database, 140)

    assert told is not None
    assert [row.entry.summary for row in (*told.overdue, *told.upcoming)] == ["fresh"]


def test_what_is_done_is_not_recalled(acme: Team, database: Database) -> None:
    acme("log Acme action: late, due 1 Nov 2026")
    team = opted(acme, digest=False)
    assert on(team, database, 0)

    acme("done 1")

    assert on(team, database, 1) is None


def test_a_silent_alliance_is_named_once_for_each_silence(acme: Team, database: Database) -> None:
    acme("log Acme note: hello")
    team = opted(acme, reminders=False)

    first = [day for day in range(0, 140, 7) if on(team, database, day)]
    acme.at(MONDAY + timedelta(days=140))("log Acme note: again")
    second = [day for day in range(147, 300, 7) if on(team, database, day)]

    assert first == [63]
    assert second == [203]


def test_telling_twice_on_a_day_counts_once(acme: Team, database: Database) -> None:
    store, team = NoticeStore(database), acme.visit.team.id

    for _ in range(2):
        store.tell(team, ["entry 1"], date(2026, 11, 23))
    store.tell(team, ["entry 1"], date(2026, 11, 24))

    assert store.told(team)["entry 1"].times == 2
