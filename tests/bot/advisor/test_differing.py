from __future__ import annotations

import pytest

from bot.advisor.advisor import Advisor
from bot.advisor.budget import Budget
from bot.advisor.chat_model import Access, open_model
from bot.advisor.differing import with_differences
from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.llm import LanguageModelComposer
from bot.advisor.model import Answer, Citation, Claim, Form, Question
from knowledge.model import Hit, Passage, SearchResult, Work
from tests import llm_server
from tests.bot.advisor.made import passage
from tests.fakes import StubLibrary
from tests.llm_server import Server

BYRON = Work("Why they fail", "Ada Byron", published="2016")
LOVELACE = Work("Why they last", "Grace Hopper", published="2021-03")
HIGH = "About 70% of strategic alliances fail."
LOW = "In a later survey, 30 per cent of strategic alliances failed."


def both(one: str, other: str, work: Work = LOVELACE) -> tuple[Passage, Passage]:
    return passage(one, source="a.md", work=BYRON), passage(other, source="b.md", work=work)


def told(one: str, other: str, work: Work = LOVELACE, *, says_both: bool = False) -> Answer:
    first, second = both(one, other, work)
    citations = (Citation(1, first, one, first.work), Citation(2, second, other, second.work))
    claims = (Claim(one, (1,)), Claim(other, (2,))) if says_both else (Claim(one, (1,)),)
    answer = Answer("q", Form.FACT, claims, citations[: len(claims)], 0.9, "made-up", "b")
    hits = tuple(Hit(p, 1, 1, None) for p in (first, second))
    return with_differences(answer, SearchResult("q", hits, 0.9, "b"))


@pytest.mark.parametrize("says_both", [True, False])
def test_figures_that_cannot_both_hold_are_shown_with_author_year_and_citation(says_both):
    answer = told(HIGH, LOW, says_both=says_both)

    assert answer.text == (
        f"• Sources differ: Ada Byron (2016): {HIGH} [1]\n"
        f"• Against that, Grace Hopper (2021): {LOW} [2]"
    )
    assert [c.quote for c in answer.citations] == [HIGH, LOW]


@pytest.mark.parametrize("says_both", [True, False])
def test_a_denial_is_shown_beside_what_it_denies(says_both):
    answer = told(
        "Written contracts weaken trust between partners.",
        "Written contracts do not weaken trust between partners.",
        says_both=says_both,
    )

    assert answer.text.count("Sources differ: Ada Byron (2016)") == 1
    assert answer.text.count("Against that, Grace Hopper (2021)") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HIGH, "Some 68% of strategic alliances fail."),
        (HIGH, "Between 60% and 80% of strategic alliances fail."),
        (HIGH, "More than half of strategic alliances fail."),
        (HIGH, "In pharma 30% of research budgets fail to pay."),
        (HIGH, "Only 30% of strategic alliances succeed."),
        ("Of strategic alliances 55% fail within three years.",
         "Of strategic alliances 80% fail within ten years."),
        ("Firms with a function call 63% of alliances successful.",
         "Firms without a function call 40% of alliances successful."),
        ("Trust helps partners.", "Contracts help partners."),
    ],
)  # fmt: skip
def test_statements_that_can_both_be_true_are_left_as_they_are(one, other):
    assert "Sources differ" not in told(one, other, says_both=True).text
    assert told(one, other).text == f"{one} [1]"


@pytest.mark.parametrize("author", ["Ada Byron", "Charles Babbage and Ada Byron"])
def test_nobody_is_set_against_themselves(author):
    assert "Sources differ" not in told(HIGH, LOW, Work("Later", author, published="2021")).text


def test_a_work_without_author_speaks_by_its_publication_or_title():
    assert "Against that, The Review:" in told(HIGH, LOW, Work("T", publication="The Review")).text
    assert "Against that, T:" in told(HIGH, LOW, Work("T")).text


def test_the_rule_holds_for_every_composer():
    library = StubLibrary(*both(HIGH, LOW), sure=0.9)

    def only_one(asked):
        return llm_server.claims((HIGH, ["S1"], HIGH))

    with Server(only_one) as server:
        model = open_model(Access("openai:scripted", server.url), Budget())
        for composer in (LanguageModelComposer(model), ExtractiveComposer()):
            reply = Advisor(library, (composer,)).answer(
                Question("What share of strategic alliances fail?")
            )
            assert isinstance(reply, Answer)
            assert "Sources differ: Ada Byron (2016)" in reply.text
            assert "Grace Hopper (2021)" in reply.text
