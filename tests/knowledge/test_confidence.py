from __future__ import annotations

from dataclasses import fields, replace

import pytest

from knowledge.confidence import FLOOR, MODEL, Signals, confidence

SURE = Signals(statement=1.0, label=0.5, text=0.7)
LOST = Signals(statement=0.2, label=0.2, text=0.15)


def test_a_question_that_the_library_answers_is_above_the_floor() -> None:
    assert confidence(SURE) > 0.9 > FLOOR


def test_a_question_from_elsewhere_is_below_the_floor() -> None:
    assert confidence(LOST) < 0.1 < FLOOR


@pytest.mark.parametrize("name", ["statement", "text"])
def test_every_sign_of_success_raises_the_confidence(name: str) -> None:
    assert confidence(replace(LOST, **{name: 1.0})) > confidence(LOST)


def test_of_two_documents_that_say_as_much_the_one_with_a_nearer_label_is_less_sure() -> None:
    assert confidence(replace(SURE, label=0.9)) < confidence(SURE)


def test_the_model_has_a_weight_for_every_signal() -> None:
    assert len(MODEL.weights) == len(fields(Signals))
