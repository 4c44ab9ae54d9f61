"""Let a container answer a question through the Slack stand-in: ``scripts/image.sh`` calls this."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BotError
from scripts.console import run_alone

if TYPE_CHECKING:
    from scripts.standin import StandIn

QUESTION = "Why do alliances fail?"
PATIENCE = 120.0
"""Seconds to connect and to answer; a cold container on a busy machine takes some 20."""


class ImageError(BotError):
    """The container did not answer; its own output says more."""


def command(
    run: Annotated[list[str], typer.Argument(help="The command that starts the container.")],
    host: Annotated[
        str, typer.Option(help="This machine, as the container calls it.")
    ] = "localhost",
) -> None:
    """Start a container against the stand-in, ask it a question and show the answer."""
    from scripts.standin import end, running
    from scripts.standin_package import obtain
    from scripts.workspace import APP_TOKEN, BOT_TOKEN, stand_in_config

    with running(obtain(), stand_in_config(), bot_host=host) as slack:
        settings = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
        }
        began = time.monotonic()
        container = subprocess.Popen(run, env=os.environ | settings, stdin=subprocess.DEVNULL)  # noqa: S603 - given by the caller
        try:
            while not slack.has_bot:
                _check_patience(container, began, "connect")
            connected = time.monotonic()
            answer = _ask(slack, container)
            answered = time.monotonic()
        finally:
            end(container, patience=30)
    print(f"{answer}\n")
    print(f"connected after {connected - began:.1f} s, answered {answered - connected:.2f} s later")
    if "[1]" not in answer:
        raise ImageError("the answer has no citation")


def _ask(slack: StandIn, container: subprocess.Popen[bytes]) -> str:
    from scripts.terminal_blocks import draw
    from scripts.workspace import BOT_USER, GENERAL, PEOPLE

    text = f"<@{BOT_USER}> {QUESTION}"
    message = {"channel": GENERAL.id, "user": PEOPLE[0].id, "text": text}
    question = slack.control("message", message)["message"]
    asked = time.monotonic()
    while True:
        for reply in slack.control(f"messages/{GENERAL.id}")["messages"]:
            if reply.get("bot_id") and reply.get("thread_ts") == question["ts"]:
                return draw(reply).plain
        _check_patience(container, asked, "answer")


def _check_patience(container: subprocess.Popen[bytes], since: float, what: str) -> None:
    if container.poll() is not None:
        raise ImageError(f"the container ended with status {container.returncode}")
    if time.monotonic() - since > PATIENCE:
        raise ImageError(f"the container did not {what} within {PATIENCE:.0f} s")
    time.sleep(0.05)


if __name__ == "__main__":
    run_alone(command)
