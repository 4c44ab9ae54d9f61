"""``/advisor sources``: what a channel's answers come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.advisor.scope import USAGE
from bot.errors import UsageError, UserError
from bot.slack.blocks.scope import BLOCK, CHOOSE, FIELD, FORM, USE_ALL, collection_of
from bot.slack.incoming import words_of, workspace_of
from bot.slack.reception import refuse_strangers

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.context import BoltContext
    from slack_bolt.context.ack import Ack
    from slack_bolt.context.respond import Respond

    from bot.slack.blocks.elements import Message
    from bot.slack.scope_desk import ScopeDesk

COMMAND = "/advisor"
SOURCES = "sources"
GONE = "These collections are gone meanwhile. Open the form again."


def register(app: App, scopes: ScopeDesk) -> None:
    """Listen to the command, its buttons and its form."""

    @app.command(COMMAND)
    def on_advisor(
        ack: Ack, command: dict[str, Any], context: BoltContext, respond: Respond
    ) -> None:
        ack()
        refuse_strangers(context)
        verb, _, rest = words_of(command.get("text") or "", "").partition(" ")
        if verb.casefold() != SOURCES:
            reason = "" if verb.casefold() in {"", "help"} else f"I do not know “{verb[:40]}”."
            raise UsageError(USAGE, reason)
        channel, person = command["channel_id"], command["user_id"]
        _show(respond, scopes.command(workspace_of(context), channel, person, rest))

    @app.action(CHOOSE)
    def on_choose(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        refuse_strangers(context)
        channel, person = body["channel"]["id"], body["user"]["id"]
        scopes.open_form(workspace_of(context), channel, person, body["trigger_id"])

    @app.action(USE_ALL)
    def on_use_all(ack: Ack, body: dict[str, Any], context: BoltContext, respond: Respond) -> None:
        ack()
        refuse_strangers(context)
        channel, person = body["channel"]["id"], body["user"]["id"]
        scopes.choose(workspace_of(context), channel, person, None)
        _show(respond, scopes.message(workspace_of(context), channel, person), replaces=True)

    @app.view(FORM)
    def on_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        try:
            refuse_strangers(context)
            channel = json.loads(view["private_metadata"])["channel"]
            workspace = workspace_of(context)
            field = view["state"]["values"][BLOCK][FIELD]
            values = [option["value"] for option in field.get("selected_options") or []]
            chosen = _collections(values, scopes.known(workspace, channel))
            scopes.choose(workspace, channel, body["user"]["id"], chosen or None)
        except UserError as error:
            ack(response_action="errors", errors={BLOCK: str(error)})
        else:
            ack()


def _collections(values: list[str], known: frozenset[str]) -> frozenset[str]:
    found = [collection_of(value, known) for value in values]
    chosen = frozenset(name for name in found if name is not None)
    if len(chosen) < len(values):
        raise UserError(GONE)
    return chosen


def _show(respond: Respond, message: Message, *, replaces: bool = False) -> None:
    respond(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=replaces,
    )
