"""A chat with the bot in the terminal, through the same Bolt app that serves Slack."""

from __future__ import annotations

import json
import sys
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty
from typing import TYPE_CHECKING, Any

from rich.console import Console

from scripts.terminal_blocks import buttons, draw
from scripts.terminal_slack import CHANNEL, PERSON, TerminalSlack
from scripts.workspace import BOT_TOKEN, BOT_USER, TEAM

if TYPE_CHECKING:
    from pathlib import Path

    from slack_bolt import App

Fields = dict[str, Any]
PATIENCE = 60.0
"""Seconds to wait for a reply; one takes a fraction of a second, a language model many."""
PATIENCE_AFTER_BUTTON = 5.0
"""A button need not say anything."""
AFTERTHOUGHT = 0.3
"""Seconds in which a reply may be followed by more of it."""
HELP = (
    "Ask a question; ask on about its answer. A number shows that passage, a button's first word "
    "presses it, /ask and /alliance work as in Slack, /new starts over, Ctrl-D ends."
)


def chat(folder: Path) -> None:
    """Talk with the bot until the input ends.

    Raises:
        BotError, KnowledgeError: the bot cannot start; the message says why.
    """
    from bot.main import bolt_app
    from scripts.console import load_settings

    with TerminalSlack().running() as slack:
        settings = load_settings(
            folder, slack_api_url=slack.api_url, slack_bot_token=BOT_TOKEN, database_url=None
        )
        with ExitStack() as stack:
            with Console(stderr=True).status("Starting the bot …"):
                app = stack.enter_context(bolt_app(settings))
            Chat(app, slack).run()


@dataclass
class Chat:
    """One person's direct message with the bot."""

    app: App
    slack: TerminalSlack
    console: Console = field(default_factory=lambda: Console(highlight=False))
    thread: str = ""
    last: Fields = field(default_factory=dict)
    """The message whose buttons can be pressed."""

    def run(self) -> None:
        """Read lines and show replies until the input ends."""
        self.console.print(f"[dim]{HELP}[/dim]\n")
        while True:
            try:
                line = self.console.input("[bold]you >[/bold] ").strip()
            except EOFError:
                self.console.print()
                return
            if line:
                self._take(line)

    def _take(self, line: str) -> None:
        if line == "/new":
            self.thread, self.last = "", {}
        elif line.startswith("/"):
            self._command(line)
            self._show_replies(PATIENCE)
        elif (pressed := self._button(line)) is not None:
            self._press(*pressed)
            self._show_replies(PATIENCE_AFTER_BUTTON)
        else:
            self._say(line)
            self._show_replies(PATIENCE)

    def _say(self, text: str) -> None:
        ts = self.slack.next_ts()
        event = {
            "type": "message",
            "channel": CHANNEL,
            "channel_type": "im",
            "user": PERSON,
            "text": text,
            "ts": ts,
        }
        if self.thread:
            event["thread_ts"] = self.thread
        self.thread = self.thread or ts
        self._dispatch({"type": "event_callback", "event": event, "event_id": uuid.uuid4().hex})

    def _command(self, line: str) -> None:
        name, _, text = line.partition(" ")
        self._dispatch(
            {
                "command": name,
                "text": text,
                "channel_id": CHANNEL,
                "user_id": PERSON,
                "team_domain": "terminal",
                "trigger_id": uuid.uuid4().hex,
                "response_url": self.slack.response_url,
            }
        )

    def _button(self, line: str) -> tuple[str | None, Fields] | None:
        """Return the button that *line* means: its number, or the beginning of its words."""
        wanted = f"[{line}]" if line.isdecimal() else line.casefold()
        choices = list(buttons(self.last))
        for block_id, button in choices:
            label = button["text"]["text"].casefold()
            if wanted in label if line.isdecimal() else label.startswith(wanted):
                return block_id, button
        if line == "1":  # a single passage needs no number on its button
            return next((c for c in choices if "passage" in c[1]["text"]["text"]), None)
        return None

    def _press(self, block_id: str | None, button: Fields) -> None:
        action = {key: button.get(key) for key in ("type", "action_id", "value", "text")}
        self._dispatch(
            {
                "type": "block_actions",
                "user": {"id": PERSON, "team_id": TEAM},
                "team": {"id": TEAM},
                "channel": {"id": CHANNEL},
                "container": {"type": "message", "channel_id": CHANNEL},
                "message": self.last,
                "trigger_id": uuid.uuid4().hex,
                "response_url": self.slack.response_url,
                "actions": [action | {"block_id": block_id, "action_ts": self.slack.next_ts()}],
            }
        )

    def _dispatch(self, payload: Fields) -> None:
        from slack_bolt import BoltRequest

        shared = {
            "team_id": TEAM,
            "api_app_id": "A0ADVISOR",
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }
        response = self.app.dispatch(BoltRequest(mode="socket_mode", body=payload | shared))
        if response.body:  # a command may be answered by its acknowledgement
            said = response.body
            self.slack.shown.put(json.loads(said) if said.startswith("{") else {"text": said})

    def _show_replies(self, patience: float) -> None:
        has_come = False
        while True:
            try:
                shown = self.slack.shown.get(timeout=AFTERTHOUGHT if has_come else patience)
            except Empty:
                if not has_come and patience == PATIENCE:
                    print("No reply has come; the log says more.", file=sys.stderr)
                return
            has_come = True
            if "blocks" in shown and "title" not in shown and list(buttons(shown)):
                self.last = shown
            self.console.print(draw(shown))
            self.console.print()
