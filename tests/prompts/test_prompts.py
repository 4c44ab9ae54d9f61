from __future__ import annotations

from pathlib import Path

import pytest

import prompts

NAMES = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_has_a_version_and_fills(name):
    prompt = prompts.load(name)

    filled = prompt.filled(**dict.fromkeys(prompt.variables, "X"))

    assert prompt.version >= 1
    assert "$" not in filled


def test_a_missing_and_a_needless_variable_are_named():
    with pytest.raises(ValueError, match="lacks passages, question and has no place for typo"):
        prompts.load("question").filled(typo="x")


def test_what_a_value_holds_is_not_taken_for_a_variable():
    filled = prompts.load("question").filled(question="$passages", passages="none")

    assert "Question: $passages" in filled


def test_an_unknown_prompt_is_named():
    with pytest.raises(ValueError, match="no prompt poem; there are answer"):
        prompts.load("poem")
