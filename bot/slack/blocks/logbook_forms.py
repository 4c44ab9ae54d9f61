"""The log's modals: an entry, an alliance, the reason of a deletion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.logbook.kinds import KINDS, Field
from bot.logbook.model import Audience, Entry, Form, Kind, Side, Stage
from bot.logbook.text import LONGEST_DETAILS, LONGEST_NAME, LONGEST_SUMMARY, MENTION
from bot.slack.blocks.elements import Block, contexts, label
from bot.slack.blocks.logbook_words import said
from bot.slack.text import OPTION_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.logbook.model import Alliance

ENTRY_FORM = "log_entry_form"
ALLIANCE_FORM = "log_alliance_form"
DELETE_FORM = "log_delete_form"
CHOOSE_KIND = "log_choose_kind"
INPUT = "value"
PREFIX = "log:"
"""Every input block is named by the field that it fills, so that an error finds its field."""

GROUP = 100
LONGEST_INPUT = 500
_SIDES = {Side.OURS: "Ours", Side.THEIRS: "Theirs", Side.JOINT: "Joint"}
_AUDIENCES = {Audience.INTERNAL: "Only our own people", Audience.SHARED: "Outsiders too"}


def entry_form(
    entry: Entry,
    alliances: Sequence[Alliance],
    metadata: Mapping[str, Any],
    notes: Iterable[str] = (),
    *,
    kind_is_known: bool = True,
) -> dict[str, Any]:
    """Return the form of an entry, filled with what is known of it.

    *metadata* travels along: the team, where it was asked for, the number and version of an
    entry that is changed. The kind of an existing entry is not offered for change.
    """
    is_new = entry.number == 0
    blocks = [block for note in notes for block in contexts(_note(note))]
    blocks.append(_alliance_menu(entry.alliance_id, alliances))
    if is_new:
        blocks.append(_kind_menu(entry.kind if kind_is_known else None))
    blocks += _common_inputs(entry)
    blocks += [_own_input(field, entry) for field in KINDS[entry.kind].fields]
    blocks += _closing_inputs(entry, is_new=is_new)
    title = "New entry" if is_new else f"#{entry.number} {entry.kind}"
    kept = {
        "kind": entry.kind.value,
        "kind_is_known": kind_is_known,
        "alliance": entry.alliance_id,
        "side": entry.side.value,
        "status": entry.status,
        "audience": entry.audience.value,
        "link": entry.permalink,
        "due_text": entry.due_text,
    }
    return _modal(ENTRY_FORM, title, blocks, {**kept, **metadata})


def alliance_form(
    alliance: Alliance, metadata: Mapping[str, Any], notes: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the form of an alliance, filled with what is known of it."""
    forms = {form.value: form.value.capitalize() for form in Form}
    if alliance.form and alliance.form not in forms:
        forms[alliance.form] = alliance.form
    blocks = [block for note in notes for block in contexts(_note(note))]
    blocks += [
        _text("name", "Partner or alliance", alliance.name, most=LONGEST_NAME, optional=False),
        _text("purpose", "Purpose in one line", alliance.purpose),
        _menu("stage", "Stage", {s.value: s.value.capitalize() for s in Stage}, alliance.stage),
        _menu("form", "Legal form", forms, alliance.form, optional=True),
        _text("type", "Type (co-sell, R&D, licensing …)", alliance.type),
        _text("owner", "Our owner", alliance.owner, hint="A name, or <@U…> as Slack writes it."),
        _text("sponsor", "Our sponsor", alliance.sponsor),
        _text("counterpart", "Partner's counterpart", alliance.counterpart),
        _text("partner_sponsor", "Partner's sponsor", alliance.partner_sponsor),
        _day("started_on", "Start", alliance.started_on),
        _day("next_review_on", "Next review", alliance.next_review_on),
        _day("notice_on", "Notice or renewal date", alliance.notice_on),
        _text("charter", "Link to the charter", alliance.charter),
        _audience_menu(alliance.audience),
    ]
    title = "Alliance" if alliance.id else "New alliance"
    return _modal(ALLIANCE_FORM, title, blocks, metadata)


def delete_form(what: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Ask why something is to be deleted."""
    blocks = [
        *contexts(f"{said(what)}\nIt can be undone, and its history is kept."),
        _text("reason", "Why?", "", optional=False),
    ]
    return _modal(DELETE_FORM, "Delete", blocks, metadata, submit="Delete")


def form_values(view: Mapping[str, Any]) -> dict[str, str]:
    """Read the values of a form by field name; what was emptied is an empty string."""
    found: dict[str, str] = {}
    for block_id, inputs in view["state"]["values"].items():
        if not block_id.startswith(PREFIX):
            continue
        given = next(iter(inputs.values()))
        option = given.get("selected_option") or {}
        value = (
            option.get("value")
            or given.get("selected_date")
            or given.get("selected_user")
            or given.get("value")
        )
        found[field_of_block(block_id)] = str(value or "")
    return found


def field_of_block(block_id: str) -> str:
    """Return the field that an input block fills; a kind's own blocks carry the kind as well."""
    return block_id.removeprefix(PREFIX).partition("@")[0]


def block_errors(view: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, str]:
    """Put each fault at its input; one whose field the form does not show goes to the first."""
    by_field = {
        field_of_block(block["block_id"]): block["block_id"]
        for block in view["blocks"]
        if block["type"] == "input"
    }
    first = "summary" if "summary" in by_field else next(iter(by_field))
    errors: dict[str, str] = {}
    for name, fault in faults.items():
        at = next((n for n in (name, f"own {name}") if n in by_field), None)
        if at is None and name == "scores":
            at = next((n for n in by_field if n.startswith("own ours")), None)
        place = by_field[at or first]
        errors[place] = f"{errors[place]} {fault}" if place in errors else fault
    return errors


def metadata_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read what travelled along with a form."""
    return dict(json.loads(view["private_metadata"]))


def _common_inputs(entry: Entry) -> list[Block]:
    owner = entry.owner
    user = owner[2:-1] if MENTION.fullmatch(owner) else ""
    name = "" if user else owner
    inputs = [
        _text("summary", "In one line", entry.summary, most=LONGEST_SUMMARY,
              optional=entry.kind is Kind.HEALTH),
    ]  # fmt: skip
    if entry.kind is Kind.HEALTH:
        return inputs
    inputs += [
        _menu("side", "Whose is it?", {s.value: text for s, text in _SIDES.items()}, entry.side),
        _person("owner", "Owner", user),
        _text("owner name", "Owner outside Slack", name, most=LONGEST_NAME),
    ]
    if KINDS[entry.kind].takes_due:
        hint = f"You wrote “{entry.due_text}”." if entry.due_text else ""
        inputs.append(_day("due_on", "Due", entry.due_on, hint=hint))
    return inputs


def _closing_inputs(entry: Entry, *, is_new: bool) -> list[Block]:
    statuses = {s: s.capitalize() for s in KINDS[entry.kind].statuses if s}
    inputs: list[Block] = []
    if statuses and len(statuses) > 1:
        inputs.append(_menu("status", "Status", statuses, entry.status, kind=entry.kind))
    inputs.append(_day("happened_on", "Day it happened", entry.happened_on))
    if entry.kind is Kind.DECISION and is_new:
        replaces = f"#{entry.replaces}" if entry.replaces else ""
        inputs.append(_text("replaces", "Replaces decision", replaces, hint="Its number: #12"))
    inputs.append(_text("details", "Details", entry.details, most=LONGEST_DETAILS, multiline=True))
    inputs.append(_audience_menu(entry.audience))
    return inputs


def _own_input(field: Field, entry: Entry) -> Block:
    value = entry.fields.get(field.name, "")
    name = f"own {field.name}"
    if field.choices:
        choices = {choice: choice.capitalize() for choice in field.choices}
        return _menu(name, field.label, choices, value, optional=True, kind=entry.kind)
    if field.type == "date":
        return _day(name, field.label, value or None, kind=entry.kind)
    hint = "1 to 5" if field.type == "score" else ""
    return _text(name, field.label, value, hint=hint, kind=entry.kind)


def _alliance_menu(chosen: int, alliances: Sequence[Alliance]) -> Block:
    options = {str(alliance.id): alliance.name for alliance in alliances}
    return _menu("alliance", "Alliance", options, str(chosen))


def _kind_menu(chosen: Kind | None) -> Block:
    """Offer the kinds; choosing one draws the form anew with that kind's own fields."""
    menu = _menu("kind", "Kind", {k.value: k.value.capitalize() for k in Kind}, chosen or "")
    menu["element"]["action_id"] = CHOOSE_KIND
    return {**menu, "dispatch_action": True}


def _audience_menu(audience: Audience) -> Block:
    options = {a.value: text for a, text in _AUDIENCES.items()}
    return _menu("audience", "Who may see it?", options, audience)


def _named(name: str, kind: str) -> str:
    """Slack keeps what was typed under a block's name: another kind's field is another block."""
    return f"{name}@{kind}" if kind else name


def _input(name: str, title: str, element: Block, *, optional: bool, hint: str = "") -> Block:
    block = {
        "type": "input",
        "block_id": f"{PREFIX}{name}",
        "label": label(title),
        "element": {"action_id": INPUT, **element},
        "optional": optional,
    }
    return {**block, "hint": label(hint, 200)} if hint else block


def _text(  # noqa: PLR0913  the parts of an input, all by name
    name: str,
    title: str,
    value: str,
    *,
    most: int = LONGEST_INPUT,
    optional: bool = True,
    multiline: bool = False,
    hint: str = "",
    kind: str = "",
) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    if value:
        element["initial_value"] = value[:most]
    return _input(_named(name, kind), title, element, optional=optional, hint=hint)


def _day(
    name: str, title: str, value: date | str | None, *, hint: str = "", kind: str = ""
) -> Block:
    element: Block = {"type": "datepicker"}
    if value:
        element["initial_date"] = str(value)
    return _input(_named(name, kind), title, element, optional=True, hint=hint)


def _person(name: str, title: str, user: str) -> Block:
    element: Block = {"type": "users_select"}
    if user:
        element["initial_user"] = user
    return _input(name, title, element, optional=True)


def _menu(  # noqa: PLR0913  the parts of an input, all by name
    name: str,
    title: str,
    options: Mapping[str, str],
    chosen: str,
    *,
    optional: bool = False,
    kind: str = "",
) -> Block:
    drawn: list[Block] = [
        {"text": label(text, OPTION_LIMIT), "value": value} for value, text in options.items()
    ] or [{"text": label("None yet"), "value": "0"}]
    element: Block = {"type": "static_select", "placeholder": label("Choose …")}
    if len(drawn) <= GROUP:
        element["options"] = drawn
    else:
        element["option_groups"] = [
            {"label": label(f"{drawn[at]['text']['text']} …"), "options": drawn[at : at + GROUP]}
            for at in range(0, len(drawn), GROUP)
        ]
    initial = next((option for option in drawn if option["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return _input(_named(name, kind), title, element, optional=optional)


def _modal(
    callback: str,
    title: str,
    blocks: list[Block],
    metadata: Mapping[str, Any],
    submit: str = "Save",
) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": label(title, 24),
        "submit": label(submit, 24),
        "close": label("Cancel", 24),
        "private_metadata": json.dumps(dict(metadata)),
        "blocks": blocks,
    }


def _note(note: str) -> str:
    return said(note, 400).replace("\N{MODIFIER LETTER GRAVE ACCENT}", "`")
