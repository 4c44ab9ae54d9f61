from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.advisor.model import Turn
from bot.store import conversations as module
from bot.store.conversations import Conversations, Exchange, Outcome
from bot.store.feedback import Feedback, Tally
from bot.store.replicas import Replicas
from knowledge.model import Audience
from tests.bot.slack.made import proof

if TYPE_CHECKING:
    from bot.store.database import Database

EXCHANGE = Exchange(
    id="T1:C1:1.1",
    workspace="T1",
    channel="C1",
    thread="1.1",
    message="1.1",
    asker="U1",
    question="why?",
    standalone="why do alliances fail?",
    outcome=Outcome.ANSWER,
    reason="",
    reply="Lost trust. [1]",
    audience=Audience.INTERNAL,
    confidence=0.9,
    composed_by="extractive",
    build="b1",
    posted="1.2",
    answered_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    proofs=(proof(number=1), proof(number=2, built_at=None)),
)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_an_exchange_comes_back_as_it_was_kept(conversations: Conversations) -> None:
    conversations.record(EXCHANGE)

    assert conversations.find(EXCHANGE.id) == EXCHANGE
    assert conversations.proof(EXCHANGE.id, 2) == EXCHANGE.proofs[1]
    assert conversations.proof(EXCHANGE.id, 3) is None
    assert conversations.find("T1:C1:9.9") is None


def test_what_is_kept_twice_stays_as_it_was_first(conversations: Conversations) -> None:
    conversations.record(EXCHANGE)

    conversations.record(replace(EXCHANGE, reply="Something else. [1]"))

    kept = conversations.find(EXCHANGE.id)
    assert kept is not None
    assert kept.reply == "Lost trust. [1]"
    assert conversations.count() == 1


def test_a_thread_is_read_oldest_first_and_only_its_own(conversations: Conversations) -> None:
    for number in range(1, 9):
        conversations.record(_turn(number))
    conversations.record(replace(_turn(9), thread="7.7"))
    conversations.record(replace(_turn(10), channel="C2"))
    conversations.record(replace(_turn(11), workspace="T2"))

    turns = conversations.thread("T1", "C1", "1.1", last=3)

    assert [turn.question for turn in turns] == ["q6", "q7", "q8"]
    assert turns[0] == Turn("q6", "standalone 6", "reply 6")


def test_a_thread_is_ours_from_the_moment_we_join_it(conversations: Conversations) -> None:
    assert not conversations.is_ours("T1", "C1", "1.1")

    conversations.join("T1", "C1", "1.1")
    conversations.join("T1", "C1", "1.1")

    assert conversations.is_ours("T1", "C1", "1.1")
    assert not conversations.is_ours("T1", "C2", "1.1")
    assert not conversations.is_ours("T2", "C1", "1.1")


def test_an_answer_is_shared_once_in_a_channel(conversations: Conversations) -> None:
    conversations.record(EXCHANGE)

    claims = [conversations.claim_share(EXCHANGE.id, "C1", "U1") for _ in range(2)]
    conversations.shared(EXCHANGE.id, "C1", "5.5")

    assert claims == [True, False]
    assert not conversations.claim_share(EXCHANGE.id, "C1", "U1")


def test_a_share_that_failed_may_be_tried_again(conversations: Conversations) -> None:
    conversations.record(EXCHANGE)
    conversations.claim_share(EXCHANGE.id, "C1", "U1")

    conversations.unshare(EXCHANGE.id, "C1")

    assert conversations.claim_share(EXCHANGE.id, "C1", "U1")


def test_a_claim_of_a_process_that_died_lapses(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations.record(EXCHANGE)
    conversations.claim_share(EXCHANGE.id, "C1", "U1")

    monkeypatch.setattr(module, "CLAIM_LASTS", timedelta(seconds=-1))

    assert conversations.claim_share(EXCHANGE.id, "C1", "U1")


def test_a_thread_under_a_shared_answer_begins_with_its_exchange(
    conversations: Conversations,
) -> None:
    conversations.record(replace(EXCHANGE, thread="ask-1", message="ask-1"))
    conversations.claim_share(EXCHANGE.id, "C1", "U1")
    conversations.shared(EXCHANGE.id, "C1", "5.5")

    [turn] = conversations.thread("T1", "C1", "5.5")

    assert turn.standalone == "why do alliances fail?"


def test_an_opinion_is_one_per_person_and_may_change(database: Database) -> None:
    Conversations(database).record(EXCHANGE)
    feedback = Feedback(database)

    first = feedback.give(EXCHANGE.id, "U1", is_helpful=True)
    again = feedback.give(EXCHANGE.id, "U1", is_helpful=True)
    feedback.give(EXCHANGE.id, "U2", is_helpful=True)
    other = feedback.give(EXCHANGE.id, "U1", is_helpful=False)

    assert (first, again, other) == (False, False, True)
    assert feedback.tally(EXCHANGE.id) == Tally(helpful=1, not_helpful=1)


def test_many_threads_may_write_at_once(database: Database) -> None:
    conversations = Conversations(database)
    faults: list[Exception] = []

    def write(start: int) -> None:
        try:
            for number in range(start, start + 10):
                conversations.join("T1", "C1", f"{number % 15}.1")
                conversations.record(_turn(number))
        except Exception as error:
            faults.append(error)

    writers = [threading.Thread(target=write, args=(5 * n,)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)

    assert faults == []
    assert conversations.count() == 45


def test_one_replica_takes_over_from_a_dead_one(database: Database) -> None:
    replicas = Replicas(database)
    replicas.beat("old")
    replicas.beat("new")

    lately, never = timedelta(minutes=1), timedelta(0)
    early = replicas.claim("old", lately)
    claims = [replicas.claim("old", never), replicas.claim("old", lately)]
    unheard_of = [replicas.claim("unheard", lately), replicas.claim("unheard", lately)]

    assert early is False
    assert claims == [True, False]
    assert unheard_of == [True, False]


def test_a_replica_lives_while_its_heart_beats(database: Database) -> None:
    replicas = Replicas(database)
    replicas.beat("one")
    replicas.beat("one")
    replicas.beat("two")

    replicas.leave("two")

    assert replicas.alive(timedelta(minutes=1)) == {"one"}
    assert replicas.alive(timedelta(0)) == set()


def _turn(number: int) -> Exchange:
    return replace(
        EXCHANGE,
        id=f"turn {number}",
        message=f"{number}.1",
        question=f"q{number}",
        standalone=f"standalone {number}",
        reply=f"reply {number}",
        answered_at=EXCHANGE.answered_at + timedelta(minutes=number),
        proofs=(),
    )
