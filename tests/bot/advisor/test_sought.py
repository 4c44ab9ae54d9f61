"""What a question is after, and whether a sentence has it."""

import pytest

from bot.advisor.sought import Sought, holds_sought, sought


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the alliance founded?", Sought.DATE),
        ("What share of joint ventures fails?", Sought.SHARE),
        ("How many alliances does a firm run?", Sought.FIGURE),
        ("Who wrote on superstitious learning?", Sought.NAME),
        ("Who was the first to give numbers?", Sought.NAME),
        ("Who should sit on the steering committee?", None),
        ("Why do alliances fail?", Sought.REASON),
        ("Why does each source give another share of failures?", Sought.REASON),
        ("What belongs into a charter?", None),
    ],
)
def test_the_words_of_a_question_say_what_it_is_after(question, kind):
    assert sought(question) is kind


@pytest.mark.parametrize(
    ("question", "text", "is_there"),
    [
        ("When was it founded?", "The alliance began in 1990.", True),
        ("When was it founded?", "The alliance began with a handshake.", False),
        ("Who found that?", "The study was led by Heimeriks at a business school.", True),
        ("Who was Heimeriks?", "The study was led by Heimeriks.", False),
        ("Why do they fail?", "They fail because nobody owns the promises.", True),
        ("Why do they fail?", "They fail often.", False),
        ("How often do boards meet?", "Boards meet quarterly.", True),
        ("What belongs into a charter?", "A charter of 1990.", False),
    ],
)
def test_a_sentence_holds_what_was_asked_for_or_not(question, text, is_there):
    assert holds_sought(question, text) is is_there
