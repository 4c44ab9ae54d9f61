"""``/alliance``: the team's log by typed commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.slack.incoming import workspace_of
from bot.slack.log_desk import Place
from bot.slack.reception import refuse_strangers

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack

    from bot.slack.log_services import LogServices

COMMAND = "/alliance"


def register(app: App, log: LogServices) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    def on_alliance(ack: Ack, command: dict[str, Any], context: BoltContext) -> None:
        ack()
        place = Place(
            command["channel_id"],
            command["user_id"],
            command.get("response_url", ""),
            command.get("trigger_id", ""),
        )
        try:
            refuse_strangers(context)
            visit = log.reception.at_command(workspace_of(context), place.channel, place.person)
            reply = log.logbook.answer(visit, command.get("text") or "")
            log.desk.deliver(visit, reply, place)
        except UserError as error:
            log.desk.tell(place, str(error))
