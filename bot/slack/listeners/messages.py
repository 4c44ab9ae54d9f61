"""Questions in messages: mentions, direct messages, replies in threads the bot answers in.

Bolt acknowledges an event before its listener runs, and what Slack has seen acknowledged it does
not send again. So the question is taken in by a listener *middleware*, which runs before: when
Slack gets its acknowledgement, the question is on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.incoming import (
    asked_in_message,
    deleted_message,
    is_by_person,
    mentions,
    workspace_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import App
    from slack_bolt.context import BoltContext

    from bot.slack.services import Services


def register(app: App, services: Services) -> None:
    """Listen to mentions and messages."""
    messages = Messages(services)
    app.event("app_mention", middleware=[messages.on_mention])(acknowledge)
    app.event("message", middleware=[messages.on_message])(acknowledge)


def acknowledge() -> None:
    """Let Bolt acknowledge; the work was done before."""


class Messages:
    """Takes in the messages that are questions and leaves the others alone."""

    def __init__(self, services: Services) -> None:
        self.questions = services.questions
        self.conversations = services.conversations

    def on_mention(
        self, event: dict[str, Any], context: BoltContext, next_: Callable[[], None]
    ) -> None:
        """Take in a message that mentions the bot."""
        if is_by_person(event):
            self.questions.take(asked_in_message(event, context))
        next_()

    def on_message(
        self, event: dict[str, Any], context: BoltContext, next_: Callable[[], None]
    ) -> None:
        """Take in a direct message, or a reply in a thread that the bot answers in.

        A question that is deleted before its answer is there is answered no more.
        """
        if gone := deleted_message(event):
            self.questions.withdraw(workspace_of(context), event["channel"], gone)
        elif is_by_person(event) and self._is_question(event, context):
            self.questions.take(asked_in_message(event, context))
        next_()

    def _is_question(self, event: dict[str, Any], context: BoltContext) -> bool:
        if event["user"] == context.bot_user_id:
            return False
        if event.get("channel_type") == "im":
            return True
        if mentions(event.get("text") or "", context.bot_user_id or ""):
            return False  # it also arrives as a mention
        thread = event.get("thread_ts")
        return bool(thread) and self.conversations.is_ours(
            workspace_of(context), event["channel"], str(thread)
        )
