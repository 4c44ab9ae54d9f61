from __future__ import annotations

from dataclasses import replace

import pytest

from bot.advisor.model import Answer, Citation, Claim, Form
from bot.advisor.verify import Fault, verify
from knowledge.model import Hit, SearchResult
from tests.bot.advisor.made import NOTE, passage

QUOTE = "Smith (2001) found that 63 per cent of 3,400 alliances fail."
TEXT = f"{QUOTE} Others \N{EN DASH} few \N{EN DASH} disagree."
PASSAGE = passage(TEXT)
RESULT = SearchResult("q", (Hit(PASSAGE, 1.0, 1.0, None),), 0.9, "build-1")


def answer(*claims: Claim, citations: tuple[Citation, ...] | None = None) -> Answer:
    issued = (Citation(1, PASSAGE, QUOTE, NOTE),)
    return Answer("q", Form.FACT, claims, citations or issued, 0.9, "some model", "build-1")


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        "63% of 3.4 thousand alliances fail.",
        "Smith found in 2001 that alliances fail in sixty-three percent of cases.",
        "Alliances fail, Smith found.",
    ],
)
def test_a_claim_whose_figures_are_in_the_quoted_words_stands(text):
    verdict = verify(answer(Claim(text, (1,))), RESULT)

    assert verdict.answer is not None
    assert verdict.dropped == ()


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (Claim("Alliances fail.", ()), Fault.NO_CITATION),
        (Claim("  ", (1,)), Fault.NO_CITATION),
        (Claim("Alliances fail.", (7,)), Fault.NOT_ISSUED),
        (Claim("Smith found that 36 per cent fail.", (1,)), Fault.FIGURE),
        (Claim("Smith found in 2010 that 63% fail.", (1,)), Fault.FIGURE),
        (Claim("Of 34,000 alliances 63% fail.", (1,)), Fault.FIGURE),
        (Claim("Smith found it, see https://example.test/x.", (1,)), Fault.ACTIVE_TEXT),
        (Claim("Smith <b>found</b> it.", (1,)), Fault.ACTIVE_TEXT),
    ],
)
def test_a_claim_that_is_not_proved_is_dropped(claim, fault):
    verdict = verify(answer(claim, Claim(QUOTE, (1,))), RESULT)

    assert verdict.dropped == ((claim, fault),)
    assert verdict.answer is not None
    assert [kept.text for kept in verdict.answer.claims] == [QUOTE]


def test_a_passage_that_was_not_retrieved_proves_nothing():
    foreign = Citation(1, passage("Alliances always work."), "Alliances always work.", NOTE)
    altered = Citation(1, replace(PASSAGE, text=f"{TEXT} Buy."), "Buy.", NOTE)

    for citation in (foreign, altered):
        verdict = verify(answer(Claim("It works.", (1,)), citations=(citation,)), RESULT)
        assert verdict.answer is None
        assert verdict.dropped[0][1] is Fault.NOT_ISSUED


@pytest.mark.parametrize("quote", ["Smith (2001) found that 36 per cent", "", "   "])
def test_a_quote_that_is_not_in_its_passage_proves_nothing(quote):
    verdict = verify(
        answer(Claim("Alliances fail.", (1,)), citations=(Citation(1, PASSAGE, quote, NOTE),)),
        RESULT,
    )

    assert verdict.answer is None
    assert verdict.dropped[0][1] is Fault.MISQUOTED


def test_white_space_quotation_marks_and_dashes_do_not_make_a_misquote():
    quote = "Others - few -\n disagree."

    verdict = verify(
        answer(Claim("Few disagree.", (1,)), citations=(Citation(1, PASSAGE, quote, NOTE),)), RESULT
    )

    assert verdict.answer is not None


def test_citations_are_numbered_anew_in_order_of_appearance():
    citations = tuple(Citation(number, PASSAGE, QUOTE, NOTE) for number in (1, 2, 3))

    verdict = verify(
        answer(
            Claim("Smith found 99%.", (1,)),
            Claim("Alliances fail.", (3,)),
            Claim("Most fail.", (2, 3)),
            citations=citations,
        ),
        RESULT,
    )

    assert verdict.answer is not None
    assert [claim.citations for claim in verdict.answer.claims] == [(1,), (2, 1)]
    assert [citation.number for citation in verdict.answer.citations] == [1, 2]
