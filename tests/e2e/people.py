"""What the people of the made-up workspace do and see, through the stand-in's control API."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from websocket import create_connection

from scripts.workspace import BOT_USER, GENERAL, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.standin import StandIn

T = TypeVar("T")
MAYA, JONAS, PRIYA, SAM = (person.id for person in PEOPLE)
Message = dict[str, Any]


def wait_for(condition: Callable[[], T], what: str, within: float = 20.0) -> T:
    """Return the first true value of *condition*, or fail by saying *what* did not happen."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {within:.0f} s: {what}")


@dataclass(frozen=True)
class People:
    """The people of one running stand-in."""

    stand_in: StandIn

    def say(
        self, text: str, channel: str = GENERAL.id, user: str = MAYA, thread: str | None = None
    ) -> Message:
        """Post *text*; a user's id as the channel is that user's direct message to the bot."""
        body = {"channel": channel, "user": user, "text": text}
        if thread:
            body["thread_ts"] = thread
        return dict(self.stand_in.control("message", body)["message"])

    def mention(self, text: str, **where: Any) -> Message:
        return self.say(f"<@{BOT_USER}> {text}", **where)

    def command(self, command: str, text: str, channel: str = GENERAL.id, user: str = MAYA) -> None:
        body = {"channel": channel, "user": user, "command": command, "text": text}
        self.stand_in.control("command", body)

    def press(self, message: Message, label: str, user: str = MAYA) -> None:
        """Press the button of *message* whose words begin with *label*."""
        element, block_id = self.button(message, label)
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block_id,
            "value": element.get("value"),
            "text": element["text"],
        }
        body = {
            "channel": message["channel"],
            "messageTs": message["ts"],
            "user": user,
            "action": action,
        }
        self.stand_in.control("interact", body)

    def button(self, message: Message, label: str) -> tuple[dict[str, Any], str | None]:
        for block_id, element in elements(message):
            if element.get("text", {}).get("text", "").startswith(label):
                return element, block_id
        labels = [e.get("text", {}).get("text") for _, e in elements(message)]
        raise AssertionError(f"no button {label!r} among {labels}")

    def messages(self, channel: str = GENERAL.id) -> list[Message]:
        return list(self.stand_in.control(f"messages/{channel}")["messages"])

    def replies(self, message: Message) -> list[Message]:
        """Return what the bot has posted in the thread of *message*, oldest first."""
        root = message.get("thread_ts") or message["ts"]
        return [
            m
            for m in self.messages(message["channel"])
            if m.get("thread_ts") == root and m.get("bot_id")
        ]

    def reply(self, message: Message, number: int = 1, within: float = 20.0) -> Message:
        """Wait for the bot's reply with this number in the thread of *message*."""
        return wait_for(
            lambda: self.replies(message)[number - 1 :], f"reply {number} in the thread", within
        )[0]

    def whispers(self, user: str = MAYA, channel: str = GENERAL.id) -> list[Message]:
        """Return what the bot has shown to *user* alone."""
        return [m for m in self.messages(channel) if m.get("ephemeral_to") == user]

    def modal(self) -> dict[str, Any]:
        """Wait for a modal and return the one on top."""
        return wait_for(lambda: self.page()["modalStack"], "a modal opens")[-1]

    def close_modal(self, user: str = MAYA) -> None:
        self._act({"t": "view_close", "user": user})
        wait_for(lambda: not self.page()["modalStack"], "the modal closes")

    def page(self) -> dict[str, Any]:
        """Return all that the stand-in's page is told when it is opened."""
        socket = create_connection(f"{self.stand_in.url.replace('http', 'ws', 1)}/ui", timeout=10)
        try:
            return dict(json.loads(socket.recv())["state"])
        finally:
            socket.close()

    def _act(self, action: dict[str, Any]) -> None:
        socket = create_connection(f"{self.stand_in.url.replace('http', 'ws', 1)}/ui", timeout=10)
        try:
            socket.recv()
            socket.send(json.dumps(action))
        finally:
            socket.close()


def elements(message: Message) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Go through the interactive elements of a message or view with their block's id."""
    for block in message.get("blocks", []):
        if accessory := block.get("accessory"):
            yield block.get("block_id"), accessory
        if block["type"] == "actions":
            yield from ((block.get("block_id"), element) for element in block["elements"])


def prose(message: Message) -> str:
    """Return what a reader of a message or view sees, without buttons."""
    parts: list[str] = []
    for block in message.get("blocks", []):
        texts = [block.get("text"), *block.get("fields", [])]
        if block["type"] == "context":
            texts += block["elements"]
        parts += [
            t["text"] if isinstance(t["text"], str) else "" for t in texts if t and "text" in t
        ]
    return "\n".join(parts) or message.get("text", "")
