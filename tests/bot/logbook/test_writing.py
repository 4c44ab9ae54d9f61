"""Entries and alliances are written, replaced, finished, deleted, as the rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from bot.logbook.errors import FormError, NotYoursError, UnknownAllianceError, UnknownEntryError
from bot.logbook.model import Audience, Kind, Stage
from bot.logbook.replies import (
    AllianceSaved,
    Choice,
    EntryCard,
    Listing,
    NeedsAllianceForm,
    NeedsEntryForm,
    Saved,
    Undone,
)
from bot.logbook.writing import save_edit
from bot.store.logbook import NameTakenError
from bot.store.logbook_writing import AlreadyUndoneError, ChangedMeanwhileError

if TYPE_CHECKING:
    from bot.logbook.model import Entry
    from tests.bot.logbook.conftest import Team


def logged(team: Team, line: str) -> Entry:
    reply = team(line)
    assert isinstance(reply, Saved), reply
    return reply.entry


def entry(team: Team, number: int) -> Entry:
    reply = team(f"show #{number}")
    assert isinstance(reply, EntryCard)
    return reply.row.entry


def test_a_decision_is_logged_and_seen_by_the_whole_team(acme: Team) -> None:
    logged(acme, "log Acme decision: pilot moves to Q1, owner <@UPRIYA|priya>")

    seen = entry(acme.by("UBOB"), 1)

    assert (seen.kind, seen.summary) == (Kind.DECISION, "pilot moves to Q1")
    assert (seen.owner, seen.status, seen.created_by) == ("<@UPRIYA>", "agreed", "UANN")
    assert seen.audience is Audience.INTERNAL


def test_what_is_missing_is_asked_for_with_what_was_understood(acme: Team) -> None:
    reply = acme("log Acmee risk: sponsor leaves, likely")

    assert isinstance(reply, NeedsEntryForm)
    assert reply.entry.summary == "sponsor leaves"
    assert reply.entry.fields == {"likelihood": "high"}
    assert "Did you mean Acme?" in reply.faults["alliance"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("log", "summary"),
        ("log Acme: called Tom", "kind"),
        ("log Globex risk: fire", "alliance"),
        ("log Acme risk:", "summary"),
        (f"log Acme note: {'x' * 600}", "summary"),
        ("health Acme us 6", "ours overall"),
        ("health Acme them 0.5", "theirs overall"),
        ("health Acme gap is speed", "scores"),
    ],
)
def test_a_fault_is_named_at_its_field(acme: Team, line: str, field: str) -> None:
    acme("new Initech")  # with a single alliance its name may be left out

    reply = acme(line)

    assert isinstance(reply, NeedsEntryForm)
    assert field in reply.faults


def test_the_only_alliance_need_not_be_named(acme: Team) -> None:
    assert logged(acme, "log note: they moved house").alliance_id == 1


def test_a_decision_is_replaced_and_never_edited(acme: Team) -> None:
    logged(acme, "log Acme decision: pilot in Q1")

    with pytest.raises(UserError, match="replaced, not edited"):
        acme("edit #1 summary pilot in Q2")
    logged(acme, "log Acme decision: pilot in Q2, replaces #1")

    card = acme("show #1")
    assert isinstance(card, EntryCard)
    assert (card.row.entry.summary, card.row.entry.status) == ("pilot in Q1", "replaced")
    assert card.replaced_by == 2
    assert entry(acme, 2).replaces == 1


@pytest.mark.parametrize("target", ["#9", "#2", "#1"])
def test_only_a_standing_decision_can_be_replaced(acme: Team, target: str) -> None:
    logged(acme, "log Acme decision: pilot in Q1")
    logged(acme, "log Acme note: a note")
    logged(acme, "log Acme decision: pilot in Q2, replaces #1")

    with pytest.raises(FormError) as caught:
        acme(f"log Acme decision: other, replaces {target}")

    assert set(caught.value.faults) == {"replaces"}


def test_an_edit_changes_what_it_names_and_nothing_else(acme: Team) -> None:
    before = logged(acme, "log Acme action: write minutes, owner <@UBOB>, due 1 Dec, #shared")

    after = acme("edit #1 due 5 Dec")

    assert isinstance(after, Saved)
    assert after.entry == replace(before, due_on=date(2026, 12, 5), version=2)


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(acme: Team) -> None:
    opened = logged(acme, "log Acme action: write minutes")
    acme.by("UBOB")("edit #1 summary write the minutes")

    with pytest.raises(ChangedMeanwhileError):
        save_edit(acme.visit, acme.book.open(acme.visit), replace(opened, summary="mine"))

    assert entry(acme, 1).summary == "write the minutes"


def test_done_by_words_finishes_the_only_one_that_has_them(acme: Team) -> None:
    logged(acme, "log Acme commitment: send the API document")
    logged(acme, "log Acme commitment: send the price list")

    reply = acme("mark the API doc one done")

    assert isinstance(reply, Saved)
    assert (reply.entry.number, reply.entry.status) == (1, "done")


def test_done_asks_which_when_several_have_the_words(acme: Team) -> None:
    logged(acme, "log Acme commitment: send the API document")
    logged(acme, "log Acme action: review the API document")

    reply = acme("done API")

    assert isinstance(reply, Choice)
    assert {row.entry.number for row in reply.rows} == {1, 2}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("log Acme risk: fire", "closed"),
        ("log Acme issue: smoke", "resolved"),
        ("log Acme milestone: launch, due 1 Dec", "hit"),
        ("log Acme meeting: review, planned", "held"),
        ("log Acme decision: go, proposed", "agreed"),
    ],
)
def test_done_means_for_each_kind_what_ends_it(acme: Team, line: str, status: str) -> None:
    logged(acme, line)

    reply = acme("done 1")

    assert isinstance(reply, Saved)
    assert reply.entry.status == status
    with pytest.raises(UserError, match="already"):
        acme("done 1")


def test_a_note_cannot_be_done(acme: Team) -> None:
    logged(acme, "log Acme note: nothing")

    with pytest.raises(UserError, match="not something to be done"):
        acme("done 1")


def test_a_deletion_wants_a_reason_and_can_be_undone(acme: Team) -> None:
    before = logged(acme, "log Acme note: twice")
    with pytest.raises(FormError):
        acme("delete 1")

    acme("delete 1 because logged twice")
    with pytest.raises(UnknownEntryError):
        acme("show 1")
    acme("undo")

    assert entry(acme, 1) == replace(before, version=3)


def test_deleting_an_alliance_hides_its_entries_until_it_is_undone(acme: Team) -> None:
    logged(acme, "log Acme note: kept")

    acme("delete Acme because it never came to be")
    with pytest.raises(UnknownAllianceError):
        acme("show Acme")
    with pytest.raises(UnknownEntryError):
        acme("show 1")
    acme("undo")

    assert entry(acme, 1).summary == "kept"


def test_undo_takes_back_one_step_after_the_other(acme: Team) -> None:
    logged(acme, "log Acme action: one")
    acme("edit 1 summary two")
    acme("done 1")

    seen = []
    for _ in range(2):
        assert isinstance(acme("undo that"), Undone)
        seen.append((entry(acme, 1).summary, entry(acme, 1).status))
    acme("undo")

    assert seen == [("two", "open"), ("one", "open")]
    with pytest.raises(UnknownEntryError):
        acme("show 1")


def test_undoing_a_replacement_restores_both_decisions(acme: Team) -> None:
    logged(acme, "log Acme decision: pilot in Q1")
    logged(acme, "log Acme decision: pilot in Q2, replaces #1")

    acme("undo")

    assert entry(acme, 1).status == "agreed"
    with pytest.raises(UnknownEntryError):
        acme("show 2")


def test_undo_never_overwrites_what_somebody_else_did_since(acme: Team) -> None:
    logged(acme, "log Acme action: one")
    acme.by("UBOB")("edit 1 summary two")

    with pytest.raises(ChangedMeanwhileError):
        acme("undo")

    assert entry(acme, 1).summary == "two"


def test_only_ones_own_change_is_undone(acme: Team) -> None:
    logged(acme, "log Acme action: one")

    with pytest.raises(UserError, match="changed nothing"):
        acme.by("UBOB")("undo")
    with pytest.raises(NotYoursError):
        acme.book.undo(acme.by("UBOB").visit, 2)
    acme.book.undo(acme.visit, 2)
    with pytest.raises(AlreadyUndoneError):
        acme.book.undo(acme.visit, 2)


def test_an_alliance_with_entries_is_not_undone_away(acme: Team) -> None:
    logged(acme.by("UBOB"), "log Acme note: mine")

    with pytest.raises(UserError, match="has entries by now"):
        acme("undo")


def test_an_alliance_is_started_and_changed(acme: Team) -> None:
    reply = acme(
        "new Globex, purpose joint lab, stage launching, form joint venture, type R&D, "
        "owner <@UBOB|bob>, counterpart Tom, review 1 Feb, notice 1 Mar, started 1 Nov, "
        "charter https://example.org/c"
    )
    assert isinstance(reply, AllianceSaved)
    assert reply.alliance.next_review_on == date(2027, 2, 1)
    assert reply.alliance.started_on == date(2026, 11, 1)
    assert (reply.alliance.owner, reply.alliance.stage) == ("<@UBOB>", Stage.LAUNCHING)

    changed = acme("edit Globex stage active, their sponsor Ida, shared")

    assert isinstance(changed, AllianceSaved)
    expected = replace(
        reply.alliance,
        stage=Stage.ACTIVE,
        partner_sponsor="Ida",
        audience=Audience.SHARED,
        version=2,
    )
    assert changed.alliance == expected


def test_a_change_of_sponsor_raises_a_prompt(acme: Team) -> None:
    reply = acme("edit Acme their sponsor Ida")

    assert isinstance(reply, AllianceSaved)
    assert any("sponsor changed" in remark for remark in reply.remarks)


def test_a_name_is_used_once(acme: Team) -> None:
    with pytest.raises(NameTakenError):
        acme("new ACME")


@pytest.mark.parametrize("line", ["new", "new 42", "new Zed, charter nowhere"])
def test_a_faulty_alliance_opens_its_form(acme: Team, line: str) -> None:
    assert isinstance(acme(line), NeedsAllianceForm)


def test_a_commitment_without_owner_and_date_is_advised(acme: Team) -> None:
    reply = acme("log Acme commitment: send data")

    assert isinstance(reply, Saved)
    assert any("owner" in remark and "due date" in remark for remark in reply.remarks)


def test_outsiders_see_only_what_is_shared_and_learn_of_nothing_else(acme: Team) -> None:
    acme("edit Acme shared")
    logged(acme, "log Acme note: inside")
    logged(acme, "log Acme note: outside, #shared")
    acme("new Secret")
    outside = acme.among(Audience.SHARED)

    listing = outside("list")

    assert isinstance(listing, Listing)
    assert [row.entry.summary for row in listing.rows] == ["outside"]
    assert listing.total == 1
    with pytest.raises(UnknownEntryError):
        outside("show 1")
    with pytest.raises(UnknownAllianceError) as caught:
        outside("show Secrets")
    assert caught.value.suggestion is None


def test_outsiders_do_not_see_what_a_shared_entry_said_when_it_was_internal(acme: Team) -> None:
    acme("edit Acme shared")
    logged(acme, "log Acme note: secret wording")
    acme("edit #1 summary public wording, #shared")

    inside, outside = acme("show 1"), acme.among(Audience.SHARED)("show 1")

    assert "secret wording" in str(inside)
    assert "public wording" in str(outside)
    assert "secret wording" not in str(outside)


def test_what_was_written_before_outsiders_can_still_be_taken_back(acme: Team) -> None:
    acme("edit Acme shared")
    outside = acme.among(Audience.SHARED)
    logged(outside, "log Acme note: oops")

    assert isinstance(outside("undo"), Undone)
    with pytest.raises(UnknownEntryError):
        acme("show 1")
