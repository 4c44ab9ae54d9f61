"""Who is in which channel now, and which hour it is for them: asked of Slack, briefly cached."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.slack.patience import CALL_ERRORS, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

logger = logging.getLogger(__name__)

CHANNEL_SECONDS = 60.0
ZONE_SECONDS = 3600.0
PAGE = 1000
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's name and the people in it, as of a moment; nobody where Slack does not tell."""

    name: str
    people: frozenset[str]
    asked_at: float


class Members:
    """Answers who is in a channel; whatever cannot be found out counts as *no*."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._channels: dict[str, Channel] = {}
        self._zones: dict[str, tuple[float, str]] = {}

    def is_in(self, channel: str, person: str) -> bool:
        """Tell whether *person* is in *channel* now, as of a minute ago at most."""
        return person in self._channel(channel).people

    def name_of(self, channel: str) -> str:
        """Return the channel's name, empty when unknown."""
        return self._channel(channel).name

    def zone_of(self, person: str) -> str:
        """Return the person's IANA time zone, empty when unknown."""
        kept = self._zones.get(person)
        if kept and self._clock() - kept[0] < ZONE_SECONDS:
            return kept[1]
        try:
            user = briefly(self._client.users_info, user=person).get("user") or {}
        except CALL_ERRORS as error:
            logger.warning("time zone of %s unknown: %s", person, type(error).__name__)
            return ""
        zone = str(user.get("tz") or "")
        self._zones[person] = (self._clock(), zone)
        return zone

    def _channel(self, channel: str) -> Channel:
        kept = self._channels.get(channel)
        if kept and self._clock() - kept.asked_at < CHANNEL_SECONDS:
            return kept
        with self._lock:  # a burst of commands asks once
            kept = self._channels.get(channel)
            if kept and self._clock() - kept.asked_at < CHANNEL_SECONDS:
                return kept
            asked = self._ask(channel)
            if asked.people:
                self._channels[channel] = asked
            return asked

    def _ask(self, channel: str) -> Channel:
        try:
            info: dict[str, Any] = (
                briefly(self._client.conversations_info, channel=channel).get("channel") or {}
            )
            people = frozenset(self._people(channel))
        except CALL_ERRORS as error:
            logger.warning("people of %s unknown, taken as nobody: %s", channel, error)
            return Channel("", frozenset(), self._clock())
        return Channel(str(info.get("name") or ""), people, self._clock())

    def _people(self, channel: str) -> list[str]:
        people: list[str] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            page = briefly(
                self._client.conversations_members, channel=channel, limit=PAGE, cursor=cursor
            )
            people += page.get("members") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return people


def moment_in(zone: str, at: datetime | None = None) -> datetime:
    """Return *at* (now unless told) on the clock of *zone*; UTC where the zone is unknown."""
    try:
        place = ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        place = ZoneInfo("UTC")
    return (at or datetime.now(UTC)).astimezone(place)
