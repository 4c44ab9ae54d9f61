from __future__ import annotations

from dataclasses import replace

import pytest

from bot.advisor.extractive import ExtractiveComposer
from bot.advisor.fulfilment import things_sought
from bot.errors import ComposerError
from tests.bot.advisor.made import asked, passage
from tests.fakes import StubLibrary

FAILURES = "Smith found that 51% of all alliances fail within ten years of signing."
PRINCIPLES = "The charter of the agency has twelve principles under three aims."


def compose(question: str, text: str):
    found = StubLibrary(passage(text)).search(question)
    return ExtractiveComposer().compose(asked(question), question, found)


def test_a_figure_about_something_else_is_no_answer():
    with pytest.raises(ComposerError, match="something else"):
        compose(
            "What percentage of pharma projects reach the clinical phase with approval?", FAILURES
        )


def test_a_figure_is_about_what_people_ask_its_passage_for():
    question = "How many tie-ups go belly up?"
    asked_for = replace(passage(FAILURES), asked=("how many tie-ups go bust", "bellyflops"))

    with pytest.raises(ComposerError, match="something else"):
        compose(question, FAILURES)
    found = StubLibrary(asked_for).search(question)

    assert "51%" in ExtractiveComposer().compose(asked(question), question, found).text


def test_a_question_after_a_figure_is_not_answered_without_one():
    with pytest.raises(ComposerError, match="no figure"):
        compose(
            "How many people work in the alliance office of Lilly?",
            "The alliance office of Lilly trained people and kept their lessons.",
        )


def test_a_question_after_a_figure_is_answered_by_one():
    answer = compose("What share of alliances fail?", FAILURES)

    assert "51%" in answer.text


@pytest.mark.parametrize(
    ("text", "is_answer"),
    [
        ("The exam of the association costs $450 a year.", True),
        ("The exam of the association costs 2% of the budget.", True),
        ("The association has an exam at two levels.", False),
    ],
)
def test_who_asks_what_it_costs_wants_money(text: str, is_answer: bool):
    question = "What does the exam of the association cost?"
    if is_answer:
        assert compose(question, text).claims
    else:
        with pytest.raises(ComposerError, match="no figure"):
            compose(question, text)


def test_a_statement_that_speaks_of_a_rate_asks_for_none():
    answer = compose(
        "High failure rates of alliances come from promises that nobody owns.",
        "Alliances fail when promises are owned by nobody.",
    )

    assert answer.claims


def test_twelve_principles_are_not_named_by_a_sentence_that_counts_them():
    with pytest.raises(ComposerError, match="fewer things"):
        compose("List all twelve principles of the agency's charter", PRINCIPLES)


def test_stages_are_named_by_a_sentence_that_lists_them():
    answer = compose(
        "What are the five stages of an alliance?",
        "An alliance has five stages: search, deal, launch, operation and exit.",
    )

    assert "launch" in answer.text


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("which four structures does it predict?", 4),
        ("what are Smith's eight stages", 8),
        ("Name the 15 alliances", 15),
        ("what 50 percent failure rate?", 0),
        ("all two partners", 0),
        ("what happened in 40 partnerships", 0),
        ("what three months of silence mean", 0),
        ("why do alliances fail?", 0),
    ],
)
def test_how_many_things_a_question_wants_named(question: str, count: int):
    assert things_sought(question) == count
