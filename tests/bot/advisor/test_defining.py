"""Which sentences say what a thing is."""

import pytest

from bot.advisor.defining import defines


@pytest.mark.parametrize(
    ("text", "is_definition"),
    [
        pytest.param("A steering committee is the top layer of governance.", True, id="plain"),
        pytest.param(
            "A steering committee, also called joint steering committee, governance board or "
            "alliance leadership team, is the top layer of governance.",
            True,
            id="other names between commas",
        ),
        pytest.param(
            "A steering committee is described as the top layer.", True, id="told by somebody"
        ),
        pytest.param(
            "The steering committee is normally asked to endorse proposals.",
            False,
            id="what happens to it",
        ),
        pytest.param("A steering committee is often chaired in turns.", False, id="how it is run"),
        pytest.param(
            "The charter is what a steering committee signs.", False, id="another subject"
        ),
    ],
)
def test_a_definition_says_what_a_thing_is(text, is_definition):
    assert defines(text, "steering committee") is is_definition
