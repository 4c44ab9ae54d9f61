"""The buttons and menus under the log's replies; each is checked anew when it is pressed."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.briefs import brief
from bot.logbook.charts import trend_png
from bot.logbook.commands import Brief, Done, Edit, Show, Undo
from bot.logbook.export import file_name, pack_document
from bot.logbook.health import health_points
from bot.logbook.model import Alliance, Entry, Kind
from bot.logbook.replies import Document, NeedsAllianceForm, NeedsEntryForm, Trend
from bot.slack.blocks.logbook_cards import (
    DELETE,
    EDIT,
    EDIT_ALLIANCE,
    NEW_ALLIANCE,
    REPLACE,
    UNDO,
)
from bot.slack.blocks.logbook_lists import DONE, NEW_ENTRY, OPEN, PACK_FILE, PICTURE, RUN
from bot.slack.incoming import workspace_of
from bot.slack.log_desk import Place
from bot.slack.reception import refuse_strangers

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack

    from bot.logbook.visit import Visit
    from bot.slack.log_services import LogServices

    Press = Callable[[LogServices, Visit, dict[str, Any], Place], None]

GONE = "That is no longer here."


def register(app: App, log: LogServices) -> None:
    """Listen to every button; the value names the team, which is checked before all else."""
    for action_id, press in _PRESSES.items():
        _listen(app, log, action_id, press)


def place_of(body: dict[str, Any]) -> Place:
    """Tell where a button was pressed: in a channel, or on the Home tab."""
    return Place(
        (body.get("channel") or {}).get("id", ""),
        body["user"]["id"],
        body.get("response_url") or "",
        body.get("trigger_id") or "",
    )


def _listen(app: App, log: LogServices, action_id: str, press: Press) -> None:
    @app.action(action_id)
    def on_press(
        ack: Ack, action: dict[str, Any], body: dict[str, Any], context: BoltContext
    ) -> None:
        ack()
        place = place_of(body)
        try:
            visit, value = _enter(log, context, action, place)
            press(log, visit, value, place)
            if place.is_home:
                log.home.publish(visit.team.workspace, visit.who)
        except UserError as error:
            log.desk.tell(place, str(error))


def _enter(
    log: LogServices, context: BoltContext, action: dict[str, Any], place: Place
) -> tuple[Visit, dict[str, Any]]:
    refuse_strangers(context)
    option = action.get("selected_option")
    value = json.loads(option["value"] if option else action["value"])
    visit = log.reception.at_team(
        workspace_of(context), int(value["team"]), place.person, place.channel
    )
    return visit, value


def _undo(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    log.desk.deliver(visit, log.logbook.run(visit, Undo(int(value["operation"]))), place)


def _done(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    log.desk.deliver(visit, log.logbook.run(visit, Done(f"#{int(value['number'])}")), place)


def _open(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    log.desk.deliver(visit, log.logbook.run(visit, Show(f"#{int(value['number'])}")), place)


def _run(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    log.desk.deliver(visit, log.logbook.answer(visit, str(value["text"])), place)


def _edit(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    log.desk.deliver(visit, log.logbook.run(visit, Edit(f"#{int(value['number'])}")), place)


def _delete(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    entry = log.logbook.open(visit).entry(int(value["number"]))
    if entry is None:
        raise UserError(GONE)
    log.desk.ask_why(visit, entry, place)


def _replace(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    """Open a new decision's form that replaces the old one."""
    row = log.logbook.open(visit).entry(int(value["number"]))
    if row is None or row.kind is not Kind.DECISION:
        raise UserError(GONE)
    new = Entry(
        alliance_id=row.alliance_id,
        kind=Kind.DECISION,
        summary=row.summary,
        status="agreed",
        owner=row.owner,
        audience=row.audience,
        replaces=row.number,
    )
    log.desk.open_form(visit, NeedsEntryForm(new, "", kind_is_known=True, faults={}), place)


def _edit_alliance(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    alliance = log.logbook.open(visit).alliance(int(value["alliance"]))
    if alliance is None:
        raise UserError(GONE)
    log.desk.open_form(visit, NeedsAllianceForm(alliance), place)


def _new_entry(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    draft = Entry(alliance_id=int(value.get("alliance", 0)), kind=Kind.NOTE, summary="")
    needs = NeedsEntryForm(draft, "", kind_is_known=False, faults={})
    log.desk.open_form(visit, needs, place)


def _new_alliance(log: LogServices, visit: Visit, _value: dict[str, Any], place: Place) -> None:
    draft = Alliance(name="", owner=visit.mention)
    log.desk.open_form(visit, NeedsAllianceForm(draft), place)


def _pack_file(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    opened = log.logbook.open(visit)
    alliance = opened.alliance(int(value["alliance"]))
    if alliance is None:
        raise UserError(GONE)
    since = date.fromisoformat(value["since"]) if value.get("since") else None
    pack = log.logbook.turns.take(lambda: brief(visit, opened, Brief(alliance.name, since)))
    log.desk.deliver(visit, pack_document(pack), place)


def _picture(log: LogServices, visit: Visit, value: dict[str, Any], place: Place) -> None:
    opened = log.logbook.open(visit)
    alliance = opened.alliance(int(value["alliance"]))
    points = health_points(opened, alliance) if alliance else ()
    if alliance is None or not points:
        raise UserError(GONE)
    picture = trend_png(Trend(alliance, points, visit.today))
    name = f"{file_name(alliance.name)}-health-{visit.today.isoformat()}.png"
    log.desk.deliver(visit, Document(name, f"Health of {alliance.name}", picture), place)


_PRESSES: dict[str, Press] = {
    UNDO: _undo,
    DONE: _done,
    OPEN: _open,
    RUN: _run,
    EDIT: _edit,
    DELETE: _delete,
    REPLACE: _replace,
    EDIT_ALLIANCE: _edit_alliance,
    NEW_ENTRY: _new_entry,
    NEW_ALLIANCE: _new_alliance,
    PACK_FILE: _pack_file,
    PICTURE: _picture,
}
