"""An answer that appears sentence by sentence, each one checked, while the rest is being written.

Slack rations the start and the end of a stream (some twenty a minute and workspace), so an answer
that is soon complete is one post, and whatever Slack refuses becomes one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.slack.blocks.answers import live_mark
from bot.slack.blocks.elements import sections
from bot.slack.patience import CALL_ERRORS
from bot.slack.text import inert

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from bot.advisor.model import Answer
    from bot.slack.blocks.elements import Block
    from bot.work.asked import Asked

logger = logging.getLogger(__name__)

LIVE_AFTER = 1.0
"""Seconds that the first checked sentence waits for the rest before it is shown alone."""

STARTS_A_MINUTE = 15
"""Slack allows some 20; the others become one post."""

NEVER_HERE = frozenset(
    {"unknown_method", "method_not_supported_for_channel_type", "missing_scope",
     "not_allowed_token_type", "not_agent_app", "invalid_scope", "access_denied"}
)  # fmt: skip
"""Errors that will be the same for every answer: the workspace has no streams."""

PAUSE_SECONDS = 30.0
"""How long no stream is begun after Slack has had too many, unless it says how long."""


class Streams:
    """Whether a stream may begin now; one for a desk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._begun: deque[float] = deque()
        self._not_before = 0.0
        self._never = False

    def begin(self) -> bool:
        """Claim a place; ``False`` where there is none."""
        now = self.clock()
        with self._lock:
            while self._begun and self._begun[0] <= now - 60:
                self._begun.popleft()
            if self._never or now < self._not_before or len(self._begun) >= STARTS_A_MINUTE:
                return False
            self._begun.append(now)
            return True

    def refused(self, error: SlackApiError) -> None:
        """Learn from Slack's refusal."""
        reason = error.response.get("error")
        if reason in NEVER_HERE:
            self._never = True
        elif reason in {"ratelimited", "rate_limited"}:
            try:
                pause = float(error.response.headers.get("Retry-After", PAUSE_SECONDS))
            except (TypeError, ValueError):
                pause = PAUSE_SECONDS
            self._not_before = self.clock() + pause


class LiveAnswer:
    """Implements :class:`bot.advisor.reader.Reader`: whoever asked reads along in Slack.

    ``ts`` names the streamed message once there is one; ``shown`` is the answer's text in it.
    ``is_unsure`` says that there may be one whose name Slack could not tell us.
    """

    def __init__(
        self,
        client: WebClient,
        streams: Streams,
        asked: Asked,
        is_gone: Callable[[], bool],
        *,
        is_silent: bool = False,
    ) -> None:
        self.ts = ""
        self.shown = ""
        self.is_unsure = False
        self._client = client
        self._streams = streams
        self._asked = asked
        self._is_gone = is_gone
        self._since: float | None = None
        self._is_over = is_silent

    @property
    def is_gone(self) -> bool:
        """Whether the question was taken back."""
        return self._is_gone()

    @property
    def has_begun(self) -> bool:
        """Whether something of the answer was shown."""
        return bool(self.ts) or self.is_unsure

    def sees(self, answer: Answer) -> None:
        """Show what is new, if it is time to; whatever Slack says, the answer goes on."""
        if self._is_over:
            return
        now = self._streams.clock()
        if self._since is None:
            self._since = now
        text = answer.text
        if not text.startswith(self.shown):
            self._is_over = True
        elif self.ts and len(text) > len(self.shown):
            self._try(self._append, text)
        elif not self.ts and now - self._since >= LIVE_AFTER:
            self._is_over = not self._streams.begin()
            if not self._is_over:
                self._try(self._start, text)

    def _try(self, call: Callable[[str], None], text: str) -> None:
        try:
            call(text)
        except SlackApiError as error:
            self._streams.refused(error)
            self._is_over = True
            logger.info("no stream: %s", error.response.get("error"))
        except CALL_ERRORS as error:
            self._is_over = True
            self.is_unsure = not self.ts
            logger.info("the stream broke off: %s", type(error).__name__)
        else:
            self.shown = text

    def _start(self, text: str) -> None:
        blocks = sections(inert(text))
        response = self._client.chat_startStream(
            channel=self._asked.channel,
            thread_ts=self._asked.thread,
            recipient_team_id=self._asked.workspace,
            recipient_user_id=self._asked.asker,
            chunks=_chunks([{**blocks[0], "block_id": live_mark(self._asked.key)}, *blocks[1:]]),
        )
        self.ts = str(response["ts"])

    def _append(self, text: str) -> None:
        more = text[len(self.shown) :].strip()
        self._client.chat_appendStream(
            channel=self._asked.channel, ts=self.ts, chunks=_chunks(sections(inert(more)))
        )


def _chunks(blocks: list[Block]) -> list[dict[str, object]]:
    """Blocks and not Markdown: text that is data keeps its meaning, and the mark its place."""
    return [{"type": "blocks", "blocks": blocks}]
