"""People of a workspace at the alliance log: they type, press, send forms and read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.bot.slack.bench import wait_for
from tests.bot.slack.checker import check_message, check_view
from tests.bot.slack.web_api import TEAM

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import BoltResponse

    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi

ANN, BOB, EVE, GUEST = "U1", "U2", "U3", "U4"
Json = dict[str, Any]


@dataclass
class Log:
    """The workspace: Ann and Bob in C1, Eve in C2, Ann and a guest in C3."""

    bench: Bench
    api: WebApi
    typed: int = 0

    def type(self, text: str, user: str = ANN, channel: str = "C1", **more: Any) -> Json:
        """Type a command; return the last message that answered it."""
        return self._answer(
            lambda: self.bench.deliver(
                {
                    "command": "/alliance",
                    "text": text,
                    "team_id": TEAM,
                    "channel_id": channel,
                    "user_id": user,
                    "trigger_id": "t1",
                    "response_url": self.api.response_url,
                    **more,
                }
            )
        )

    def deliver(self, text: str, user: str = ANN, channel: str = "C1") -> str:
        """Type a command and go on; its answer is known by the key that is returned."""
        self.typed += 1
        key = str(self.typed)
        command = {
            "command": "/alliance",
            "text": text,
            "team_id": TEAM,
            "channel_id": channel,
            "user_id": user,
            "trigger_id": key,
            "response_url": f"{self.api.response_url}?key={key}",
        }
        self.bench.deliver(command)
        return key

    def answered(self) -> set[str]:
        """Return the keys of the commands that a message or a form has answered."""
        made = [call.arguments for call in list(self.api.calls)]
        return {str(a.get("key") or a.get("trigger_id")) for a in made}

    def type_until(self, text: str, is_it: Callable[[Json], bool], channel: str = "C1") -> Json:
        """Type a command; return the first message after it that is the one wanted."""
        seen = len(self.api.calls)
        self.type(text, channel=channel)

        def found() -> list[Json]:
            calls = self.api.calls[seen:]
            shown = [{**c.arguments, "by": c.method} for c in calls if "blocks" in c.arguments]
            return [message for message in shown if is_it(message)]

        wait_for(lambda: bool(found()))
        return found()[0]

    def press(self, message: Json, label: str, user: str = ANN, **more: Any) -> Json:
        return self._answer(lambda: self._press(message, label, user, more))

    def _press(self, message: Json, label: str, user: str, more: Json) -> BoltResponse:
        element = next(e for e in elements(message) if e.get("text", {}).get("text") == label)
        action = {"action_id": element["action_id"], "value": element.get("value")}
        url = "" if more.get("view") else self.api.response_url
        return self.bench.press(action, url, user, **more)

    def press_element(self, element: Json, user: str = ANN) -> Json:
        action = {"action_id": element["action_id"], "value": element["value"]}
        return self._answer(lambda: self.bench.press(action, self.api.response_url, user))

    def shortcut(self, text: str, user: str = ANN, channel: str = "C1") -> Json:
        """Choose *Log to an alliance* in a message's menu."""
        payload = {
            "type": "message_action",
            "callback_id": "log_message",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "channel": {"id": channel},
            "message": {"ts": "17.5", "text": text},
            "trigger_id": "t",
            "response_url": self.api.response_url,
        }
        return self._answer(lambda: self.bench.deliver(payload))

    def choose(self, message: Json, number: int) -> Json:
        menu = next(e for e in elements(message) if e["type"] == "static_select")
        option = next(o for o in menu["options"] if json.loads(o["value"])["number"] == number)
        action = {"type": "static_select", "action_id": menu["action_id"]}
        return self._answer(
            lambda: self.bench.press({**action, "selected_option": option}, self.api.response_url)
        )

    def _answer(self, act: Any) -> Json:
        methods = (
            "respond",
            "views.open",
            "chat.postEphemeral",
            "chat.postMessage",
            "views.publish",
        )
        before = {method: len(self.api.made(method)) for method in methods}
        act()
        found: list[Json] = []

        def answered() -> bool:
            for method, count in before.items():
                found.extend({**call, "by": method} for call in self.api.made(method)[count:])
            return bool(found)

        wait_for(answered)
        message = found[-1]
        if "view" in message:
            check_view(message["view"])
        else:
            check_message(message["text"], message["blocks"])
        return message

    def send(self, view: Json, user: str = ANN, **values: Any) -> BoltResponse:
        """Send a form with some fields filled in anew."""
        return self.bench.deliver(
            {
                "type": "view_submission",
                "team": {"id": TEAM},
                "user": {"id": user, "team_id": TEAM},
                "view": {**view, "id": "V1", "state": {"values": state(view, values)}},
            }
        )

    def home(self, user: str) -> Json:
        event = {"type": "app_home_opened", "tab": "home", "user": user, "channel": "D1"}
        view = self._answer(lambda: self.bench.event(event))["view"]
        return dict(view)


def elements(message: Json) -> list[Json]:
    found: list[Json] = []
    for block in message["blocks"]:
        found += block.get("elements", []) if block["type"] == "actions" else []
        found += [block["accessory"]] if "accessory" in block else []
    return found


def state(view: Json, values: Json) -> Json:
    """Return what Slack sends of a form: what it began with, and what was filled in."""
    filled: Json = {}
    for block in (b for b in view["blocks"] if b["type"] == "input"):
        element = block["element"]
        name = block["block_id"].removeprefix("log:").partition("@")[0]
        given: Json = {
            "value": element.get("initial_value"),
            "selected_option": element.get("initial_option"),
            "selected_date": element.get("initial_date"),
            "selected_user": element.get("initial_user"),
        }
        if name in values:
            kinds = {"static_select": "selected_option", "datepicker": "selected_date",
                     "users_select": "selected_user"}  # fmt: skip
            key = kinds.get(element["type"], "value")
            is_option = key == "selected_option"
            given[key] = {"value": values[name]} if is_option else values[name]
        filled[block["block_id"]] = {element["action_id"]: given}
    return filled


def text_of(message: Json) -> str:
    return json.dumps(message.get("view", message).get("blocks"), ensure_ascii=False)
