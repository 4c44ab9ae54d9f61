"""The log's modals: an entry, an alliance, the reason of a deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.logbook.kinds import KINDS, Field
from bot.logbook.model import Audience, Entry, Form, Kind, Side, Stage
from bot.logbook.text import LONGEST_DETAILS, LONGEST_NAME, LONGEST_SUMMARY, MENTION
from bot.slack.blocks.elements import Block, contexts
from bot.slack.blocks.inputs import day_input, menu_input, modal, person_input, text_input
from bot.slack.blocks.logbook_words import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.logbook.model import Alliance

ENTRY_FORM = "log_entry_form"
ALLIANCE_FORM = "log_alliance_form"
DELETE_FORM = "log_delete_form"
CHOOSE_KIND = "log_choose_kind"
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
    return modal(ENTRY_FORM, title, blocks, {**kept, **metadata})


def alliance_form(
    alliance: Alliance, metadata: Mapping[str, Any], notes: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the form of an alliance, filled with what is known of it."""
    forms = {form.value: form.value.capitalize() for form in Form}
    if alliance.form and alliance.form not in forms:
        forms[alliance.form] = alliance.form
    blocks = [block for note in notes for block in contexts(_note(note))]
    blocks += [
        text_input("name", "Partner or alliance", alliance.name, most=LONGEST_NAME, optional=False),
        text_input("purpose", "Purpose in one line", alliance.purpose),
        menu_input(
            "stage", "Stage", {s.value: s.value.capitalize() for s in Stage}, alliance.stage
        ),
        menu_input("form", "Legal form", forms, alliance.form, optional=True),
        text_input("type", "Type (co-sell, R&D, licensing …)", alliance.type),
        text_input(
            "owner", "Our owner", alliance.owner, hint="A name, or <@U…> as Slack writes it."
        ),
        text_input("sponsor", "Our sponsor", alliance.sponsor),
        text_input("counterpart", "Partner's counterpart", alliance.counterpart),
        text_input("partner_sponsor", "Partner's sponsor", alliance.partner_sponsor),
        day_input("started_on", "Start", alliance.started_on),
        day_input("next_review_on", "Next review", alliance.next_review_on),
        day_input("notice_on", "Notice or renewal date", alliance.notice_on),
        text_input("charter", "Link to the charter", alliance.charter),
        _audience_menu(alliance.audience),
    ]
    title = "Alliance" if alliance.id else "New alliance"
    return modal(ALLIANCE_FORM, title, blocks, metadata)


def delete_form(what: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Ask why something is to be deleted."""
    blocks = [
        *contexts(f"{said(what)}\nIt can be undone, and its history is kept."),
        text_input("reason", "Why?", "", optional=False),
    ]
    return modal(DELETE_FORM, "Delete", blocks, metadata, submit="Delete")


def _common_inputs(entry: Entry) -> list[Block]:
    owner = entry.owner
    user = owner[2:-1] if MENTION.fullmatch(owner) else ""
    name = "" if user else owner
    inputs = [
        text_input("summary", "In one line", entry.summary, most=LONGEST_SUMMARY,
              optional=entry.kind is Kind.HEALTH),
    ]  # fmt: skip
    if entry.kind is Kind.HEALTH:
        return inputs
    inputs += [
        menu_input(
            "side", "Whose is it?", {s.value: text for s, text in _SIDES.items()}, entry.side
        ),
        person_input("owner", "Owner", user),
        text_input("owner name", "Owner outside Slack", name, most=LONGEST_NAME),
    ]
    if KINDS[entry.kind].takes_due:
        hint = f"You wrote “{entry.due_text}”." if entry.due_text else ""
        inputs.append(day_input("due_on", "Due", entry.due_on, hint=hint))
    return inputs


def _closing_inputs(entry: Entry, *, is_new: bool) -> list[Block]:
    statuses = {s: s.capitalize() for s in KINDS[entry.kind].statuses if s}
    inputs: list[Block] = []
    if statuses and len(statuses) > 1:
        inputs.append(menu_input("status", "Status", statuses, entry.status, kind=entry.kind))
    inputs.append(day_input("happened_on", "Day it happened", entry.happened_on))
    if entry.kind is Kind.DECISION and is_new:
        replaces = f"#{entry.replaces}" if entry.replaces else ""
        inputs.append(text_input("replaces", "Replaces decision", replaces, hint="Its number: #12"))
    inputs.append(
        text_input("details", "Details", entry.details, most=LONGEST_DETAILS, multiline=True)
    )
    inputs.append(_audience_menu(entry.audience))
    return inputs


def _own_input(field: Field, entry: Entry) -> Block:
    value = entry.fields.get(field.name, "")
    name = f"own {field.name}"
    if field.choices:
        choices = {choice: choice.capitalize() for choice in field.choices}
        return menu_input(name, field.label, choices, value, optional=True, kind=entry.kind)
    if field.type == "date":
        return day_input(name, field.label, value or None, kind=entry.kind)
    hint = "1 to 5" if field.type == "score" else ""
    return text_input(name, field.label, value, hint=hint, kind=entry.kind)


def _alliance_menu(chosen: int, alliances: Sequence[Alliance]) -> Block:
    options = {str(alliance.id): alliance.name for alliance in alliances}
    return menu_input("alliance", "Alliance", options, str(chosen))


def _kind_menu(chosen: Kind | None) -> Block:
    """Offer the kinds; choosing one draws the form anew with that kind's own fields."""
    menu = menu_input("kind", "Kind", {k.value: k.value.capitalize() for k in Kind}, chosen or "")
    menu["element"]["action_id"] = CHOOSE_KIND
    return {**menu, "dispatch_action": True}


def _audience_menu(audience: Audience) -> Block:
    options = {a.value: text for a, text in _AUDIENCES.items()}
    return menu_input("audience", "Who may see it?", options, audience)


def _note(note: str) -> str:
    return said(note, 400).replace("\N{MODIFIER LETTER GRAVE ACCENT}", "`")
