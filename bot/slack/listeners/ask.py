"""``/ask``: a question whose answer only the asker sees, in any channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.slack.incoming import asked_by_command

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack

    from bot.slack.services import Services

COMMAND = "/ask"
USAGE = "/ask why do alliances fail?"


def register(app: App, services: Services) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    def on_ask(ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        asked = asked_by_command(command, context)
        if not asked.text:
            ack()
            raise UsageError(
                USAGE, "Put your question behind the command; only you see the answer."
            )
        services.questions.take(asked)  # before ack: once acknowledged, it must be on disk
        ack()
