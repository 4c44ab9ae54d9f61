"""*Understood as …*: what a follow-up was taken to ask, told to whoever wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.slack.blocks.answers import UNDERSTOOD
from bot.slack.whisper import whisper

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context.ack import Ack
    from slack_bolt.context.respond import Respond

    from bot.slack.services import Services

SAYS = "I understood the question as: {question}\nIf you meant another one, ask it in full."


def register(app: App, services: Services) -> None:
    """Listen to the button."""

    def on_request(
        ack: Ack, action: dict[str, Any], body: dict[str, Any], respond: Respond
    ) -> None:
        ack()
        exchange = services.conversations.find(action["value"])
        if exchange is None:
            raise UserError("This answer is still being filed. Please try again in a moment.")
        whisper(respond, body, SAYS.format(question=exchange.standalone))

    app.action(UNDERSTOOD)(on_request)
