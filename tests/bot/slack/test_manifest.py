from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from slack_sdk import WebClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.slack.bench import Bench

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT.parent / "shared" / "schemas"
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
NEEDS_NO_SCOPE = {"app_home_opened"}
MADE_OF_SEVERAL = {
    "files.upload.v2": ("files.getUploadURLExternal", "files.completeUploadExternal")
}
OF_THE_CLIENT = {"app_token"}
"""Arguments that the client takes for itself and does not send as such."""

needs_schemas = pytest.mark.skipif(
    not SCHEMAS.exists(), reason=f"Slack's contracts are not beside the checkout ({SCHEMAS.name}/)"
)


def method_calls() -> Iterator[tuple[str, set[str]]]:
    """Every Web API method that the code calls, with the names of its arguments."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            named = {keyword.arg for keyword in node.keywords if keyword.arg}
            for candidate in (node.func, *node.args[:1]):
                if isinstance(candidate, ast.Attribute) and _is_method(candidate.attr):
                    name = candidate.attr.replace("_", ".")
                    if name in MADE_OF_SEVERAL:
                        yield from ((part, set()) for part in MADE_OF_SEVERAL[name])
                    else:
                        yield name, named - OF_THE_CLIENT


def _is_method(name: str) -> bool:
    return bool(re.match(r"[a-z]+_", name)) and hasattr(WebClient, name)


def listeners(bench: Bench) -> set[str]:
    """What the app listens to, as the manifest would call it."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "bot" / "slack" / "listeners").rglob("*.py"))
    )
    assert bench.app
    return set(re.findall(r"app\.event\(\s*\"(\w+)\"", source))


def test_every_event_has_a_listener_and_every_listener_its_event(bench: Bench) -> None:
    assert {event.split(".")[0] for event in EVENTS} == listeners(bench)


def test_every_command_has_a_listener_and_every_listener_its_command(bench: Bench) -> None:
    declared = {command["command"] for command in MANIFEST["features"]["slash_commands"]}

    for command in declared:
        matching = [
            listener
            for listener in bench.app._listeners
            if listener.matches(req=_command(command), resp=None)  # type: ignore[arg-type]
        ]
        assert len(matching) == 1, command
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "bot" / "slack" / "listeners").rglob("*.py"))
    )
    assert len(re.findall(r"\bapp\.command\(", source)) == len(declared)


def test_the_openers_are_the_same_everywhere() -> None:
    from bot.slack.blocks.home import suggested_prompts

    assert MANIFEST["features"]["agent_view"]["suggested_prompts"] == suggested_prompts()


def test_only_one_kind_of_agent_is_declared() -> None:
    assert "assistant_view" not in MANIFEST["features"]


@needs_schemas
def test_the_manifest_fits_slack_s_schema() -> None:
    schema = json.loads((SCHEMAS / "slack-manifest.schema.2.0.0.json").read_text())

    jsonschema.validate(MANIFEST, schema)


@needs_schemas
def test_every_method_has_its_scope_and_known_arguments() -> None:
    methods = _contract()["methods"]
    known = {name.lower(): facts for name, facts in methods.items()}
    called = list(method_calls())

    assert {"chat.postMessage", "views.open", "users.list"} <= {name for name, _ in called}
    for name, named in called:
        facts = known[name.lower()]
        assert not facts["scopes"] or SCOPES & set(facts["scopes"]), name
        assert named <= set(facts["args"]), (name, named - set(facts["args"]))


@needs_schemas
def test_every_event_has_its_scope() -> None:
    events = _contract()["events"]

    for event in EVENTS - NEEDS_NO_SCOPE:
        assert SCOPES & set(events[event]["scopes"]), event


@needs_schemas
def test_no_scope_is_asked_for_in_vain() -> None:
    contract = _contract()
    methods = {name.lower(): facts for name, facts in contract["methods"].items()}
    needed = {scope for name, _ in method_calls() for scope in methods[name.lower()]["scopes"]}
    needed |= {scope for event in EVENTS for scope in contract["events"][event]["scopes"]}
    needed |= {"commands"}

    assert needed >= SCOPES


def _contract() -> Any:
    return json.loads((SCHEMAS / "slack-web-api.json").read_text(encoding="utf-8"))


def _command(name: str) -> Any:
    from slack_bolt.request import BoltRequest

    return BoltRequest(mode="socket_mode", body={"command": name, "text": "x"})
