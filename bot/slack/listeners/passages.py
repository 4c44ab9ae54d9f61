"""*Show passage*: the exact words behind a citation, in a modal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.answers import SHOW_PASSAGE
from bot.slack.blocks.passages import missing_view, passage_view
from bot.slack.patience import briefly
from knowledge.model import Audience

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_sdk import WebClient

    from bot.slack.services import Services

NOT_YET = "This answer is still being filed. Please try again in a moment."
NOT_FOR_GUESTS = "This passage is from an internal source, which guests cannot open."


def register(app: App, services: Services) -> None:
    """Listen to the buttons and menus of citations."""

    @app.action(re.compile(rf"^{SHOW_PASSAGE}:"))
    def on_show(
        ack: Ack,
        action: dict[str, Any],
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
    ) -> None:
        ack()
        view = view_for(services, _chosen(action), context.user_id or "")
        briefly(client.views_open, trigger_id=body["trigger_id"], view=view)


def view_for(services: Services, value: str, person: str) -> dict[str, Any]:
    """Return the modal for ``{turn}#{number}``, or one that says why there is nothing to see."""
    turn, _, number = value.rpartition("#")
    proof = services.conversations.proof(turn, int(number))
    if proof is None:
        return missing_view(NOT_YET)
    is_internal = proof.audience is Audience.INTERNAL
    if is_internal and services.readers.of_person(person) is Audience.SHARED:
        return missing_view(NOT_FOR_GUESTS)
    return passage_view(proof)


def _chosen(action: dict[str, Any]) -> str:
    option = action.get("selected_option")
    return str(option["value"] if option else action["value"])
