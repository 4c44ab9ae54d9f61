"""The Home tab and the openers of a direct conversation."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.home import suggested_prompts
from bot.slack.incoming import workspace_of
from bot.slack.patience import CALL_ERRORS

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_sdk import WebClient

    from bot.slack.services import Services

logger = logging.getLogger(__name__)


def register(app: App, services: Services) -> None:
    """Listen to somebody opening the bot's tabs."""

    @app.event("app_home_opened")
    def on_opened(event: dict[str, Any], context: BoltContext, client: WebClient) -> None:
        """Draw the Home tab, or suggest questions where somebody opens the conversation."""
        if event.get("tab") == "home":
            services.log.home.publish(workspace_of(context), event["user"])
        elif event.get("tab") == "messages":
            suggest(client, event["channel"])


def suggest(client: WebClient, channel: str) -> None:
    """Suggest questions; where Slack has no such thing there are none."""
    try:
        client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, prompts=suggested_prompts(), title="Ask me for example"
        )
    except CALL_ERRORS as error:
        logger.debug("no suggested prompts: %s", type(error).__name__)
