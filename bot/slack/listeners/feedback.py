"""*Helpful* and *Not helpful*: one opinion per answer and person, which may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.slack.blocks.answers import HELPFUL, NOT_HELPFUL
from bot.slack.whisper import whisper

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_bolt.context.respond import Respond

    from bot.slack.services import Services

THANKS = {
    True: "Noted as helpful. Thank you.",
    False: "Noted as not helpful. Thank you: whoever keeps the library will see it.",
}
CHANGED = "Your earlier opinion was replaced."


def register(app: App, services: Services) -> None:
    """Listen to both buttons."""

    def on_opinion(
        ack: Ack,
        action: dict[str, Any],
        body: dict[str, Any],
        context: BoltContext,
        respond: Respond,
    ) -> None:
        ack()
        if services.conversations.find(action["value"]) is None:
            raise UserError("This answer is still being filed. Please try again in a moment.")
        is_helpful = action["action_id"] == HELPFUL
        has_changed = services.feedback.give(
            action["value"], context.user_id or "", is_helpful=is_helpful
        )
        whisper(respond, body, f"{THANKS[is_helpful]} {CHANGED if has_changed else ''}".strip())

    app.action(HELPFUL)(on_opinion)
    app.action(NOT_HELPFUL)(on_opinion)
