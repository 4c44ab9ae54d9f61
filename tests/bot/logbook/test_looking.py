"""What is due, owed, stale, found, briefed; and the health of it all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import UsageError
from bot.logbook.briefs import last_meeting
from bot.logbook.export import pack_document
from bot.logbook.health import direction
from bot.logbook.model import Dimension, Kind, Side
from bot.logbook.replies import (
    AllianceCard,
    DueList,
    EntryCard,
    Ledger,
    Listing,
    Pack,
    Portfolio,
    Saved,
    StaleList,
    TeamCard,
    Trend,
)

if TYPE_CHECKING:
    from bot.logbook.logbook import Logbook
    from tests.bot.logbook.conftest import People, Team


def numbers(rows: tuple[object, ...]) -> list[int]:
    return [row.entry.number for row in rows]  # type: ignore[attr-defined]


def test_owed_has_two_columns_soonest_first(acme: Team) -> None:
    acme("new Globex")
    acme("log Acme commitment: later, due 1 Jan 2027")
    acme("log Acme commitment: sooner, due friday")
    acme("log Acme commitment: data, theirs, due 1 Nov 2026")
    acme("log Globex commitment: both, joint")
    acme("log Acme action: no commitment")
    acme("log Acme commitment: finished")
    acme("done 6")

    everything, acme_only = acme("owed"), acme("what do we still owe acme before the steerco")

    assert isinstance(everything, Ledger)
    assert isinstance(acme_only, Ledger)
    assert numbers(everything.ours) == [2, 1]
    assert numbers(everything.theirs) == [3]
    assert numbers(everything.joint) == [4]
    assert numbers(acme_only.joint) == []
    assert acme_only.side is Side.OURS


def test_due_splits_what_is_late_from_what_is_soon(acme: Team) -> None:
    acme("edit Acme next review 30 Nov, notice 5 Dec")
    acme("log Acme action: late, due 1 Nov 2026")
    acme("log Acme action: today, due today")
    acme("log Acme action: soon, due 4 Dec, owner <@UBOB>")
    acme("log Acme action: far, due 1 Mar 2027")

    reply, mine = acme("due"), acme.by("UBOB")("due mine")

    assert isinstance(reply, DueList)
    assert isinstance(mine, DueList)
    assert (numbers(reply.overdue), numbers(reply.upcoming)) == ([1], [2, 3])
    assert [(d.what, d.on) for d in reply.dates] == [
        ("next review", date(2026, 11, 30)),
        ("notice or renewal date", date(2026, 12, 5)),
    ]
    assert numbers(mine.upcoming) == [3]


def test_stale_names_the_silent_and_not_the_closed_or_young(acme: Team) -> None:
    acme("new Globex")
    acme("new Closed, stage closed")
    acme("log Acme meeting: kick-off")
    later = acme.at(acme.visit.now + timedelta(days=61))
    later("new Young")
    later("log Globex note: hello")

    anything, meetings = later("stale"), later("which alliances have had no meeting in 60 days")

    assert isinstance(anything, StaleList)
    assert isinstance(meetings, StaleList)
    assert [a.name for a, _ in anything.alliances] == ["Acme"]
    assert [a.name for a, _ in meetings.alliances] == ["Globex", "Young", "Acme"]


def test_find_looks_for_word_stems_and_for_most_words_when_not_all_are_there(acme: Team) -> None:
    acme("log Acme decision: exclusive rights for Hooli until 2028")
    acme("log Acme note: exclusivity was hard to agree")

    both = acme("find exclusivity")
    decided = acme("when did we agree exclusivity and who was there")
    partly = acme("find exclusivity zebra")

    for reply, expected in ((both, [2, 1]), (decided, [1]), (partly, [2, 1])):
        assert isinstance(reply, Listing)
        assert numbers(reply.rows) == expected


def test_a_long_list_is_paged(acme: Team) -> None:
    for number in range(12):
        acme(f"log Acme note: n{number}")

    first, second = acme("list Acme notes"), acme("list Acme notes page 2")

    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert (len(first.rows), first.total, first.more) == (10, 12, "/alliance list Acme note page 2")
    assert (len(second.rows), second.more) == (2, "")


def test_health_keeps_scores_by_side_and_shows_the_trend(acme: Team) -> None:
    acme("health Acme us 4 them 3.5, 12 respondents")
    later = acme.at(acme.visit.now + timedelta(days=180))
    reply = later("health Acme governance us 4.5 them 2, culture us 3.5 them 2, gap is speed")

    trend = later("health Acme")

    assert isinstance(reply, Saved)
    assert reply.entry.summary == "Health check: us 4.0, them 2.0; gap: speed"
    assert isinstance(trend, Trend)
    assert [(p.ours, p.theirs) for p in trend.points] == [(4.0, 3.5), (4.0, 2.0)]
    assert trend.points[0].respondents == 12
    assert trend.points[1].scores[Side.THEIRS, Dimension.GOVERNANCE] == 2.0
    assert direction(trend.points) == "down"


def test_health_never_keeps_who_answered(acme: Team) -> None:
    with pytest.raises(UsageError, match="never keeps who answered"):
        acme("health Acme us 4, gap is what <@UBOB|bob> said")


def test_the_brief_covers_what_happened_since_the_last_steering_meeting(acme: Team) -> None:
    acme("log Acme decision: old, agreed 1 Oct")
    acme("log Acme meeting: steerco, steering, held 2 Nov")
    acme("log Acme meeting: weekly, working, held 20 Nov")
    acme("log Acme decision: new, agreed 12 Nov")
    acme("log Acme decision: open question, proposed")
    acme("log Acme risk: small, likely, low")
    acme("log Acme risk: big, unlikely, severe")
    acme("log Acme commitment: data, theirs, due 1 Dec")
    acme("log Acme milestone: launch, due 1 Feb")
    acme("health Acme us 4 them 3")

    pack = acme("brief Acme")

    assert isinstance(pack, Pack)
    assert (pack.since, pack.since_meeting) == (date(2026, 11, 2), 2)
    assert numbers(pack.decisions) == [4]
    assert numbers(pack.proposals) == [5]
    assert numbers(pack.risks) == [7, 6]
    assert numbers(pack.ledger.theirs) == [8]
    assert numbers(pack.milestones) == [9]
    assert [p.number for p in pack.health] == [10]


def test_the_last_meeting_is_before_today_and_any_will_do_if_no_committee_met(acme: Team) -> None:
    acme("log Acme meeting: weekly, held 20 Nov")
    acme("log Acme meeting: today's, held today")
    acme("log Acme meeting: planned one, planned, due friday")
    log = acme.book.open(acme.visit)

    found = last_meeting(log, log.alliances()[0], acme.visit.today)

    assert found is not None
    assert found.number == 1


def test_the_brief_says_what_is_easily_forgotten(acme: Team) -> None:
    acme("edit Acme notice 1 Jan, next review 1 Nov 2026")
    acme("new Bare, stage active")

    pack, bare = acme("brief Acme since 1 Nov"), acme("brief Bare")

    assert isinstance(pack, Pack)
    assert isinstance(bare, Pack)
    assert pack.since == date(2026, 11, 1)
    assert "Notice or renewal date in 39 days: 1 Jan 2027." in pack.prompts
    assert any("No health check yet" in prompt for prompt in pack.prompts)
    assert any("our sponsor and their sponsor" in prompt for prompt in bare.prompts)


def test_the_pack_is_a_markdown_file_whose_lines_link_their_messages(acme: Team) -> None:
    acme("log Acme commitment: *send* <b>data</b>, due 1 Dec, https://x.slack.com/archives/C1/p17")
    pack = acme("brief Acme")
    assert isinstance(pack, Pack)

    document = pack_document(pack)

    text = document.content.decode()
    assert document.name == "acme-pack-2026-11-23.md"
    assert r"- **#1** \*send\* \<b\>data\</b\> — due 1 Dec 2026" in text
    assert "([message](https://x.slack.com/archives/C1/p17))" in text


def test_overviews_count_what_is_open_and_late(acme: Team) -> None:
    acme("new Globex, stage closed")
    acme("log Acme action: late, due 1 Nov 2026")
    acme("log Acme action: open")
    acme("health Acme us 4 them 3")

    everything, one = acme("show"), acme("show acme")

    assert isinstance(everything, Portfolio)
    assert [(line.alliance.name, line.open, line.overdue) for line in everything.lines] == [
        ("Acme", 2, 1),
        ("Globex", 0, 0),
    ]
    assert isinstance(one, AllianceCard)
    assert one.line.health is not None
    assert numbers(one.due) == [1]
    assert numbers(one.latest) == [3, 2, 1]


def test_an_entry_shows_its_history(acme: Team) -> None:
    acme("log Acme action: one")
    acme.by("UBOB")("edit 1 summary two")

    card = acme("show #1")

    assert isinstance(card, EntryCard)
    assert [(o.who, o.action) for o in card.history] == [("UBOB", "edit"), ("UANN", "log")]
    assert card.row.entry.kind is Kind.ACTION


def test_a_team_is_renamed_linked_and_given_a_zone(
    acme: Team, book: Logbook, people: People
) -> None:
    people.channels["C9"] = {"UANN"}

    renamed = acme("team rename Acme squad")
    assert isinstance(renamed, TeamCard)
    acme.visit = type(acme.visit)(renamed.team, "UANN", acme.visit.audience, acme.visit.now)
    linked = acme("team link <#C9|deals>")

    assert isinstance(linked, TeamCard)
    assert (linked.team.name, linked.team.channels) == ("Acme squad", ("C1", "C9"))
    assert book.teams.of_channel("T1", "C9") == linked.team
    with pytest.raises(UsageError, match="Did you mean `Europe/Berlin`"):
        acme("team zone europe/berln")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("team link <#C2|theirs>", "Only somebody who is in both"),
        ("team link #deals", "Name the channel with #"),
        ("team unlink <#C1|own>", "only channel"),
        ("team rename", "1 to 80 characters"),
        ("team digest perhaps", "on or off"),
        ("team explode", "I do not know"),
    ],
)
def test_what_a_team_may_not_do_is_said(acme: Team, line: str, reason: str) -> None:
    with pytest.raises(Exception, match=reason):
        acme(line)
