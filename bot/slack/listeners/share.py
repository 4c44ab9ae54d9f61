"""*Share in channel*: the asker makes a private answer public, once, where it was asked."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.errors import UserError
from bot.slack.blocks.answers import SHARE, shared_messages
from bot.slack.incoming import workspace_of
from bot.slack.whisper import whisper
from bot.store.conversations import Outcome
from knowledge.model import Audience

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_bolt.context.respond import Respond

    from bot.slack.services import Services
    from bot.store.conversations import Exchange

logger = logging.getLogger(__name__)

SHARED = "Shared with this channel."
ALREADY = "This answer was shared here already."
NOT_YOURS = "Only the person who asked can share this answer."
STILL_FILING = "This answer is still being filed. Please try again in a moment."
OUTSIDERS = (
    "People from outside can read this channel, and the answer quotes an internal source. "
    "Mention me here with your question: I then answer from what outsiders may see."
)
INVITE = "I am not in this channel. Add me with /invite, then press the button again."
CLOSED = "Slack does not let me post in this channel ({error})."

NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found"})


def register(app: App, services: Services) -> None:
    """Listen to the button."""

    @app.action(SHARE)
    def on_share(
        ack: Ack,
        action: dict[str, Any],
        body: dict[str, Any],
        context: BoltContext,
        respond: Respond,
    ) -> None:
        ack()
        exchange = _shareable(services, action["value"], context)
        whisper(respond, body, share(services, exchange, context))


def _shareable(services: Services, turn: str, context: BoltContext) -> Exchange:
    exchange = services.conversations.find(turn)
    if exchange is None or exchange.outcome is not Outcome.ANSWER:
        raise UserError(STILL_FILING)
    if exchange.asker != context.user_id:
        raise UserError(NOT_YOURS)
    is_internal = any(proof.audience is Audience.INTERNAL for proof in exchange.proofs)
    if is_internal and services.readers.of_channel(exchange.channel) is Audience.SHARED:
        raise UserError(OUTSIDERS)
    return exchange


def share(services: Services, exchange: Exchange, context: BoltContext) -> str:
    """Post the answer in its channel unless it stands there; return what to tell the asker.

    Raises:
        UserError: the bot may not post there.
    """
    conversations = services.conversations
    if not conversations.claim_share(exchange.id, exchange.channel, exchange.asker):
        return ALREADY
    messages = shared_messages(
        exchange.asker, exchange.question, exchange.reply, exchange.proofs, exchange.id
    )
    try:
        posted = services.desk.share(exchange.channel, messages)
    except SlackApiError as error:
        conversations.unshare(exchange.id, exchange.channel)
        code = error.response.get("error")
        logger.info("cannot share in %s: %s", exchange.channel, code)
        reason = INVITE if code in NOT_A_MEMBER else CLOSED.format(error=code)
        raise UserError(reason) from error
    conversations.shared(exchange.id, exchange.channel, posted)
    conversations.join(workspace_of(context), exchange.channel, posted)
    return SHARED
