"""Shows and changes what a channel's answers come from, for the people in the channel."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from slack_sdk.errors import SlackApiError

from bot.advisor.scope import Choice, understood
from bot.errors import UserError
from bot.slack.blocks.scope import change_message, scope_form, scope_message
from bot.slack.membership import Members
from bot.slack.patience import CALL_ERRORS, briefly
from knowledge.model import Audience

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.slack.audience import Readers
    from bot.slack.blocks.elements import Message
    from bot.store.scopes import Scopes

logger = logging.getLogger(__name__)

IN_PRIVATE = (
    "Here, between you and me, answers come from the whole library. In a channel "
    "`/advisor sources` shows what they come from there, and its members can limit that."
)
NOT_IN = (
    "I cannot see that you are in this channel, so I change nothing in it. If it is a private "
    "channel, invite me first: /invite @Advisor."
)
NOT_FOR_GUESTS = "Guests can see what answers here come from, but not change it."
NO_FORM = "The form could not be opened in time. Please try again."


class Shelves(Protocol):
    """The part of :class:`knowledge.retrieve.Library` that tells what there is."""

    def collections(self, audience: Audience) -> dict[str, int]:
        """Count the documents of each collection that *audience* may read."""


class ScopeDesk:
    """Implements ``/advisor sources``; who is not in a channel learns and changes nothing of it."""

    def __init__(
        self, client: WebClient, scopes: Scopes, library: Shelves, readers: Readers
    ) -> None:
        self._client = client
        self._scopes = scopes
        self._library = library
        self._readers = readers
        self._members = Members(client)

    def command(self, workspace: str, channel: str, person: str, text: str) -> Message:
        """Do what stands behind ``/advisor sources`` and return what to show to the person.

        Raises:
            UserError: they are not in the channel, may not change it, or the words make no sense.
        """
        if channel.startswith("D"):
            raise UserError(IN_PRIVATE)
        self._let_in(channel, person)
        if text.strip() and self._readers.of_person(person) is Audience.SHARED:
            raise UserError(NOT_FOR_GUESTS)
        chosen = self._scopes.collections(workspace, channel)
        wish = understood(text, self._seen(channel), chosen)
        if isinstance(wish, Choice):
            self.choose(workspace, channel, person, wish.collections)
        return self.message(workspace, channel, person)

    def message(self, workspace: str, channel: str, person: str) -> Message:
        """Show what the channel uses."""
        return scope_message(
            self._seen(channel),
            self._scopes.of(workspace, channel),
            may_change=self._readers.of_person(person) is Audience.INTERNAL,
            is_shared=self._is_shared(channel),
        )

    def choose(
        self, workspace: str, channel: str, person: str, chosen: frozenset[str] | None
    ) -> None:
        """Keep a choice and tell the channel.

        Raises:
            UserError: they are not in the channel, or guests.
        """
        self._let_in(channel, person)
        if self._readers.of_person(person) is Audience.SHARED:
            raise UserError(NOT_FOR_GUESTS)
        if chosen == self._scopes.collections(workspace, channel):
            return
        self._scopes.choose(workspace, channel, chosen, person)
        logger.info("%s: answers come from %s", channel, "all" if chosen is None else len(chosen))
        self._announce(channel, person, chosen)

    def open_form(self, workspace: str, channel: str, person: str, trigger: str) -> None:
        """Open the form that chooses.

        Raises:
            UserError: they are not in the channel, or it is too late for a form.
        """
        self._let_in(channel, person)
        view = scope_form(
            self._seen(channel),
            self._scopes.collections(workspace, channel),
            {"channel": channel},
            is_shared=self._is_shared(channel),
        )
        try:
            briefly(self._client.views_open, trigger_id=trigger, view=view)
        except SlackApiError as error:
            logger.info("no form: %s", error.response.get("error"))
            raise UserError(NO_FORM) from error

    def known(self, workspace: str, channel: str) -> frozenset[str]:
        """Return the collections that can be chosen in a channel."""
        chosen = self._scopes.collections(workspace, channel) or frozenset()
        return chosen | frozenset(self._seen(channel))

    def _seen(self, channel: str) -> dict[str, int]:
        return self._library.collections(self._readers.of_channel(channel))

    def _is_shared(self, channel: str) -> bool:
        return self._readers.of_channel(channel) is Audience.SHARED

    def _let_in(self, channel: str, person: str) -> None:
        if not self._members.is_in(channel, person):
            raise UserError(NOT_IN)

    def _announce(self, channel: str, person: str, chosen: frozenset[str] | None) -> None:
        """Tell everybody: it changes their answers too."""
        visible: Any = self._seen(channel) if self._is_shared(channel) else None
        message = change_message(person, chosen, visible)
        try:
            briefly(
                self._client.chat_postMessage,
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
            )
        except CALL_ERRORS as error:
            # It holds all the same, and is shown to whoever looks.
            logger.warning("a change could not be told in %s: %s", channel, type(error).__name__)
