"""``/alliance``: the team's log by typed commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.several import answer_among
from bot.slack.incoming import workspace_of
from bot.slack.log_desk import Place
from bot.slack.reception import SeveralTeamsError, refuse_strangers

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack

    from bot.logbook.replies import Reply
    from bot.logbook.visit import Visit
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
            answers = _answers(log, context, place, command.get("text") or "")
            for visit, reply in answers:
                log.desk.deliver(visit, reply, place, names_team=len(answers) > 1)
        except UserError as error:
            log.desk.tell(place, str(error))


def _answers(
    log: LogServices, context: BoltContext, place: Place, text: str
) -> list[tuple[Visit, Reply]]:
    try:
        visits = [log.reception.at_command(workspace_of(context), place.channel, place.person)]
    except SeveralTeamsError as several:
        visits = several.visits
    if not place.is_direct:
        return [(visits[0], log.logbook.answer(visits[0], text))]
    return answer_among(log.logbook, visits, text)
