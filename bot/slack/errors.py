"""What people are told when something went wrong: never a stack trace, always a way on."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.errors import UserError
from bot.slack.patience import CALL_ERRORS
from bot.slack.text import inert
from knowledge.errors import IndexMismatchError, NoIndexError

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.respond import Respond
    from slack_sdk import WebClient

logger = logging.getLogger(__name__)

NO_LIBRARY = (
    "I have no library to answer from yet. An administrator builds it with 'advisor reindex'."
)
OUTDATED_LIBRARY = (
    "My library was indexed with other settings and cannot be searched. "
    "An administrator mends that with 'advisor reindex'."
)
OUTDATED_BUTTON = "That button is from an earlier version of mine. Please ask again."


def explain(error: Exception) -> str:
    """Say in plain text what went wrong; the unexpected gets a reference that the log has too."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, NoIndexError | IndexMismatchError):
        logger.error("%s", error)
        return NO_LIBRARY if isinstance(error, NoIndexError) else OUTDATED_LIBRARY
    reference = secrets.token_hex(3)
    logger.error("reference %s", reference, exc_info=error)
    return (
        "Something went wrong on my side. Please try again; if it stays, tell an administrator "
        f"the reference {reference}."
    )


def register(app: App) -> None:
    """Answer for everything that listeners raise."""
    app.error(on_error)


def on_error(
    error: Exception,
    body: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    respond: Respond,
) -> BoltResponse:
    """Tell the person who asked what went wrong; Slack is told that all is well."""
    if isinstance(error, BoltUnhandledRequestError):
        logger.debug("nobody listens to %s", body.get("type"))
        if body.get("type") == "block_actions":
            _tell(body, context, client, respond, OUTDATED_BUTTON)
    else:
        _tell(body, context, client, respond, explain(error))
    return BoltResponse(status=200, body="")


def _tell(
    body: dict[str, Any], context: BoltContext, client: WebClient, respond: Respond, text: str
) -> None:
    event = body.get("event") or body.get("message") or {}
    try:
        if context.response_url:
            respond(text=inert(text), response_type="ephemeral", replace_original=False)
        elif context.channel_id and context.user_id:
            client.chat_postEphemeral(
                channel=context.channel_id,
                user=context.user_id,
                text=inert(text),
                thread_ts=event.get("thread_ts"),
            )
    except CALL_ERRORS as error:
        logger.warning("could not tell about a failure: %s", type(error).__name__)
