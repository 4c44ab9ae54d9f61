from __future__ import annotations

import pytest

from bot.advisor.strangers import strangers
from knowledge.model import Work
from tests.bot.advisor.made import passage
from tests.fakes import StubLibrary

SMITH = Work("Why Alliances Fail", author="Ann Smith and Initech Institute", published="2004")
LIBRARY = StubLibrary(
    passage("Alliances fail when nobody owns the promises, found Lilly.", works=(SMITH,)),
    passage("ISO 44001 has eight stages. A joint steering committee meets every quarter."),
)
HITS = LIBRARY.search("alliances").hits


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Is Acme Corp a good partner, what's their reputation?", ("Acme Corp",)),
        ("what share does Renault hold in Nissan today?", ("Renault", "Nissan")),
        ("what is ISO 44003 about?", ("ISO 44003",)),
        ("Quote clause 8.6 of ISO 44001 word for word", ("clause 8.6",)),
        ("Who is Satya Nadella?", ("Satya Nadella",)),
        ("Does Hooli have an alliance with Lilly?", ("Hooli",)),
    ],
)
def test_who_is_asked_about_must_be_among_the_passages(question: str, names: tuple[str, ...]):
    assert strangers(question, HITS) == names


@pytest.mark.parametrize(
    "question",
    [
        "what did Lilly find?",
        "What does Smith say, and what the Initech Institute?",
        "What are the stages of ISO 44001?",
        "how often does a JSC meet?",
        "what did the Initec Institut say?",
        "Why Do So Many Partnerships Flop?",
        "WHY DO PARTNERSHIPS FLOP?",
        "What happens in January, or on Monday?",
    ],
)
def test_whom_the_passages_name_is_no_stranger(question: str):
    assert strangers(question, HITS) == ()


def test_a_statement_asks_about_nobody():
    assert strangers("Alliances with Hooli lower the cost of AMPK.", HITS) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Our partner Globex is silent. Why do alliances fail?",
        "agenda for a QBR with Globex",
        "How do you end an alliance with Globex?",
    ],
)
def test_askers_may_name_whom_they_like_in_their_own_story(question: str):
    assert strangers(question, HITS) == ()
