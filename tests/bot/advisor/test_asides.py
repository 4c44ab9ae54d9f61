from __future__ import annotations

import numpy as np
import pytest

from bot.advisor.asides import asides, is_directive, without_asides
from bot.advisor.drafting import fenced
from knowledge.model import Hit, SearchResult
from tests.bot.advisor.made import passage

QUESTION = "When does the steering committee meet?"
BEFORE = "The steering committee meets every quarter in the partner's office."
AFTER = "Its minutes go to both sponsors within a week of the meeting."
TASKS = (
    "Explain how photosynthesis turns light into sugar.",
    "Please compare the novels of Dickens with those of Tolstoy.",
    "What is the tallest mountain of South America?",
    "I need help with sorting an array in Java.",
    "Can you tell me how volcanoes erupt?",
)


def found(text, question=QUESTION):
    made = passage(text)
    return [made.text[start:end] for start, end in asides(made, question)]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("order", ["{task} {before} {after}", "{before} {task} {after}",
                                   "{before} {after} {task}"])  # fmt: skip
def test_a_task_that_has_to_do_with_nothing_around_it_is_found(task, order):
    assert found(order.format(task=task, before=BEFORE, after=AFTER)) == [task]


def test_what_hangs_on_such_a_task_is_found_with_it():
    more = "The array holds numbers in Java."

    assert found(f"{BEFORE} {TASKS[3]} {more} {AFTER}") == [TASKS[3], more]


def test_a_task_within_a_sentence_is_cut_out_of_it():
    text = f"Paid by Moon Inc. {TASKS[0]} {BEFORE}"

    assert found(text) == [TASKS[0]]


@pytest.mark.parametrize(
    "advice",
    [
        "Explain to the committee why a meeting is moved.",
        "Please send the minutes to the sponsors.",
        "What is on the committee's agenda?",
        "Can you name both sponsors?",
    ],
)
def test_advice_and_questions_on_the_passage_s_own_subject_stay(advice):
    assert found(f"{BEFORE} {advice} {AFTER}") == []


def test_a_task_on_what_was_asked_stays():
    text = f"{BEFORE} Explain volcanoes to newcomers. {AFTER}"

    assert found(text, "How do volcanoes erupt?") == []
    assert found(text) == ["Explain volcanoes to newcomers."]


def test_the_items_of_a_checklist_tell_people_what_to_do():
    text = "- Name a transition lead\n- Notify every regulator\n- Return borrowed equipment"

    assert found(text) == []


@pytest.mark.parametrize("text", ["Harvard Business Review, 2004", "Trust grows.", "Update."])
def test_a_statement_or_a_name_is_no_directive(text):
    assert not is_directive(text)


def test_the_rest_of_a_cut_sentence_keeps_its_words_and_its_vector():
    made = passage(f"Paid by Moon Inc. {TASKS[0]} {BEFORE}")
    vectors = np.eye(len(made.sentences), 4, dtype=np.float32)
    hit = Hit(made, 1, 1, None, tuple(range(len(made.sentences))), vectors)

    [cut] = without_asides(SearchResult("q", (hit,), 1.0, "b"), QUESTION).hits

    said = [cut.passage.sentence_text(s) for s in cut.passage.sentences]
    assert said == ["Paid by Moon Inc.", BEFORE]
    assert cut.passage.text == made.text
    assert len(cut.sentence_scores) == len(said)
    assert cut.sentence_vectors is not None
    assert len(cut.sentence_vectors) == len(said)


def test_a_model_is_not_shown_such_tasks():
    shown = fenced({"S1": passage(f"{BEFORE} {TASKS[0]} {AFTER}")}, "abc", QUESTION)

    assert "photosynthesis" not in shown
    assert BEFORE in shown
    assert AFTER in shown
