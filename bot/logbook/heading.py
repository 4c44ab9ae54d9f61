"""Use cases that write alliances: new, edit, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.logbook.errors import FormError
from bot.logbook.finding import find_alliance
from bot.logbook.headers import read_header
from bot.logbook.model import Act, Alliance, Audience, Removal
from bot.logbook.replies import AllianceSaved, NeedsAllianceForm, Reply
from bot.logbook.rules import alliance_faults
from bot.logbook.usage import COMMAND

if TYPE_CHECKING:
    from bot.logbook.commands import Edit, New
    from bot.logbook.model import Operation
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog


def new_alliance(visit: Visit, log: TeamLog, command: New) -> Reply:
    """Start an alliance; without a name, or with a value that breaks a rule, open the form."""
    header = read_header(command.text, visit.now)
    remarks = [*header.remarks, *(f"I did not understand “{rest}”." for rest in header.rest)]
    values: dict[str, Any] = {"owner": visit.mention, **header.values, "name": command.name}
    draft = Alliance(**values)
    faults = alliance_faults(draft)
    if faults:
        shown = {} if not command.name and not command.text else faults
        return NeedsAllianceForm(draft, shown, tuple(remarks))
    return save_new_alliance(visit, log, draft, remarks=tuple(remarks))


def save_new_alliance(
    visit: Visit, log: TeamLog, draft: Alliance, *, remarks: tuple[str, ...] = ()
) -> AllianceSaved:
    """Write a new alliance.

    Raises:
        FormError: a value breaks a rule.
        NameTakenError: the team has one of that name.
    """
    if faults := alliance_faults(draft):
        raise FormError(faults)
    new = replace(draft, id=0, version=0, created_by=visit.who, created_at=visit.now, removed=None)
    saved = _saved("Started", log.record([new], Act(visit.who, visit.now, "new")))
    if visit.audience is Audience.SHARED and draft.audience is Audience.INTERNAL:
        hint = f"`{COMMAND} new {draft.name}, shared` would show it."
        remarks = (
            *remarks,
            f"It is internal: outsiders read this channel, so it is not shown here. {hint}",
        )
    return replace(saved, remarks=remarks)


def edit_alliance(visit: Visit, log: TeamLog, command: Edit) -> Reply:
    """Change what the clauses name and nothing else; without clauses, open the form."""
    alliance = find_alliance(log, command.target)
    if not command.text.strip():
        return NeedsAllianceForm(alliance)
    header = read_header(command.text, visit.now)
    remarks = (*header.remarks, *(f"I did not understand “{rest}”." for rest in header.rest))
    if not header.values:
        raise UserError(" ".join(remarks) or "I found nothing to change in that.")
    changed: dict[str, Any] = header.values
    return save_edited_alliance(visit, log, replace(alliance, **changed), remarks=remarks)


def save_edited_alliance(
    visit: Visit, log: TeamLog, edited: Alliance, *, remarks: tuple[str, ...] = ()
) -> AllianceSaved:
    """Write a changed alliance over the version it was read at.

    Raises:
        FormError: a value breaks a rule.
        ChangedMeanwhileError: somebody else changed it since.
    """
    if faults := alliance_faults(edited):
        raise FormError(faults)
    before = log.alliance(edited.id)
    if before is None:
        raise FormError({"name": "This alliance is no longer here."})
    kept = replace(edited, created_by=before.created_by, created_at=before.created_at, removed=None)
    saved = _saved("Changed", log.record([kept], Act(visit.who, visit.now, "edit")))
    sponsors = {"sponsor", "partner_sponsor"}
    if any(
        getattr(before, name) and getattr(before, name) != getattr(kept, name) for name in sponsors
    ):
        log_it = f"`{COMMAND} log {kept.name} change: …, people`"
        advice = (
            f"A sponsor changed: agree with the new one what it is all for, and log it: {log_it}"
        )
        remarks = (*remarks, advice)
    return replace(saved, remarks=remarks)


def delete_alliance(visit: Visit, log: TeamLog, target: str, reason: str) -> AllianceSaved:
    """Delete an alliance softly, and with it everything logged under it.

    Raises:
        FormError: no reason is given.
    """
    alliance = find_alliance(log, target)
    if not reason.strip():
        raise FormError({"reason": f"Why? `{COMMAND} delete {alliance.name} because …`"})
    removed = Removal(visit.who, visit.now, reason.strip()[:500])
    done = log.record([replace(alliance, removed=removed)], Act(visit.who, visit.now, "delete"))
    return _saved("Deleted", done)


def _saved(verb: str, done: Operation) -> AllianceSaved:
    after = done.changes[0].after
    if not isinstance(after, Alliance):
        raise TypeError("the change of this operation is an alliance's")
    return AllianceSaved(verb, after, done.id)
