"""From a message to the log: the shortcut, and the emoji that offers it in private."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.model import Entry, Kind
from bot.logbook.replies import NeedsEntryForm
from bot.logbook.text import LONGEST_DETAILS, LONGEST_SUMMARY, from_slack
from bot.slack.blocks.elements import Message, actions, button, section
from bot.slack.blocks.logbook_cards import MOST_TEAMS, team_line
from bot.slack.blocks.logbook_words import value
from bot.slack.incoming import workspace_of
from bot.slack.listeners.alliance_buttons import place_of
from bot.slack.log_desk import Place
from bot.slack.patience import CALL_ERRORS, briefly
from bot.slack.reception import SeveralTeamsError, refuse_strangers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_sdk import WebClient

    from bot.logbook.model import Team
    from bot.logbook.visit import Visit
    from bot.slack.log_services import LogServices

logger = logging.getLogger(__name__)

SHORTCUT = "log_message"
OFFERED = "log_offered"
IN_TEAM = "log_in_team"
CARRIED = 600
"""Characters of a message, and of its link, that a button carries: its value holds 2,000."""

WHICH = "You are in several teams. Whose log shall it go into?"
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
            message = shortcut["message"]
            text = from_slack(str(message.get("text") or ""), lines=True)
            link = permalink(client, place.channel, message["ts"])
            _open_where_meant(log, context, place, text, link)
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
            ts = action["value"]
            text = from_slack(read_message(client, place.channel, ts), lines=True)
            _open_where_meant(log, context, place, text, permalink(client, place.channel, ts))
        except UserError as error:
            log.desk.tell(place, str(error))

    @app.action(IN_TEAM)
    def on_team(
        ack: Ack, action: dict[str, Any], body: dict[str, Any], context: BoltContext
    ) -> None:
        """Open the form for the team that was chosen."""
        ack()
        place = place_of(body)
        try:
            refuse_strangers(context)
            given = json.loads(action["value"])
            workspace, team = workspace_of(context), int(given["team"])
            visit = log.reception.at_team(workspace, team, place.person, place.channel)
            open_prefilled(log, visit, place, str(given["text"]), str(given["link"]))
        except UserError as error:
            log.desk.tell(place, str(error))


def offer(log: LogServices, workspace: str, channel: str, ts: str, person: str) -> None:
    """Offer, to the person alone, to log the message they reacted to."""
    try:
        log.reception.at_message(workspace, channel, person)
    except SeveralTeamsError:
        pass  # whose log is asked when they accept
    except UserError as error:
        logger.debug("no offer: %s", error)
        return  # they did not ask for anything, so there is nothing to explain
    message = Message(OFFER, (section(OFFER), actions([button("Log it", OFFERED, ts)])))
    log.desk.show(Place(channel, person), message)


def _open_where_meant(
    log: LogServices, context: BoltContext, place: Place, text: str, link: str
) -> None:
    """Open the form, or ask first whose log is meant."""
    try:
        visit = log.reception.at_message(workspace_of(context), place.channel, place.person)
    except SeveralTeamsError as several:
        teams = [visit.team for visit in several.visits]
        log.desk.show(place, _which_team(teams, text, link))
    else:
        open_prefilled(log, visit, place, text, link)


def _which_team(teams: Sequence[Team], text: str, link: str) -> Message:
    blocks = [section(WHICH)]
    for team in teams[:MOST_TEAMS]:
        carried = value(team, text=text[:CARRIED], link=link[:CARRIED])
        chosen = button("This one", IN_TEAM, carried, says=f"In {team.name}")
        blocks.append({**section(team_line(team)), "accessory": chosen})
    return Message(WHICH, tuple(blocks))


def open_prefilled(log: LogServices, visit: Visit, place: Place, text: str, link: str) -> None:
    """Open the form with a message's words and link."""
    first, _, rest = text.partition("\n")
    details = text if len(first) > LONGEST_SUMMARY else rest
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
