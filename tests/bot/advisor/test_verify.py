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
FEW = "Others \N{EN DASH} few \N{EN DASH} disagree."
BOTH = (Citation(1, PASSAGE, QUOTE, NOTE), Citation(2, PASSAGE, FEW, NOTE))
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
        (Claim("Smith found it, see https://example.test/x.", (1,)), Fault.ACTIVE_TEXT),
        (Claim("Smith <b>found</b> it.", (1,)), Fault.ACTIVE_TEXT),
    ],
)
def test_a_claim_that_is_not_proved_is_dropped(claim, fault):
    verdict = verify(answer(claim, Claim(QUOTE, (1,))), RESULT)

    assert verdict.dropped == ((claim, fault),)
    assert verdict.answer is not None
    assert [kept.text for kept in verdict.answer.claims] == [QUOTE]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Smith found that 36 per cent of alliances fail.", Fault.FIGURE),
        ("Smith found in 2010 that 63% of alliances fail.", Fault.FIGURE),
        ("Of 34,000 alliances 63% fail, Smith found.", Fault.FIGURE),
        ("Smith and Jones found that 63% of 3,400 alliances fail.", Fault.NAME),
        ("Smith found that 63% of 3,400 alliances do not fail.", Fault.TURNED),
        ("Smith found that less than 63% of 3,400 alliances fail.", Fault.FIGURE),
        ("Smith found that in China 63% of 3,400 alliances fail.", Fault.NAME),
    ],
)
def test_a_claim_that_its_quote_does_not_prove_gives_way_to_the_quoted_words(text, fault):
    claim, other = Claim(text, (1,)), Claim(FEW, (2,))

    verdict = verify(answer(claim, other, citations=BOTH), RESULT)

    assert verdict.repaired == ((claim, fault),)
    assert verdict.answer is not None
    assert [kept.text for kept in verdict.answer.claims] == [QUOTE, FEW]


def test_a_wrong_quote_gives_way_to_the_sentence_that_proves_the_claim():
    misquoted = Citation(1, PASSAGE, "Smith (2001) found that 36 per cent fail.", NOTE)
    claim = Claim("63% of 3,400 alliances fail, Smith found.", (1,))

    verdict = verify(answer(claim, citations=(misquoted,)), RESULT)

    assert verdict.answer is not None
    assert verdict.answer.claims == (claim,)
    assert [citation.quote for citation in verdict.answer.citations] == [QUOTE]
    assert verdict.repaired == ((claim, Fault.MISQUOTED),)


def test_what_only_replacements_are_left_of_is_no_answer():
    verdict = verify(answer(Claim("Smith found that 36 per cent of alliances fail.", (1,))), RESULT)

    assert verdict.answer is None


def test_a_citation_that_proves_nothing_of_its_claim_goes():
    claim = Claim("Alliances fail in 63% of 3,400 cases.", (1, 2))

    verdict = verify(answer(claim, citations=BOTH), RESULT)

    assert verdict.answer is not None
    assert [kept.citations for kept in verdict.answer.claims] == [(1,)]


def test_a_claim_about_something_else_is_dropped():
    claim = Claim("Joint ventures last seven years in Japan.", (1,))

    verdict = verify(answer(claim), RESULT)

    assert verdict.answer is None
    assert verdict.dropped == ((claim, Fault.FIGURE),)


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
        answer(Claim("Joint ventures last.", (1,)), citations=(Citation(1, PASSAGE, quote, NOTE),)),
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
