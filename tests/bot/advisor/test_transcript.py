import pytest

from bot.advisor.model import Turn
from bot.advisor.transcript import turns_of

MEET = "When should a steering committee meet?"
OFTEN = "How often should a steering committee meet?"


def test_plain_texts_are_what_the_asker_wrote():
    assert turns_of([MEET, "and how often?"]) == (
        Turn(MEET, MEET, ""),
        Turn("and how often?", OFTEN, ""),
    )


@pytest.mark.parametrize("key", ["text", "content"])
def test_turns_with_roles_put_the_answer_to_its_question(key):
    entries = [
        {"role": "user", key: MEET},
        {"role": "assistant", key: "Quarterly. [1]"},
        {"role": "user", key: "how often?"},
    ]

    assert turns_of(entries) == (Turn(MEET, MEET, "Quarterly. [1]"), Turn("how often?", OFTEN, ""))


def test_questions_with_their_answers_are_turns():
    assert turns_of([{"question": MEET, "answer": "Quarterly. [1]"}]) == (
        Turn(MEET, MEET, "Quarterly. [1]"),
    )


def test_an_answer_before_any_question_is_left_out():
    assert turns_of([{"role": "assistant", "text": "Hello!"}, MEET]) == (Turn(MEET, MEET, ""),)


@pytest.mark.parametrize(
    "entry", [7, None, {}, {"role": "user"}, {"role": "moon", "text": "x"}, {"text": "x"}, ["x"]]
)
def test_anything_else_is_named_by_its_place(entry):
    with pytest.raises(ValueError, match="entry 2"):
        turns_of([MEET, entry])
