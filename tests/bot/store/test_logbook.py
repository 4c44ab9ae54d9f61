"""A team's log is kept whole: versions, history, numbers, scope."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.logbook.model import Act, Alliance, Audience, Entry, Filter, Kind, Removal, Side, Team
from bot.store.logbook import NameTakenError, TeamLog
from bot.store.logbook_writing import AlreadyUndoneError, ChangedMeanwhileError
from bot.store.restore import Archive
from bot.store.teams import ChannelTakenError, TeamChangedError, TeamStore

if TYPE_CHECKING:
    from bot.store.database import Database

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
ACT = Act("U1", NOW, "log")


@pytest.fixture
def team(database: Database) -> Team:
    return TeamStore(database).make("T1", "C1", "acme-alliance", "Europe/Berlin", NOW)


@pytest.fixture
def log(database: Database, team: Team) -> TeamLog:
    return TeamLog(database, team, Audience.INTERNAL)


def alliance_in(log: TeamLog, name: str = "Acme", audience: Audience = Audience.SHARED) -> Alliance:
    new = Alliance(name=name, audience=audience, created_by="U1", created_at=NOW)
    made = log.record([new], ACT).changes[0].after
    assert isinstance(made, Alliance)
    return made


def entry_in(log: TeamLog, alliance: Alliance, summary: str = "pilot", **values: object) -> Entry:
    new = Entry(alliance.id, Kind.ACTION, summary, created_by="U1", created_at=NOW, **values)  # type: ignore[arg-type]
    made = log.record([new], ACT).changes[0].after
    assert isinstance(made, Entry)
    return made


def test_an_entry_comes_back_as_it_was_written(log: TeamLog) -> None:
    acme = alliance_in(log)
    new = Entry(
        alliance_id=acme.id,
        kind=Kind.RISK,
        summary="Sponsor leaves — “soon” 🤝",
        details="line\nline",
        side=Side.THEIRS,
        owner="<@U9>",
        due_on=date(2026, 12, 4),
        due_text="",
        happened_on=date(2026, 11, 1),
        status="open",
        audience=Audience.SHARED,
        permalink="https://x.slack.com/archives/C1/p1",
        fields={"likelihood": "high"},
        created_by="U1",
        created_at=NOW,
    )

    log.record([new], ACT)

    assert log.entry(1) == replace(new, number=1, version=1)


def test_an_alliance_comes_back_as_it_was_written(log: TeamLog) -> None:
    new = Alliance(
        name="Acme, Inc.",
        purpose="data",
        started_on=date(2026, 1, 1),
        charter="https://example.org/charter",
        created_by="U1",
        created_at=NOW,
    )

    log.record([new], ACT)

    assert log.alliances() == [replace(new, id=1, version=1)]


def test_numbers_count_up_within_the_team(database: Database, log: TeamLog) -> None:
    other = TeamStore(database).make("T1", "C2", "other", "UTC", NOW)
    other_log = TeamLog(database, other, Audience.INTERNAL)
    mine, theirs = alliance_in(log), alliance_in(other_log)

    assert [entry_in(log, mine).number, entry_in(log, mine).number] == [1, 2]
    assert entry_in(other_log, theirs).number == 1


def test_a_second_alliance_of_the_same_name_is_refused(log: TeamLog) -> None:
    alliance_in(log, "Acme, Inc.")

    with pytest.raises(NameTakenError, match="acme inc"):
        alliance_in(log, "acme inc")


def test_a_removed_alliance_gives_its_name_free_and_hides_its_entries(log: TeamLog) -> None:
    acme = alliance_in(log)
    entry_in(log, acme)

    log.record([replace(acme, removed=Removal("U1", NOW, "mistake"))], ACT)

    assert log.alliances() == []
    assert log.entries(Filter()) == []
    assert [a.name for a in log.removed_alliances()] == ["Acme"]
    assert alliance_in(log).id == 2


def test_the_second_of_two_editors_is_told(log: TeamLog) -> None:
    entry = entry_in(log, alliance_in(log))
    log.record([replace(entry, summary="first")], ACT)

    with pytest.raises(ChangedMeanwhileError, match="Somebody else just changed #1"):
        log.record([replace(entry, summary="second")], ACT)

    found = log.entry(1)
    assert found is not None
    assert found.summary == "first"


def test_of_twenty_editors_at_once_exactly_one_wins(database: Database, log: TeamLog) -> None:
    entry = entry_in(log, alliance_in(log))
    outcomes: list[str] = []

    def edit(text: str) -> None:
        try:
            log.record([replace(entry, summary=text)], ACT)
            outcomes.append(text)
        except ChangedMeanwhileError:
            outcomes.append("told")

    threads = [threading.Thread(target=edit, args=(f"by {n}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [outcome for outcome in outcomes if outcome != "told"]
    found = log.entry(1)
    assert found is not None
    assert (len(outcomes), won) == (20, [found.summary])


def test_twenty_writers_at_once_lose_nothing(log: TeamLog) -> None:
    acme = alliance_in(log)
    threads = [threading.Thread(target=entry_in, args=(log, acme, f"e{n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = log.entries(Filter())
    assert sorted(e.number for e in found) == list(range(1, 21))
    assert len({e.summary for e in found}) == 20


def test_history_tells_who_when_before_and_after(log: TeamLog) -> None:
    entry = entry_in(log, alliance_in(log))
    after = replace(entry, summary="changed", fields={"x": "y"})

    log.record([after], Act("U2", NOW, "edit"))

    last, first = log.history(entry)
    assert (last.who, last.at, last.action) == ("U2", NOW, "edit")
    assert last.changes[0].before == entry
    assert last.changes[0].after == replace(after, version=2)
    assert first.changes[0].before is None


def test_an_operation_that_fails_in_the_middle_leaves_nothing(log: TeamLog) -> None:
    acme = alliance_in(log)
    stale = replace(entry_in(log, acme), version=7)
    fresh = Entry(acme.id, Kind.NOTE, "half", created_by="U1", created_at=NOW)

    with pytest.raises(ChangedMeanwhileError):
        log.record([fresh, stale], ACT)

    assert [e.summary for e in log.entries(Filter())] == ["pilot"]
    assert len(list(log.all_operations())) == 2
    assert entry_in(log, acme).number == 2


def test_an_operation_is_undone_once(log: TeamLog) -> None:
    entry = entry_in(log, alliance_in(log))
    operation = log.last_operation("U1")
    assert operation is not None
    removed = replace(entry, removed=Removal("U1", NOW, "undone"))
    log.record([removed], Act("U1", NOW, "undo", undoes=operation.id))

    with pytest.raises(AlreadyUndoneError):
        log.record([replace(removed, version=2)], Act("U1", NOW, "undo", undoes=operation.id))

    undone = log.operation(operation.id)
    assert undone is not None
    assert undone.undone_by == operation.id + 1


def test_the_last_operation_is_the_persons_own_and_still_stands(log: TeamLog) -> None:
    acme = alliance_in(log)
    mine = entry_in(log, acme, "mine")
    log.record([replace(mine, summary="theirs")], Act("U2", NOW, "edit"))

    last = log.last_operation("U1")

    assert last is not None
    assert last.changes[0].after == mine
    assert log.last_operation("U3") is None


def test_entries_are_found_by_the_beginning_of_every_word_without_accents(log: TeamLog) -> None:
    acme = alliance_in(log)
    entry_in(log, acme, "Exclusivity for café machines agreed 100%")
    entry_in(log, acme, "Excluded machines")

    def find(*words: str) -> list[int]:
        return [e.number for e in log.entries(Filter(words=words))]

    assert find("exclus", "CAFE") == [1]
    assert find("machines") == [2, 1]
    assert find("achines") == []
    assert find("100%") == [1]
    assert find("%") == [2, 1]
    assert find("_xclus") == []


def test_what_is_changed_purged_or_of_another_team_leaves_no_word_behind(
    database: Database, team: Team, log: TeamLog
) -> None:
    acme = alliance_in(log)
    changed, gone = entry_in(log, acme, "quagga"), entry_in(log, acme, "quokka")
    other = TeamStore(database).make("T1", "C2", "other", "UTC", NOW)
    other_log = TeamLog(database, other, Audience.INTERNAL)
    entry_in(other_log, alliance_in(other_log), f"quetzal {team.id} {team.id}xquagga")
    log.record([replace(changed, summary="quoll", details="x" * 3000)], ACT)
    removed = replace(gone, removed=Removal("U1", NOW, "twice"))
    log.record([removed], ACT)
    Archive(database, team).purge(NOW + timedelta(days=1), "admin", NOW, "retention")

    def find(word: str) -> list[int]:
        return [e.number for e in log.entries(Filter(words=(word,)))]

    assert [find(word) for word in ("quagga", "quokka", "quetzal", str(team.id))] == [[]] * 4
    assert [find(word) for word in ("quoll", "x" * 3000)] == [[1], [1]]
    if database.is_sqlite:
        with database.reading() as connection:
            kept = "SELECT count(*) FROM entry_word WHERE entry_word MATCH ?"
            its_word = (f"{team.id}xquokka",)
            assert connection.exec_driver_sql(kept, its_word).scalar_one() == 0


def test_entries_are_filtered_and_ordered(log: TeamLog) -> None:
    acme, globex = alliance_in(log), alliance_in(log, "Globex")
    late = entry_in(log, acme, "late", due_on=date(2026, 12, 1), status="open", owner="<@U2>")
    soon = entry_in(log, acme, "soon", due_on=date(2026, 11, 24), status="open", side=Side.THEIRS)
    undated = entry_in(log, globex, "undated", status="done")

    assert log.entries(Filter(order="due")) == [soon, late, undated]
    assert log.entries(Filter(due_by=date(2026, 11, 30))) == [soon]
    assert log.entries(Filter(statuses=("open",), side=Side.OURS)) == [late]
    assert log.entries(Filter(alliances=(globex.id,))) == [undated]
    assert log.entries(Filter(owner="<@U2>")) == [late]
    assert log.entries(Filter(limit=1, offset=1, order="due")) == [late]
    assert log.count(Filter(kinds=(Kind.ACTION,))) == 3
    assert log.last_entry_at(Filter()) == {acme.id: NOW, globex.id: NOW}


def test_outsiders_see_only_shared_entries_of_shared_alliances(
    database: Database, team: Team, log: TeamLog
) -> None:
    acme = alliance_in(log)
    hidden = alliance_in(log, "Hidden", Audience.INTERNAL)
    shown = entry_in(log, acme, audience=Audience.SHARED)
    entry_in(log, acme, audience=Audience.INTERNAL)
    entry_in(log, hidden, audience=Audience.SHARED)
    outside = TeamLog(database, team, Audience.SHARED)

    assert outside.alliances() == [acme]
    assert outside.alliance(hidden.id) is None
    assert outside.entries(Filter()) == [shown]
    assert [outside.entry(number) for number in (1, 2, 3)] == [shown, None, None]
    assert outside.count(Filter()) == 1
    assert outside.last_entry_at(Filter()) == {acme.id: NOW}


def test_no_reading_door_of_a_log_leads_to_another_teams(database: Database, log: TeamLog) -> None:
    other = TeamStore(database).make("T1", "C2", "other", "UTC", NOW)
    other_log = TeamLog(database, other, Audience.INTERNAL)
    for number in range(3):
        secret = alliance_in(other_log, f"Secret {number}")
        entry_in(other_log, secret, "secret words")
    alliance_in(log)

    assert [a.name for a in log.alliances()] == ["Acme"]
    assert [log.alliance(n) for n in (2, 3)] == [None, None]
    assert [log.entry(n) for n in (1, 2, 3)] == [None, None, None]
    assert log.entries(Filter(words=("secret",))) == []
    assert log.entries(Filter(alliances=(1, 2, 3))) == []
    assert log.count(Filter()) == 0
    assert log.last_entry_at(Filter()) == {}
    assert [log.operation(n) for n in range(2, 7)] == [None] * 5
    assert len(list(log.all_operations())) == 1
    assert log.removed_entries() == []


def test_no_writing_door_of_a_log_leads_to_another_teams(database: Database, log: TeamLog) -> None:
    other = TeamStore(database).make("T1", "C2", "other", "UTC", NOW)
    other_log = TeamLog(database, other, Audience.INTERNAL)
    theirs = entry_in(other_log, alliance_in(other_log), "theirs")
    acme = alliance_in(log)

    with pytest.raises(ChangedMeanwhileError):
        log.record([replace(theirs, summary="stolen")], ACT)
    third = entry_in(other_log, alliance_in(other_log, "Globex"), "their fourth operation")
    with pytest.raises(AlreadyUndoneError):
        log.record([replace(acme, purpose="x")], Act("U1", NOW, "undo", undoes=4))

    assert other_log.entry(1) == theirs
    assert other_log.history(third)[0].undone_by is None


def test_a_channel_becomes_a_team_once(database: Database) -> None:
    store = TeamStore(database)
    made: list[Team] = []

    def make() -> None:
        made.append(store.make("T1", "C9", "new", "UTC", NOW))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({team.id for team in made}) == 1
    assert len(store.all("T1")) == 1


def test_channels_are_linked_and_unlinked(database: Database, team: Team) -> None:
    store = TeamStore(database)
    other = store.make("T1", "C7", "other", "UTC", NOW)

    assert store.link(team, "C2").channels == ("C1", "C2")
    with pytest.raises(ChannelTakenError):
        store.link(other, "C2")
    assert store.unlink(team, "C2").channels == ("C1",)
    assert store.unlink(other, "C1") == other
    assert store.of_channel("T1", "C1") is not None


def test_a_team_of_another_workspace_does_not_exist(database: Database, team: Team) -> None:
    store = TeamStore(database)

    assert store.get("T2", team.id) is None
    assert store.of_channel("T2", "C1") is None
    assert store.of_channels("T2", ["C1"]) == []
    with pytest.raises(TeamChangedError):
        store.save(replace(team, workspace="T2", name="stolen"))


def test_two_people_changing_the_team_at_once(database: Database, team: Team) -> None:
    store = TeamStore(database)
    store.save(replace(team, name="first"))

    with pytest.raises(TeamChangedError):
        store.save(replace(team, name="second"))

    assert store.of_channel("T1", "C1") == replace(team, name="first", version=2)
