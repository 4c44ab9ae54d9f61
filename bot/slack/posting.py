"""Puts an answer in its thread once, whatever stands there of it already."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.slack.blocks.answers import answer_mark, live_mark
from bot.slack.blocks.elements import without_drawing
from bot.slack.patience import is_passing, patiently

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.slack.blocks.elements import Block, Message
    from bot.work.asked import Asked

logger = logging.getLogger(__name__)

BAD_DRAWING = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
"""Errors that are ours to prevent; if one happens all the same, the asker gets the bare words."""

PAGE = 200


class AnswerThread:
    """The thread of one question, as far as it holds our answer.

    ``live`` names the message in which the answer began to appear; ``closing`` are the blocks that
    complete it where its text is the answer's already.
    """

    def __init__(self, client: WebClient, asked: Asked) -> None:
        self.live = ""
        self.closing: list[Block] = []
        self._client = client
        self._asked = asked

    def complete(self, messages: list[Message], *, may_stand: bool) -> str:
        """See to it that the thread holds *messages*; return the first one's ``ts``.

        With *may_stand* some of it may be there: look first. A message in which the answer began
        to appear is completed, or replaced.

        Raises:
            SlackApiError, OSError: Slack refused, or was away for a quarter of an hour.
        """
        looks = may_stand
        posted: dict[str, str] = {}
        first = messages[0].blocks[0]["block_id"]

        def attempt() -> None:
            nonlocal looks
            if looks:  # the last attempt may have arrived although its response did not
                posted.update(self._standing())
                self.live = self.live or posted.get(live_mark(self._asked.key), "")
            looks = True
            if self.live and first not in posted:
                posted[first] = self._completed(messages[0])
            for message in messages:
                name = message.blocks[0]["block_id"]
                if name not in posted:
                    posted[name] = post_one(
                        self._client, self._asked.channel, self._asked.thread, message
                    )

        patiently(attempt)
        return posted[first]

    def remove(self, *, may_stand: bool) -> None:
        """Delete the message in which the answer began to appear, if there is one.

        Raises:
            SlackApiError, OSError: Slack was away for a quarter of an hour.
        """

        def attempt() -> None:
            if may_stand and not self.live:
                self.live = self._standing().get(live_mark(self._asked.key), "")
            if self.live:
                self._stop()
                self._delete(self.live)

        patiently(attempt)

    def _completed(self, message: Message) -> str:
        """Complete the live message, put *message* in its place, or post that instead of it."""
        try:
            if self.closing:
                self._client.chat_stopStream(
                    channel=self._asked.channel, ts=self.live, blocks=self.closing
                )
                return self.live
        except SlackApiError as error:
            if is_passing(error):
                raise
            logger.info("the stream cannot be completed: %s", error.response.get("error"))
        self._stop()
        try:
            self._client.chat_update(
                channel=self._asked.channel,
                ts=self.live,
                text=message.text,
                blocks=list(message.blocks),
            )
        except SlackApiError as error:
            if is_passing(error):
                raise
            logger.info("the stream cannot be replaced: %s", error.response.get("error"))
            self._delete(self.live)
            return post_one(self._client, self._asked.channel, self._asked.thread, message)
        return self.live

    def _stop(self) -> None:
        """End the stream; one that has ended by itself is as good."""
        try:
            self._client.chat_stopStream(channel=self._asked.channel, ts=self.live)
        except SlackApiError as error:
            if is_passing(error):
                raise

    def _delete(self, ts: str) -> None:
        try:
            self._client.chat_delete(channel=self._asked.channel, ts=ts)
        except SlackApiError as error:
            if is_passing(error):
                raise
            logger.info("the unfinished answer stays: %s", error.response.get("error"))

    def _standing(self) -> dict[str, str]:
        """Return the parts of this reply that stand in the thread: ``block_id`` to ``ts``."""
        wanted = f"{answer_mark(self._asked.key)}:"
        found: dict[str, str] = {}
        cursor = ""
        while True:
            page = self._client.conversations_replies(
                channel=self._asked.channel,
                ts=self._asked.thread,
                oldest=self._asked.message,
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


def post_one(client: WebClient, channel: str, thread: str | None, message: Message) -> str:
    """Post one message, in bare words where Slack does not take its drawing; return its ``ts``.

    Raises:
        SlackApiError, OSError: Slack did not take it.
    """
    try:
        return _post_as_drawn(client, channel, thread, message)
    except SlackApiError as error:
        if error.response.get("error") not in BAD_DRAWING:
            raise
        logger.exception("Slack did not take %s", message.blocks[0]["block_id"])
        return _post_as_drawn(client, channel, thread, without_drawing(message))


def _post_as_drawn(client: WebClient, channel: str, thread: str | None, message: Message) -> str:
    response = client.chat_postMessage(
        channel=channel,
        thread_ts=thread,
        text=message.text,
        blocks=list(message.blocks),
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(response["ts"])
