"""The log's forms when they are sent: faults stand at their fields, and who sends is checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.commands import Delete
from bot.logbook.errors import FormError
from bot.logbook.forms import alliance_from_form, entry_from_form
from bot.logbook.heading import save_edited_alliance, save_new_alliance
from bot.logbook.kinds import KINDS
from bot.logbook.model import Alliance, Audience, Entry, Kind, Side
from bot.logbook.writing import save_edit, save_new
from bot.slack.blocks.inputs import block_errors, form_values, metadata_of
from bot.slack.blocks.logbook_forms import (
    ALLIANCE_FORM,
    CHOOSE_KIND,
    DELETE_FORM,
    ENTRY_FORM,
    entry_form,
)
from bot.slack.incoming import workspace_of
from bot.slack.log_desk import Place
from bot.slack.patience import briefly
from bot.slack.reception import refuse_strangers

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_sdk import WebClient

    from bot.logbook.replies import Reply
    from bot.logbook.visit import Visit
    from bot.slack.log_services import LogServices

    Save = Callable[[LogServices, Visit, dict[str, Any]], Reply]

WHENCE = frozenset({"team", "channel", "url", "number", "version"})
"""What a form drawn anew keeps: where it came from. The rest is what the form says by now."""

GONE = "It was deleted meanwhile; nothing was saved."


def register(app: App, log: LogServices) -> None:
    """Listen to the forms."""
    for callback, save in (
        (ENTRY_FORM, _entry),
        (ALLIANCE_FORM, _alliance),
        (DELETE_FORM, _delete),
    ):
        _listen(app, log, callback, save)

    @app.action(CHOOSE_KIND)
    def on_kind(ack: Ack, body: dict[str, Any], context: BoltContext, client: WebClient) -> None:
        """Draw the form anew with the fields of the kind that was chosen."""
        ack()
        view = body["view"]
        visit = _visit(log, context, view, body["user"]["id"])
        entry, _ = entry_from_form(_base(log, visit, view), form_values(view))
        if entry.kind is not Kind(metadata_of(view)["kind"]):
            entry = replace(entry, status=KINDS[entry.kind].statuses[0])
        alliances = log.logbook.open(visit).alliances()
        metadata = {name: value for name, value in metadata_of(view).items() if name in WHENCE}
        drawn = entry_form(entry, alliances, metadata)
        briefly(client.views_update, view_id=view["id"], hash=view.get("hash"), view=drawn)


def _listen(app: App, log: LogServices, callback: str, save: Save) -> None:
    @app.view(callback)
    def on_sent(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        metadata = metadata_of(view)
        person = body["user"]["id"]
        try:
            visit = _visit(log, context, view, person)
            reply = log.logbook.turns.take(lambda: save(log, visit, view))
        except FormError as error:
            ack(response_action="errors", errors=block_errors(view, error.faults))
            return
        except UserError as error:
            ack(response_action="errors", errors=block_errors(view, {"": str(error)}))
            return
        ack()
        place = Place(metadata.get("channel", ""), person, metadata.get("url", ""))
        log.desk.deliver(visit, reply, place)
        if place.is_home:
            log.home.publish(visit.team.workspace, visit.who)


def _visit(log: LogServices, context: BoltContext, view: dict[str, Any], person: str) -> Visit:
    refuse_strangers(context)
    metadata = metadata_of(view)
    channel = str(metadata.get("channel", ""))
    return log.reception.at_team(workspace_of(context), int(metadata["team"]), person, channel)


def _base(log: LogServices, visit: Visit, view: dict[str, Any]) -> Entry:
    """Return what the form began from: the stored entry at the version it showed, or a draft.

    Raises:
        UserError: the entry is gone.
    """
    metadata = metadata_of(view)
    number = int(metadata.get("number", 0))
    if number:
        stored = log.logbook.open(visit).entry(number)
        if stored is None:
            raise UserError(GONE)
        return replace(stored, version=int(metadata["version"]))
    return Entry(
        alliance_id=int(metadata["alliance"]),
        kind=Kind(metadata["kind"]),
        summary="",
        side=Side(metadata["side"]),
        permalink=str(metadata["link"]),
        due_text=str(metadata["due_text"]),
        status=str(metadata["status"]),
        audience=Audience(metadata["audience"]),
    )


def _entry(log: LogServices, visit: Visit, view: dict[str, Any]) -> Reply:
    base = _base(log, visit, view)
    values = form_values(view)
    if base.number == 0 and not values.get("kind") and not metadata_of(view)["kind_is_known"]:
        raise FormError({"kind": "What kind of entry is it?"})
    entry, faults = entry_from_form(base, values)
    if faults:
        raise FormError(faults)
    opened = log.logbook.open(visit)
    return save_edit(visit, opened, entry) if entry.number else save_new(visit, opened, entry)


def _alliance(log: LogServices, visit: Visit, view: dict[str, Any]) -> Reply:
    metadata = metadata_of(view)
    opened = log.logbook.open(visit)
    base: Alliance | None = Alliance(name="")
    if metadata.get("alliance"):
        base = opened.alliance(int(metadata["alliance"]))
    if base is None:
        raise UserError(GONE)
    given, faults = alliance_from_form(base, form_values(view))
    if faults:
        raise FormError(faults)
    if given.id:
        edited = replace(given, version=int(metadata["version"]))
        return save_edited_alliance(visit, opened, edited)
    return save_new_alliance(visit, opened, given)


def _delete(log: LogServices, visit: Visit, view: dict[str, Any]) -> Reply:
    number = int(metadata_of(view)["number"])
    reason = form_values(view).get("reason", "")
    return log.logbook.run(visit, Delete(f"#{number}", reason))
