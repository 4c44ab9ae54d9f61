"""An offline check of messages and views against Slack's published limits.

Limits: docs.slack.dev/reference/block-kit; only the blocks that the product uses are known, so
another one is a fault too.
"""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]

TEXT_LIMITS = {"header": 150, "section": 3000, "context": 3000}
COUNTS = {"context": 10, "actions": 25}
CONTROL = re.compile(
    r"<(?!(?:https?://[^<>|\s]+\|[^<>|]*|@[UW][A-Z0-9]+|#[CG][A-Z0-9]+"
    r"|!date\^\d+\^[{}\w, ]+\|[^<>|]+)>)"
)
"""An angle bracket that opens no link, mention of a person or channel, or date of ours."""
BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
INVISIBLE = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def check_message(text: str, blocks: list[Json]) -> None:
    """Assert that Slack would take a message."""
    assert text, "a message needs a text for notifications"
    assert len(text) <= 4000
    check_mrkdwn(text)
    assert 1 <= len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_000
    _check_blocks(blocks)


def check_view(view: Json) -> None:
    """Assert that Slack would take a modal or a Home tab."""
    assert view["type"] in {"modal", "home"}
    assert 1 <= len(view["blocks"]) <= 100
    assert len(json.dumps(view).encode()) <= 250_000
    if view["type"] == "modal":
        _check_plain(view["title"], 24)
        _check_plain(view["close"], 24)
    _check_blocks(view["blocks"])


def check_mrkdwn(text: str) -> None:
    """Assert that text pings nobody and links nowhere but where we meant it to."""
    assert not CONTROL.search(text), text
    assert not BARE_AMPERSAND.search(text), text
    assert not INVISIBLE.search(text), ascii(text)


def _check_blocks(blocks: list[Json]) -> None:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(len(name) <= 255 for name in ids)
    for block in blocks:
        _CHECKS[block["type"]](block)


def _check_section(block: Json) -> None:
    if "text" in block:
        _check_text(block["text"], TEXT_LIMITS["section"])
    fields = block.get("fields", [])
    assert "text" in block or 1 <= len(fields) <= 10
    for field in fields:
        _check_text(field, 2000)
    if "accessory" in block:
        _check_button(block["accessory"])


def _check_input(block: Json) -> None:
    _check_plain(block["label"], 2000)
    if "hint" in block:
        _check_plain(block["hint"], 2000)
    element = block["element"]
    assert 1 <= len(element["action_id"]) <= 255
    if element["type"] == "static_select":
        groups = element.get("option_groups") or [{"options": element["options"]}]
        assert 1 <= len(groups) <= 100
        for group in groups:
            _check_menu({**element, "options": group["options"]})
        values = [option["value"] for group in groups for option in group["options"]]
        assert element.get("initial_option", {}).get("value", values[0]) in values
    elif element["type"] == "multi_static_select":
        _check_menu({**element, "type": "static_select"})
        assert all(option in element["options"] for option in element.get("initial_options", []))
        assert "initial_options" not in element or element["initial_options"]
    elif element["type"] == "plain_text_input":
        assert len(element.get("initial_value", "")) <= element.get("max_length", 3000) <= 3000
    else:
        assert element["type"] in {"datepicker", "users_select"}


def _check_context(block: Json) -> None:
    assert 1 <= len(block["elements"]) <= COUNTS["context"]
    for element in block["elements"]:
        _check_text(element, TEXT_LIMITS["context"])


def _check_header(block: Json) -> None:
    _check_plain(block["text"], TEXT_LIMITS["header"])


def _check_actions(block: Json) -> None:
    assert 1 <= len(block["elements"]) <= COUNTS["actions"]
    names = [element["action_id"] for element in block["elements"]]
    assert len(names) == len(set(names))
    for element in block["elements"]:
        assert len(element["action_id"]) <= 255
        if element["type"] == "button":
            _check_button(element)
        else:
            _check_menu(element)


def _check_chart(block: Json) -> None:
    assert 1 <= len(block["title"]) <= 50
    chart = block["chart"]
    assert chart["type"] == "line"
    categories = chart["axis_config"]["categories"]
    assert 2 <= len(categories) <= 20
    assert len(categories) == len(set(categories))
    assert all(1 <= len(category) <= 20 for category in categories)
    assert len(chart["axis_config"]["y_label"]) <= 50
    assert 1 <= len(chart["series"]) <= 6
    names = [series["name"] for series in chart["series"]]
    assert len(names) == len(set(names))
    for series in chart["series"]:
        assert 1 <= len(series["name"]) <= 20
        assert [point["label"] for point in series["data"]] == categories
        assert all(isinstance(point["value"], int | float) for point in series["data"])


def _check_button(element: Json) -> None:
    _check_plain(element["text"], 75)
    assert 1 <= len(element["value"]) <= 2000
    assert len(element.get("accessibility_label", "")) <= 75


def _check_menu(element: Json) -> None:
    assert element["type"] == "static_select"
    _check_plain(element["placeholder"], 150)
    assert 1 <= len(element["options"]) <= 100
    for option in element["options"]:
        _check_plain(option["text"], 75)
        assert 1 <= len(option["value"]) <= 75


def _check_text(text: Json, limit: int) -> None:
    assert text["type"] == "mrkdwn"
    assert 1 <= len(text["text"]) <= limit
    assert text["text"].strip()
    check_mrkdwn(text["text"])


def _check_plain(text: Json, limit: int) -> None:
    assert text["type"] == "plain_text"
    assert 1 <= len(text["text"]) <= limit
    assert "\n" not in text["text"]
    assert not INVISIBLE.search(text["text"])


_CHECKS = {
    "section": _check_section,
    "context": _check_context,
    "header": _check_header,
    "actions": _check_actions,
    "data_visualization": _check_chart,
    "input": _check_input,
}
