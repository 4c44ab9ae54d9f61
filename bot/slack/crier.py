"""Tells a team in its own channel, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.logbook.model import Audience
from bot.slack.blocks.logbook_notices import notice_messages
from bot.slack.patience import patiently

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk import WebClient

    from bot.logbook.model import Team
    from bot.logbook.notices import Notice
    from bot.slack.audience import Readers

logger = logging.getLogger(__name__)

LOOKED_BACK = 100
"""Messages: a notice that was posted just before a crash is among the channel's latest."""


class SlackCrier:
    """Implements :class:`bot.work.notices.Crier` on Slack's Web API."""

    def __init__(self, client: WebClient, readers: Readers) -> None:
        self._client = client
        self._readers = readers

    def audience(self, team: Team) -> Audience:
        """Tell who reads the team's first channel, where it is told."""
        return Audience(self._readers.of_channel(team.channels[0]).value)

    def draw(self, team: Team, notice: Notice, now: datetime, mark: str) -> list[dict[str, Any]]:
        """Draw a notice as the messages to post."""
        drawn = notice_messages(notice, team, now.date(), mark)
        return [{"text": message.text, "blocks": list(message.blocks)} for message in drawn]

    def cry(
        self, team: Team, messages: list[dict[str, Any]], mark: str, *, is_repeat: bool
    ) -> None:
        """Post a notice in the team's first channel, unless it stands there."""
        channel = team.channels[0]
        tried = is_repeat

        def attempt() -> None:
            nonlocal tried
            standing = self._standing(channel, mark) if tried else set()
            tried = True  # an attempt may have arrived although its response did not
            for message in messages:
                if message["blocks"][0]["block_id"] not in standing:
                    self._client.chat_postMessage(
                        channel=channel, **message, unfurl_links=False, unfurl_media=False
                    )

        try:
            patiently(attempt)
        except SlackApiError as error:
            # A channel that the bot may not write in stays untold; the log itself is unharmed.
            logger.warning("team %d is not told: %s", team.id, error.response.get("error"))

    def _standing(self, channel: str, mark: str) -> set[str]:
        page = self._client.conversations_history(channel=channel, limit=LOOKED_BACK)
        names = {
            str(block.get("block_id", ""))
            for message in page.get("messages") or []
            for block in message.get("blocks") or []
        }
        return {name for name in names if name.startswith(f"{mark}:")}
