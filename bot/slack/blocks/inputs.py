"""Inputs of a modal, and what was put into them: every block is named by the field it fills."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.elements import Block, label
from bot.slack.text import OPTION_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

INPUT = "value"
PREFIX = "log:"
"""Every input block is named by the field that it fills, so that an error finds its field."""

GROUP = 100
LONGEST_INPUT = 500


def _named(name: str, kind: str) -> str:
    """Slack keeps what was typed under a block's name: another kind's field is another block."""
    return f"{name}@{kind}" if kind else name


def _input(name: str, title: str, element: Block, *, optional: bool, hint: str = "") -> Block:
    block = {
        "type": "input",
        "block_id": f"{PREFIX}{name}",
        "label": label(title),
        "element": {"action_id": INPUT, **element},
        "optional": optional,
    }
    return {**block, "hint": label(hint, 200)} if hint else block


def text_input(  # noqa: PLR0913  the parts of an input, all by name
    name: str,
    title: str,
    value: str,
    *,
    most: int = LONGEST_INPUT,
    optional: bool = True,
    multiline: bool = False,
    hint: str = "",
    kind: str = "",
) -> Block:
    """Return a field for text of at most *most* characters."""
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    if value:
        element["initial_value"] = value[:most]
    return _input(_named(name, kind), title, element, optional=optional, hint=hint)


def day_input(
    name: str, title: str, value: date | str | None, *, hint: str = "", kind: str = ""
) -> Block:
    """Return a field for a day."""
    element: Block = {"type": "datepicker"}
    if value:
        element["initial_date"] = str(value)
    return _input(_named(name, kind), title, element, optional=True, hint=hint)


def person_input(name: str, title: str, user: str) -> Block:
    """Return a field for somebody in Slack."""
    element: Block = {"type": "users_select"}
    if user:
        element["initial_user"] = user
    return _input(name, title, element, optional=True)


def menu_input(  # noqa: PLR0913  the parts of an input, all by name
    name: str,
    title: str,
    options: Mapping[str, str],
    chosen: str,
    *,
    optional: bool = False,
    kind: str = "",
) -> Block:
    """Return a menu of values and their texts; a hundred and more are put into groups."""
    drawn: list[Block] = [
        {"text": label(text, OPTION_LIMIT), "value": value} for value, text in options.items()
    ] or [{"text": label("None yet"), "value": "0"}]
    element: Block = {"type": "static_select", "placeholder": label("Choose …")}
    if len(drawn) <= GROUP:
        element["options"] = drawn
    else:
        element["option_groups"] = [
            {"label": label(f"{drawn[at]['text']['text']} …"), "options": drawn[at : at + GROUP]}
            for at in range(0, len(drawn), GROUP)
        ]
    initial = next((option for option in drawn if option["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return _input(_named(name, kind), title, element, optional=optional)


def modal(
    callback: str,
    title: str,
    blocks: list[Block],
    metadata: Mapping[str, Any],
    submit: str = "Save",
) -> dict[str, Any]:
    """Return a modal; *metadata* travels along and comes back with what was put in."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": label(title, 24),
        "submit": label(submit, 24),
        "close": label("Cancel", 24),
        "private_metadata": json.dumps(dict(metadata)),
        "blocks": blocks,
    }


def form_values(view: Mapping[str, Any]) -> dict[str, str]:
    """Read the values of a form by field name; what was emptied is an empty string."""
    found: dict[str, str] = {}
    for block_id, inputs in view["state"]["values"].items():
        if not block_id.startswith(PREFIX):
            continue
        given = next(iter(inputs.values()))
        option = given.get("selected_option") or {}
        value = (
            option.get("value")
            or given.get("selected_date")
            or given.get("selected_user")
            or given.get("value")
        )
        found[field_of_block(block_id)] = str(value or "")
    return found


def field_of_block(block_id: str) -> str:
    """Return the field that an input block fills; a kind's own blocks carry the kind as well."""
    return block_id.removeprefix(PREFIX).partition("@")[0]


def block_errors(view: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, str]:
    """Put each fault at its input; one whose field the form does not show goes to the first."""
    by_field = {
        field_of_block(block["block_id"]): block["block_id"]
        for block in view["blocks"]
        if block["type"] == "input"
    }
    first = "summary" if "summary" in by_field else next(iter(by_field))
    errors: dict[str, str] = {}
    for name, fault in faults.items():
        at = next((n for n in (name, f"own {name}") if n in by_field), None)
        if at is None and name == "scores":
            at = next((n for n in by_field if n.startswith("own ours")), None)
        place = by_field[at or first]
        errors[place] = f"{errors[place]} {fault}" if place in errors else fault
    return errors


def metadata_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read what travelled along with a form."""
    return dict(json.loads(view["private_metadata"]))
