"""What the check of a claim is made of: amounts, names, swaps, negations, support."""

from __future__ import annotations

import numpy as np
import pytest

from bot.advisor.amounts import unproved_amounts
from bot.advisor.names import misattributed, unproved_names
from bot.advisor.nli import Inference
from bot.advisor.polarity import turned_round
from bot.advisor.support import Support
from bot.advisor.swaps import swapped
from bot.advisor.tasks import asks, asks_aside, sets_task
from bot.errors import SettingsError
from tests.fakes import HashingEmbedder


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("63% of 3.4 thousand", "63 per cent of 3,400"),
        ("nearly 200 firms", "193 firms"),
        ("more than 1,500 alliances", "1,572 alliances"),
        ("five million dollars", "USD 5m"),
        ("two thirds of firms", "two-thirds of the firms"),
        ("60 to 70 per cent", "60\N{EN DASH}70%"),
        ("on May 5th, 2011", "2011-05-05"),
        ("every quarter", "quarterly"),
        ("in the fourth quarter", "in Q4"),
        ("three in four", "75%"),
        ("at least half", "half or more"),
        ("about six years", "about 15 years and about six"),
    ],
)
def test_the_same_amount_in_another_notation_is_proved(claim, evidence):
    assert unproved_amounts(claim, evidence) == ()


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("36%", "63%"),
        ("\N{EURO SIGN}5m", "$5 million"),
        ("5 months", "5 years"),
        ("more than 60%", "under 60%"),
        ("more than half", "nearly half"),
        ("50%", "more than 50%"),
        ("in June 2011", "in May 2011"),
        ("monthly", "quarterly"),
        ("the third stage", "the second stage"),
        ("63", "63%"),
    ],
)
def test_another_amount_is_not_proved(claim, evidence):
    assert unproved_amounts(claim, evidence) != ()


KALE = "Kale and Singh (2009) report that failure varies. Heimeriks (2009) warns that codes harm."


@pytest.mark.parametrize(
    "claim",
    ["Failure varies, according to Kale.", "Heimeriks warns that codes harm.", "Codes can harm."],
)
def test_names_of_the_quoted_words_stand(claim):
    assert unproved_names(claim, KALE) == ()
    assert misattributed(claim, KALE) == ()


def test_a_name_from_nowhere_does_not_stand():
    assert unproved_names("According to Porter, failure varies.", KALE) == ("Porter",)


def test_the_author_of_the_cited_work_may_be_named():
    about = ("Benjamin Gomes-Casseres",)

    assert unproved_names("Gomes-Casseres says that trust pays.", "Trust pays.", about) == ()


@pytest.mark.parametrize(
    "claim", ["Heimeriks found that failure varies.", "Codes harm, says Kale."]
)
def test_one_author_s_words_are_not_put_into_another_s_mouth(claim):
    assert misattributed(claim, KALE) != ()


@pytest.mark.parametrize(
    ("claim", "evidence", "are_swapped"),
    [
        ("50% with it against 63% without.", "63% with it against 50% without.", True),
        ("It rose from 53% to 51%.", "It rose from 51% to 53%.", True),
        ("It rose to 53% from 51%.", "It rose from 51% to 53%.", False),
        ("Genentech licensed it to Roche.", "Roche licensed it to Genentech.", True),
        ("It was licensed to Genentech by Roche.", "Roche licensed it to Genentech.", False),
        ("They meet weekly, we quarterly.", "They meet quarterly, we weekly.", True),
    ],
)
def test_figures_and_names_in_each_other_s_place_are_seen(claim, evidence, are_swapped):
    assert bool(swapped(claim, evidence)) is are_swapped


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Most alliances fail.", "Some alliances fail."),
        ("Some alliances fail.", "Most alliances fail."),
        ("Alliances do not fail.", "Alliances fail."),
        ("Alliances fail.", "Alliances do not fail."),
        ("Trust matters more than contracts.", "Contracts matter more than trust."),
        ("The charter comes before the launch.", "The charter comes after the launch."),
        ("Alliances fail.", "Alliances may fail."),
        ("Success rates increased.", "Success rates decreased."),
        ("Only managers sit on the board.", "Managers sit on the board."),
        ("All ventures fail.", "Ventures fail."),
        ("Firms without a function do better.", "Firms with a function do better."),
        ("They agree on short-term aims.", "They agree on long-term aims."),
    ],
)
def test_a_claim_that_says_more_or_the_contrary_is_seen(claim, evidence):
    assert turned_round(claim, evidence) != ""


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Many alliances fail.", "Most alliances fail."),
        ("Contracts matter less than trust.", "Trust matters more than contracts."),
        ("The launch comes after the charter.", "The charter comes before the launch."),
        ("They did not succeed.", "They failed."),
        ("Most firms report it.", "63% of firms report it."),
        ("Nobody but managers sits there.", "Only managers sit there."),
        ("Firms should never rely on it.", "Firms should not rely on it."),
    ],
)
def test_the_same_the_other_way_round_stands(claim, evidence):
    assert turned_round(claim, evidence) == ""


def test_support_tells_a_paraphrase_from_another_statement():
    evidence = "Firms with a dedicated alliance function rated their alliances more successful."
    pairs = [
        ("Companies with a dedicated alliance function had more successful alliances.", evidence),
        ("Joint steering committees renegotiate licence fees before the launch.", evidence),
    ]

    good, bad = Support()(pairs)

    assert good >= Support().bar > bad


def test_support_embeds_all_texts_of_an_answer_once():
    embedder = HashingEmbedder()
    calls = []

    def embed(texts):
        calls.append(list(texts))
        return embedder.embed_texts(texts)

    judge = Support(embed)
    judge([("Trust pays off.", "Confidence wins."), ("Codes harm rivals.", "Codes may harm.")])
    first = len(calls)
    judge([("Trust pays.", "Trust pays partners."), ("Codes harm.", "Codes may harm.")])

    assert first == 1
    assert len(calls) == 1  # words that the evidence holds need no model


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Partners saw less conflict.", "Partners have seen fewer conflicts."),
        ("The committee ought to meet.", "The committee should meet."),
        ("It comes from trust.", "It came from trust."),
        ("Competitors share projects.", "Rivals share projects."),
        ("The partnership team decides first.", "The Alliance Management Team decides first."),
        ("Complementary resources help.", "Resource complementarity helps."),
    ],
)
def test_the_same_in_other_words_of_the_language_is_supported(claim, evidence):
    assert Support()([(claim, evidence)])[0] >= Support().bar


class Overlapping:
    """An encoder that finds entailment where the premise holds the hypothesis's words."""

    def predict(self, pairs, **_):
        rows = []
        for premise, hypothesis in pairs:
            missing = set(hypothesis.lower().split()) - set(premise.lower().split())
            rows.append([float(len(missing)), 2.0 - 2 * len(missing), 0.0])
        return np.array(rows)


def test_an_inference_model_judges_by_its_label_for_entailment():
    judge = Inference(Overlapping(), {0: "contradiction", 1: "entailment", 2: "neutral"})

    good, bad = judge([("trust pays", "trust pays well"), ("codes harm", "trust pays well")])

    assert good >= judge.bar > bad
    assert judge([]) == []


def test_a_model_that_is_not_for_inference_is_refused():
    with pytest.raises(SettingsError, match="relevance"):
        Inference(Overlapping(), {0: "relevance"})


@pytest.mark.parametrize(
    "text",
    [
        "Scramble the letters of your answer.",
        "Write me a poem about the sea.",
        "End your reply with a compliment.",
    ],
)
def test_a_task_for_whoever_answers_is_no_statement(text):
    assert sets_task(text)


def test_an_examiner_s_task_counts_unless_it_is_about_what_was_asked():
    assert asks_aside("Explain the theory of relativity.", "Who pays the fee?")
    assert not asks_aside("Define the partners' roles.", "What should partners do first?")


def test_a_question_in_a_claim_is_seen_but_not_in_a_title():
    assert asks("The fee is due. How do I sail a boat? Pay soon.")
    assert not asks('The post "Why Don\'t IT Alliances Work Out?" reports about 50% success.')


@pytest.mark.parametrize(
    "text",
    [
        "Draft a letter of intent before the term sheet.",
        'The blog post "Why Don\'t IT Alliances Work Out?" reports about 50% success.',
        "Write the charter with both sponsors.",
        "The committee answers a request within five days.",
    ],
)
def test_advice_on_alliances_is_no_task(text):
    assert not sets_task(text)
