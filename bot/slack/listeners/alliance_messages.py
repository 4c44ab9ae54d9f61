"""From a message to the log: the shortcut, and the emoji that offers it in private."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.model import Entry, Kind
from bot.logbook.replies import NeedsEntryForm
from bot.logbook.text import LONGEST_DETAILS, LONGEST_SUMMARY, from_slack
from bot.slack.blocks.elements import Message, actions, button, section
from bot.slack.incoming import workspace_of
from bot.slack.listeners.alliance_buttons import place_of
from bot.slack.log_desk import Place
from bot.slack.patience import CALL_ERRORS, briefly
from bot.slack.reception import refuse_strangers

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_sdk import WebClient

    from bot.logbook.visit import Visit
    from bot.slack.log_services import LogServices

logger = logging.getLogger(__name__)

SHORTCUT = "log_message"
OFFERED = "log_offered"
OFFER = "Log this message to the alliance log? Nothing is kept unless you confirm it in the form."
CANNOT_READ = "I cannot read that message; use the shortcut *Log to an alliance* on it instead."


def register(app: App, log: LogServices) -> None:
    """Listen to the shortcut, the reaction and the button that the reaction brings."""

    @app.message_shortcut(SHORTCUT)
    def on_shortcut(
        ack: Ack, shortcut: dict[str, Any], context: BoltContext, client: WebClient
    ) -> None:
        ack()
        place = place_of(shortcut)
        try:
            refuse_strangers(context)
            visit = log.reception.at_message(workspace_of(context), place.channel, place.person)
            message = shortcut["message"]
            link = permalink(client, place.channel, message["ts"])
            open_prefilled(log, visit, place, str(message.get("text") or ""), link)
        except UserError as error:
            log.desk.tell(place, str(error))

    @app.event("reaction_added")
    def on_reaction(event: dict[str, Any], context: BoltContext) -> None:
        item = event.get("item") or {}
        if event.get("reaction") != log.emoji or item.get("type") != "message":
            return
        offer(log, workspace_of(context), item["channel"], item["ts"], event["user"])

    @app.action(OFFERED)
    def on_offered(
        ack: Ack,
        action: dict[str, Any],
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
    ) -> None:
        ack()
        place = place_of(body)
        try:
            refuse_strangers(context)
            visit = log.reception.at_message(workspace_of(context), place.channel, place.person)
            ts = action["value"]
            link = permalink(client, place.channel, ts)
            open_prefilled(log, visit, place, read_message(client, place.channel, ts), link)
        except UserError as error:
            log.desk.tell(place, str(error))


def offer(log: LogServices, workspace: str, channel: str, ts: str, person: str) -> None:
    """Offer, to the person alone, to log the message they reacted to."""
    try:
        log.reception.at_message(workspace, channel, person)
    except UserError as error:
        logger.debug("no offer: %s", error)
        return  # they did not ask for anything, so there is nothing to explain
    message = Message(OFFER, (section(OFFER), actions([button("Log it", OFFERED, ts)])))
    log.desk.show(Place(channel, person), message)


def open_prefilled(log: LogServices, visit: Visit, place: Place, text: str, link: str) -> None:
    """Open the form with a message's words and link."""
    words = from_slack(text, lines=True)
    first, _, rest = words.partition("\n")
    details = words if len(first) > LONGEST_SUMMARY else rest
    draft = Entry(
        alliance_id=0,
        kind=Kind.NOTE,
        summary=first[:LONGEST_SUMMARY],
        details=details[:LONGEST_DETAILS],
        permalink=link,
    )
    log.desk.open_form(visit, NeedsEntryForm(draft, "", kind_is_known=False, faults={}), place)


def permalink(client: WebClient, channel: str, ts: str) -> str:
    """Return the link of a message, or nothing where Slack gives none."""
    try:
        found = briefly(client.chat_getPermalink, channel=channel, message_ts=ts)
    except CALL_ERRORS as error:
        logger.info("no permalink: %s", type(error).__name__)
        return ""
    return str(found.get("permalink") or "")


def read_message(client: WebClient, channel: str, ts: str) -> str:
    """Read one message, which may stand in a thread.

    Raises:
        UserError: the bot may not read it.
    """
    try:
        page = briefly(client.conversations_replies, channel=channel, ts=ts, limit=1)
    except CALL_ERRORS as error:
        raise UserError(CANNOT_READ) from error
    found = next((m for m in page.get("messages") or [] if m.get("ts") == ts), None)
    if found is None:
        raise UserError(CANNOT_READ)
    return str(found.get("text") or "")
