"""Findings are told from mere intentions."""

import pytest

from bot.advisor.statements import finds, only_aims


@pytest.mark.parametrize(
    "text",
    [
        "Our results show that trust pays.",
        "Firms with an alliance function were associated with more success.",
        "In conclusion, experience matters.",
    ],
)
def test_what_was_found_is_a_finding(text):
    assert finds(text)
    assert not only_aims(text)


@pytest.mark.parametrize(
    "text",
    [
        "To determine whether trust matters, 80 alliances were surveyed.",
        "This paper examines how partners share knowledge.",
        "It remains unclear what keeps alliances together.",
    ],
)
def test_what_was_only_to_be_found_out_is_not(text):
    assert only_aims(text)


def test_an_aim_that_is_answered_in_the_same_sentence_is_a_finding():
    assert not only_aims("We tested whether trust matters and found that it does.")


def test_a_plain_statement_is_neither():
    assert not finds("The committee meets quarterly.")
    assert not only_aims("The committee meets quarterly.")
