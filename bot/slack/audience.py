"""Who can read what is posted: colleagues only, or outsiders too.

Slack Connect channels and guests make an audience ``shared``; so does everything that cannot be
found out, because an answer that quotes an internal source cannot be taken back.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack.patience import CALL_ERRORS, briefly
from knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slack_sdk import WebClient

logger = logging.getLogger(__name__)

CHANNEL_SECONDS = 60.0
PEOPLE_SECONDS = 600.0
NEWCOMER_SECONDS = 60.0
PAGE = 1000
MOST_PAGES = 100
"""A workspace of more people than PAGE * MOST_PAGES counts as unknown."""


class UnknownReadersError(Exception):
    """Slack does not tell who can read there."""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the workspace as of a moment: ids, and which of them are outsiders."""

    known: frozenset[str]
    outsiders: frozenset[str]
    asked_at: float


class Readers:
    """Finds out who reads a channel; asks Slack, and remembers the answer for a minute."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self.clock = clock
        self._lock = threading.Lock()
        self._people: People | None = None
        self._channels: dict[str, tuple[float, Audience]] = {}
        self._persons: dict[str, tuple[float, Audience]] = {}

    def of_channel(self, channel: str) -> Audience:
        """Tell who can read a channel."""
        kept = self._channels.get(channel)
        if kept and self.clock() - kept[0] < CHANNEL_SECONDS:
            return kept[1]
        try:
            audience = _audience(is_outside=self._has_outsiders(channel))
        except (UnknownReadersError, *CALL_ERRORS) as error:
            logger.warning("readers of %s unknown, taken as outsiders: %s", channel, _why(error))
            return Audience.SHARED
        self._channels[channel] = (self.clock(), audience)
        return audience

    def of_person(self, person: str) -> Audience:
        """Tell whether one person is a colleague or an outsider."""
        kept = self._persons.get(person)
        if kept and self.clock() - kept[0] < PEOPLE_SECONDS:
            return kept[1]
        try:
            user = briefly(self.client.users_info, user=person).get("user") or {}
            audience = _audience(is_outside=not user or _is_outside(user))
        except CALL_ERRORS as error:
            logger.warning("person %s unknown, taken as an outsider: %s", person, _why(error))
            return Audience.SHARED
        self._persons[person] = (self.clock(), audience)
        return audience

    def _has_outsiders(self, channel: str) -> bool:
        info = briefly(self.client.conversations_info, channel=channel).get("channel") or {}
        if _is_connected(info):
            return True
        members = self._pages(self.client.conversations_members, "members", channel=channel)
        return any(self._is_outsider(member) for member in members)

    def _is_outsider(self, person: str) -> bool:
        people = self._everybody(PEOPLE_SECONDS)
        if person not in people.known:
            people = self._everybody(NEWCOMER_SECONDS)
        return person not in people.known or person in people.outsiders

    def _everybody(self, not_older_than: float) -> People:
        with self._lock:
            if self._people and self.clock() - self._people.asked_at < not_older_than:
                return self._people
            known: set[str] = set()
            outsiders: set[str] = set()
            for user in self._pages(self.client.users_list, "members"):
                known.add(user["id"])
                if _is_outside(user):
                    outsiders.add(user["id"])
            self._people = People(frozenset(known), frozenset(outsiders), self.clock())
            return self._people

    def _pages(self, method: Callable[..., Any], key: str, **arguments: str) -> Iterator[Any]:
        cursor = ""
        for _ in range(MOST_PAGES):
            response = briefly(method, **arguments, limit=PAGE, cursor=cursor)
            yield from response.get(key) or []
            cursor = (response.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        raise UnknownReadersError(f"more than {PAGE * MOST_PAGES} people")


def _audience(*, is_outside: bool) -> Audience:
    return Audience.SHARED if is_outside else Audience.INTERNAL


def _is_connected(channel: dict[str, Any]) -> bool:
    """Tell whether a channel is, or is about to be, shared with another organisation.

    ``is_shared`` alone may mean other workspaces of one's own enterprise, ``is_org_shared``.
    """
    is_shared_outside = channel.get("is_shared") and not channel.get("is_org_shared")
    return bool(
        not channel
        or channel.get("is_ext_shared")
        or channel.get("is_pending_ext_shared")
        or channel.get("pending_shared")
        or channel.get("pending_connected_team_ids")
        or is_shared_outside
    )


def _is_outside(user: dict[str, Any]) -> bool:
    return bool(
        user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
    )


def _why(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("error")) if response is not None else type(error).__name__
