from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.advisor.model import RefusalReason
from bot.store.conversations import Conversations, Outcome
from bot.store.feedback import Feedback
from bot.store.gaps import Miss, Misses
from bot.store.scopes import Scopes
from knowledge.model import Audience
from tests.bot.slack.made import proof
from tests.bot.store.test_conversations import EXCHANGE

if TYPE_CHECKING:
    from bot.store.database import Database

EVER = datetime(2000, 1, 1, tzinfo=UTC)
REFUSED = replace(
    EXCHANGE,
    outcome=Outcome.REFUSAL,
    reason=RefusalReason.NOT_IN_LIBRARY,
    confidence=0.25,
    audience=Audience.SHARED,
    proofs=(proof(number=-1, quote=""), proof(number=-2, quote="", source="other.md")),
)


@pytest.fixture
def misses(database: Database) -> Misses:
    return Misses(database)


def test_a_refused_question_comes_with_its_nearest_passage(database, misses):
    Conversations(database).record(REFUSED)

    assert misses.refused(EVER) == [
        Miss(
            workspace="T1",
            person="U1",
            question="why do alliances fail?",
            at=REFUSED.answered_at,
            audience=Audience.SHARED,
            scope=None,
            confidence=0.25,
            source="notes/ends.md",
            title="Why alliances end",
            locator="page 3 · Why alliances end > Causes",
        )
    ]


def test_a_refusal_with_nothing_near_is_there_too(database, misses):
    Conversations(database).record(replace(REFUSED, proofs=()))

    (miss,) = misses.refused(EVER)

    assert (miss.source, miss.title, miss.locator) == ("", "", "")


def test_only_what_the_library_lacks_counts(database, misses):
    kept = Conversations(database)
    for number, (outcome, reason) in enumerate(
        [
            (Outcome.ANSWER, ""),
            (Outcome.REMARK, ""),
            (Outcome.CANCELLED, RefusalReason.NOT_IN_LIBRARY),
            *((Outcome.REFUSAL, reason) for reason in RefusalReason),
        ]
    ):
        name = f"{number}.0"
        kept.record(replace(REFUSED, id=name, message=name, outcome=outcome, reason=reason))

    assert len(misses.refused(EVER)) == 1


def test_what_came_before_is_left_out_and_the_oldest_comes_first(database, misses):
    kept = Conversations(database)
    for days in (3, 1, 2):
        at = REFUSED.answered_at + timedelta(days=days)
        kept.record(replace(REFUSED, id=f"{days}", message=f"{days}", answered_at=at))

    since = REFUSED.answered_at + timedelta(days=2)

    assert [miss.at for miss in misses.refused(since)] == [since, since + timedelta(days=1)]


def test_the_channel_tells_its_collections_and_not_its_name(database, misses):
    Conversations(database).record(REFUSED)
    Scopes(database).choose("T1", "C1", {"Handbook"}, "U9")

    (miss,) = misses.refused(EVER)

    assert miss.scope == {"Handbook"}
    assert "C1" not in repr(miss)


def test_each_poor_opinion_of_an_answer_counts_until_it_changes(database, misses):
    Conversations(database).record(EXCHANGE)
    opinions = Feedback(database)
    for person in ("U2", "U3"):
        opinions.give(EXCHANGE.id, person, is_helpful=False)
    opinions.give(EXCHANGE.id, "U4", is_helpful=True)

    found = misses.not_helpful(EVER)

    assert {miss.person for miss in found} == {"U2", "U3"}
    assert {(miss.question, miss.source) for miss in found} == {
        ("why do alliances fail?", "notes/ends.md")
    }
    opinions.give(EXCHANGE.id, "U2", is_helpful=True)
    assert [miss.person for miss in misses.not_helpful(EVER)] == ["U3"]
    assert misses.not_helpful(datetime.now(UTC) + timedelta(days=1)) == []


def test_a_refusal_found_not_helpful_is_a_refusal_only(database, misses):
    Conversations(database).record(REFUSED)
    Feedback(database).give(REFUSED.id, "U2", is_helpful=False)

    assert misses.not_helpful(EVER) == []
    assert len(misses.refused(EVER)) == 1
