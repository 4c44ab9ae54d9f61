"""The bot's desk in Slack: shows that it works, and puts each reply where it belongs, once."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.advisor.model import Answer
from bot.slack.blocks.answers import Footer, closing_blocks, reply_messages
from bot.slack.blocks.scope import limits_line
from bot.slack.errors import explain
from bot.slack.live import LiveAnswer, Streams
from bot.slack.patience import CALL_ERRORS, RefusedError, briefly, patiently
from bot.slack.posting import AnswerThread, post_one
from bot.work.asked import outcome_of, was_rewritten
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slack_sdk import WebClient

    from bot.slack.audience import Readers
    from bot.slack.blocks.elements import Message
    from bot.work.asked import Asked, Prepared

logger = logging.getLogger(__name__)

STATUS = "is reading the library …"
STATUS_AFTER = 0.3
"""Most answers are there sooner; a status for them would cost a call and only flicker."""

NO_STATUS_HERE = frozenset(
    {"unknown_method", "missing_scope", "not_allowed_token_type", "not_agent_app", "invalid_scope"}
)
"""Errors that will be the same for every message: the workspace has no such status."""

RESPONSE_TIMEOUT = 15


class SlackDesk:
    """Implements :class:`bot.work.questions.Desk` on Slack's Web API."""

    def __init__(self, client: WebClient, readers: Readers) -> None:
        self.client = client
        self.readers = readers
        self._has_status = True
        self._streams = Streams()
        self._live: dict[str, LiveAnswer] = {}

    def audience(self, asked: Asked) -> Audience:
        """Tell who can read the answer: the asker alone, or everybody in the channel."""
        if asked.is_private:
            return self.readers.of_person(asked.asker)
        return self.readers.of_channel(asked.channel)

    @contextmanager
    def working(self, asked: Asked) -> Iterator[None]:
        """Show a status if the answer takes a while, where Slack has one."""
        if not self._has_status or asked.response_url:
            yield
            return
        later = threading.Timer(STATUS_AFTER, self._show_status, (asked,))
        later.daemon = True
        later.start()
        try:
            yield
        finally:
            later.cancel()
            # Slack clears a status with the next message: it must not arrive after the answer.
            later.join(timeout=RESPONSE_TIMEOUT)

    def _show_status(self, asked: Asked) -> None:
        try:
            self.client.assistant_threads_setStatus(
                channel_id=asked.channel, thread_ts=asked.thread, status=STATUS
            )
        except SlackApiError as error:
            if error.response.get("error") in NO_STATUS_HERE:
                self._has_status = False
            logger.debug("no status: %s", error.response.get("error"))
        except CALL_ERRORS as error:
            logger.debug("no status: %s", type(error).__name__)

    def follow(self, asked: Asked, is_gone: Callable[[], bool], *, is_repeat: bool) -> LiveAnswer:
        """Let the asker read along where an answer takes long, unless some of it may stand there.

        A private answer has no thread in which it could appear.
        """
        is_silent = is_repeat or bool(asked.response_url)
        live = LiveAnswer(self.client, self._streams, asked, is_gone, is_silent=is_silent)
        self._live[asked.key] = live
        return live

    def post(self, asked: Asked, prepared: Prepared, *, is_repeat: bool) -> str:
        """Post a reply in its thread, or privately; return its ``ts``, empty for a private one.

        What was shown of it while it was written is completed, or gives way to it.

        Raises:
            SlackApiError, OSError: Slack refused it, or was away for a quarter of an hour.
        """
        reply = prepared.reply
        outcome = outcome_of(reply)
        footer = Footer(
            asks_to_share=bool(asked.response_url),
            aside=reply.notice if isinstance(reply, Answer) else "",
            limits=_limits(prepared),
            was_rewritten=was_rewritten(asked, reply),
        )
        messages = reply_messages(reply.text, outcome, prepared.proofs, asked.key, footer)
        live = self._live.pop(asked.key, None)
        if asked.response_url:
            return self._post_privately(asked, messages)
        thread = AnswerThread(self.client, asked)
        if live is not None and live.ts and live.shown == reply.text and len(messages) == 1:
            thread.closing = closing_blocks(outcome, prepared.proofs, asked.key, footer)
        if live is not None and live.ts:
            thread.live = live.ts
        return thread.complete(messages, may_stand=is_repeat or _is_unsure(live))

    def retract(self, asked: Asked, *, is_repeat: bool) -> None:
        """Take away what stands of an answer that was being shown when the question was deleted.

        Raises:
            SlackApiError, OSError: Slack refused it, or was away for a quarter of an hour.
        """
        live = self._live.pop(asked.key, None)
        thread = AnswerThread(self.client, asked)
        if live is not None and live.ts:
            thread.live = live.ts
        thread.remove(may_stand=is_repeat or _is_unsure(live))

    def explain(self, error: Exception) -> str:
        """Say why there is no answer."""
        return explain(error)

    def _post_privately(self, asked: Asked, messages: list[Message]) -> str:
        """Answer through the command's own address; by direct message once that has expired."""
        try:
            for message in messages:
                patiently(_respond, asked.response_url, message)
        except RefusedError as error:
            logger.warning("the command's address is gone: %s", error)
            for message in messages:
                patiently(post_one, self.client, asked.asker, None, message)
        return ""

    def share(self, channel: str, messages: list[Message]) -> str:
        """Post a shared answer in a channel; return its ``ts``.

        Raises:
            SlackApiError: the bot may not post there.
        """
        first = briefly(post_one, self.client, channel, None, messages[0])
        for message in messages[1:]:
            patiently(post_one, self.client, channel, first, message)
        return first


def _is_unsure(live: LiveAnswer | None) -> bool:
    return live is not None and live.is_unsure


def _limits(prepared: Prepared) -> str:
    if prepared.scope is None:
        return ""
    return limits_line(prepared.scope, is_shared=prepared.audience is Audience.SHARED)


def _respond(url: str, message: Message) -> None:
    """Send one private message to a response address.

    Raises:
        RefusedError: the address has expired or Slack did not take the message.
    """
    body: dict[str, Any] = {
        "text": message.text,
        "blocks": list(message.blocks),
        "response_type": "ephemeral",
        "replace_original": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    response = WebhookClient(url, timeout=RESPONSE_TIMEOUT, retry_handlers=[]).send_dict(body)
    if response.status_code != 200:  # noqa: PLR2004
        raise RefusedError(response.status_code, response.headers)
