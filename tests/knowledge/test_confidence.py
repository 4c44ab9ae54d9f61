from __future__ import annotations

from dataclasses import fields, replace

import pytest

from knowledge.confidence import FLOOR, MODEL, Signals, confidence

SURE = Signals(statement=1.0, sentence=0.8, shortfall=0.0)
LOST = Signals(statement=0.2, sentence=0.15, shortfall=0.1)


def test_a_question_that_the_library_answers_is_above_the_floor() -> None:
    assert confidence(SURE) > 0.9 > FLOOR


def test_a_question_from_elsewhere_is_below_the_floor() -> None:
    assert confidence(LOST) < 0.1 < FLOOR


@pytest.mark.parametrize("name", ["statement", "sentence"])
def test_every_sign_of_success_raises_the_confidence(name: str) -> None:
    assert confidence(replace(LOST, **{name: 1.0})) > confidence(LOST)


def test_a_title_that_is_nearer_than_all_that_is_said_lowers_the_confidence() -> None:
    assert confidence(replace(SURE, shortfall=0.2)) < confidence(SURE)


def test_the_model_has_a_weight_for_every_signal() -> None:
    assert len(MODEL.weights) == len(fields(Signals))
