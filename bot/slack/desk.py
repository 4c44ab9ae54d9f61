"""The bot's desk in Slack: shows that it works, and puts each reply where it belongs, once."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.advisor.model import Answer, Refusal
from bot.slack.blocks.answers import answer_mark, reply_messages
from bot.slack.blocks.elements import without_drawing
from bot.slack.blocks.scope import limits_line
from bot.slack.errors import explain
from bot.slack.patience import CALL_ERRORS, RefusedError, briefly, patiently
from bot.store.conversations import Outcome
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk import WebClient

    from bot.slack.audience import Readers
    from bot.slack.blocks.elements import Message
    from bot.work.questions import Asked, Prepared

logger = logging.getLogger(__name__)

STATUS = "is reading the library …"
STATUS_AFTER = 0.3
"""Most answers are there sooner; a status for them would cost a call and only flicker."""

NO_STATUS_HERE = frozenset(
    {"unknown_method", "missing_scope", "not_allowed_token_type", "not_agent_app", "invalid_scope"}
)
"""Errors that will be the same for every message: the workspace has no such status."""

BAD_DRAWING = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
"""Errors that are ours to prevent; if one happens all the same, the asker gets the bare words."""

PAGE = 200
RESPONSE_TIMEOUT = 15


class SlackDesk:
    """Implements :class:`bot.work.questions.Desk` on Slack's Web API."""

    def __init__(self, client: WebClient, readers: Readers) -> None:
        self.client = client
        self.readers = readers
        self._has_status = True

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

    def post(self, asked: Asked, prepared: Prepared, *, is_repeat: bool) -> str:
        """Post a reply in its thread, or privately; return its ``ts``, empty for a private one.

        Raises:
            SlackApiError, OSError: Slack refused it, or was away for a quarter of an hour.
        """
        messages = reply_messages(
            prepared.reply.text,
            outcome_of(prepared),
            prepared.proofs,
            asked.key,
            asks_to_share=bool(asked.response_url),
            aside=prepared.reply.notice if isinstance(prepared.reply, Answer) else "",
            limits=_limits(prepared),
        )
        if asked.response_url:
            return self._post_privately(asked, messages)
        return self._post_in_thread(asked, messages, may_stand=is_repeat)

    def explain(self, error: Exception) -> str:
        """Say why there is no answer."""
        return explain(error)

    def _post_in_thread(self, asked: Asked, messages: list[Message], *, may_stand: bool) -> str:
        tried = may_stand
        posted: dict[str, str] = {}

        def attempt() -> None:
            nonlocal tried
            if tried:  # the last attempt may have arrived although its response did not
                posted.update(self._standing(asked))
            tried = True
            for message in messages:
                name = message.blocks[0]["block_id"]
                if name not in posted:
                    posted[name] = self._post_one(asked.channel, asked.thread, message)

        patiently(attempt)
        return posted[messages[0].blocks[0]["block_id"]]

    def _standing(self, asked: Asked) -> dict[str, str]:
        """Return the parts of this reply that stand in the thread: ``block_id`` to ``ts``."""
        wanted = f"{answer_mark(asked.key)}:"
        found: dict[str, str] = {}
        cursor = ""
        while True:
            page = self.client.conversations_replies(
                channel=asked.channel,
                ts=asked.thread,
                oldest=asked.message,
                limit=PAGE,
                cursor=cursor,
            )
            for message in page.get("messages") or []:
                for block in message.get("blocks") or []:
                    if str(block.get("block_id", "")).startswith(wanted):
                        found[block["block_id"]] = message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    def _post_one(self, channel: str, thread: str | None, message: Message) -> str:
        try:
            return self._post_as_drawn(channel, thread, message)
        except SlackApiError as error:
            if error.response.get("error") not in BAD_DRAWING:
                raise
            logger.exception("Slack did not take %s", message.blocks[0]["block_id"])
            return self._post_as_drawn(channel, thread, without_drawing(message))

    def _post_as_drawn(self, channel: str, thread: str | None, message: Message) -> str:
        response = self.client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    def _post_privately(self, asked: Asked, messages: list[Message]) -> str:
        """Answer through the command's own address; by direct message once that has expired."""
        try:
            for message in messages:
                patiently(_respond, asked.response_url, message)
        except RefusedError as error:
            logger.warning("the command's address is gone: %s", error)
            for message in messages:
                patiently(self._post_one, asked.asker, None, message)
        return ""

    def share(self, channel: str, messages: list[Message]) -> str:
        """Post a shared answer in a channel; return its ``ts``.

        Raises:
            SlackApiError: the bot may not post there.
        """
        first = briefly(self._post_one, channel, None, messages[0])
        for message in messages[1:]:
            patiently(self._post_one, channel, first, message)
        return first


def outcome_of(prepared: Prepared) -> Outcome:
    """Tell how a question ended."""
    if isinstance(prepared.reply, Answer):
        return Outcome.ANSWER
    return Outcome.REFUSAL if isinstance(prepared.reply, Refusal) else Outcome.REMARK


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
