"""Use cases that write entries: log, edit, replace, done, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.clauses import Clauses, read_clauses
from bot.logbook.errors import FormError, UnknownAllianceError
from bot.logbook.finding import entry_number as number_in
from bot.logbook.finding import find_alliance, find_entry, row_of, rows_of, search, search_words
from bot.logbook.kinds import KINDS, OPEN_STATUSES, is_open
from bot.logbook.model import Act, Entry, Filter, Kind, Removal
from bot.logbook.replies import Choice, NeedsEntryForm, Reply, Row, Saved
from bot.logbook.rules import entry_faults
from bot.logbook.usage import COMMAND

if TYPE_CHECKING:
    from bot.logbook.commands import Done, Edit, Log
    from bot.logbook.model import Alliance, Operation
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog

MOST_CHOICES = 5
_UNCHANGING = frozenset(
    {"summary", "details", "owner", "side", "happened_on", "fields", "replaces"}
)
"""What a decision says; whoever wants it otherwise replaces the decision."""


def log_entry(visit: Visit, log: TeamLog, command: Log) -> Reply:
    """Write an entry, or ask for what is missing in a form that holds what was understood."""
    faults: dict[str, str] = {}
    remarks = list(command.clauses.remarks)
    alliance, meant = None, None
    try:
        alliance = find_alliance(log, command.alliance)
    except UnknownAllianceError as error:
        faults["alliance"] = str(error) if command.alliance else "Which alliance is it about?"
        meant = log.alliance_named(error.suggestion) if error.suggestion else None
    if command.kind is None:
        faults["kind"] = "What kind of entry is it?"
    draft = _draft(command, alliance or meant)
    faults |= entry_faults(draft)
    if faults or alliance is None:
        name = alliance.name if alliance else command.alliance
        return NeedsEntryForm(draft, name, command.kind is not None, faults, tuple(remarks))
    return save_new(visit, log, draft, remarks=tuple(remarks))


def save_new(visit: Visit, log: TeamLog, draft: Entry, *, remarks: tuple[str, ...] = ()) -> Saved:
    """Write a new entry; a decision that replaces another closes that one in the same act.

    Raises:
        FormError: a value breaks a rule.
    """
    alliance = log.alliance(draft.alliance_id)
    faults = entry_faults(draft)
    if alliance is None:
        faults["alliance"] = "Which alliance is it about?"
    replaced = _replaced(log, draft, faults)
    if faults or alliance is None:
        raise FormError(faults)
    new = replace(
        draft, number=0, version=0, created_by=visit.who, created_at=visit.now, removed=None
    )
    subjects = [new, *([replace(replaced, status="replaced")] if replaced else [])]
    done = log.record(subjects, Act(visit.who, visit.now, "replace" if replaced else "log"))
    saved = _saved("Replaced" if replaced else "Logged", alliance, done)
    return replace(saved, remarks=(*remarks, *_advice(saved.entry, alliance)))


def edit_entry(visit: Visit, log: TeamLog, command: Edit) -> Reply:
    """Change what the clauses name and nothing else; without clauses, open the form."""
    row = row_of(log, find_entry(log, command.target))
    entry = row.entry
    if not command.text.strip():
        return NeedsEntryForm(entry, row.alliance.name, kind_is_known=True, faults={})
    clauses = read_clauses(command.text, entry.kind, visit.now, is_edit=True)
    if not clauses.said and not clauses.fields:
        raise UserError(" ".join(clauses.remarks) or "I found nothing to change in that.")
    return save_edit(visit, log, _edited(entry, clauses), remarks=tuple(clauses.remarks))


def save_edit(visit: Visit, log: TeamLog, edited: Entry, *, remarks: tuple[str, ...] = ()) -> Saved:
    """Write a changed entry over the version it was read at.

    Raises:
        FormError: a value breaks a rule.
        ChangedMeanwhileError: somebody else changed it since.
        UserError: it is a decision, and what it says would change.
    """
    before = find_entry(log, f"#{edited.number}")
    if before.kind is Kind.DECISION and any(
        getattr(before, name) != getattr(edited, name) for name in _UNCHANGING
    ):
        raise UserError(
            f"Decisions are replaced, not edited. `{COMMAND} log decision ALLIANCE: what holds "
            f"now, replaces #{before.number}` keeps both."
        )
    faults = entry_faults(edited)
    if edited.kind is not before.kind:
        faults["kind"] = "The kind of an entry cannot change; delete it and log another."
    alliance = log.alliance(edited.alliance_id)
    if alliance is None:
        faults["alliance"] = "Which alliance is it about?"
    if faults or alliance is None:
        raise FormError(faults)
    kept = replace(
        edited,
        created_by=before.created_by,
        created_at=before.created_at,
        replaces=before.replaces,
        removed=None,
    )
    done = log.record([kept], Act(visit.who, visit.now, "edit"))
    return replace(_saved("Changed", alliance, done), remarks=remarks)


def finish_entry(visit: Visit, log: TeamLog, command: Done) -> Reply:
    """Finish the entry of that number, or the only open one with those words."""
    if number_in(command.target) is None:
        rows = rows_of(log, _open_with(log, command.target))
        if not rows:
            raise UserError(
                f"Nothing open has the words “{command.target}”. "
                f"`{COMMAND} list open` shows what is open."
            )
        if len(rows) > 1:
            question = f"Which one is done? {len(rows)} open entries have those words."
            return Choice(question, rows[:MOST_CHOICES], "done", visit.today)
        return finish(visit, log, rows[0])
    return finish(visit, log, row_of(log, find_entry(log, command.target)))


def finish(visit: Visit, log: TeamLog, row: Row) -> Saved:
    """Give an entry the status that ends it.

    Raises:
        UserError: it is finished already, or nothing can be done about its kind.
    """
    entry = row.entry
    rules = KINDS[entry.kind]
    if not rules.done:
        raise UserError(f"A {entry.kind} is not something to be done.")
    if not is_open(entry):
        raise UserError(f"#{entry.number} is {entry.status} already.")
    fields = dict(entry.fields)
    if entry.kind is Kind.MILESTONE:
        fields.setdefault("actual date", visit.today.isoformat())
    after = replace(entry, status=rules.done, fields=fields)
    done = log.record([after], Act(visit.who, visit.now, "done"))
    return _saved("Done", row.alliance, done)


def delete_entry(visit: Visit, log: TeamLog, target: str, reason: str) -> Saved:
    """Delete an entry softly.

    Raises:
        FormError: no reason is given.
    """
    row = row_of(log, find_entry(log, target))
    if not reason.strip():
        raise FormError({"reason": f"Why? `{COMMAND} delete #{row.entry.number} because …`"})
    removed = Removal(visit.who, visit.now, reason.strip()[:500])
    done = log.record([replace(row.entry, removed=removed)], Act(visit.who, visit.now, "delete"))
    return _saved("Deleted", row.alliance, done)


def _draft(command: Log, alliance: Alliance | None) -> Entry:
    clauses = command.clauses
    kind = command.kind or Kind.NOTE
    return Entry(
        alliance_id=alliance.id if alliance else 0,
        kind=kind,
        summary=clauses.summary,
        details=clauses.details,
        side=clauses.side,
        owner=clauses.owner,
        due_on=clauses.due_on,
        due_text=clauses.due_text,
        happened_on=clauses.happened_on,
        status=clauses.status or KINDS[kind].statuses[0],
        audience=clauses.audience,
        permalink=clauses.permalink,
        fields=clauses.fields,
        replaces=clauses.replaces,
    )


def _edited(entry: Entry, clauses: Clauses) -> Entry:
    said = {name: getattr(clauses, name) for name in clauses.said if name != "replaces"}
    return replace(entry, **said, fields={**entry.fields, **clauses.fields})


def _replaced(log: TeamLog, draft: Entry, faults: dict[str, str]) -> Entry | None:
    """Return the decision that *draft* replaces; say in *faults* when it cannot."""
    if draft.replaces is None or draft.kind is not Kind.DECISION:
        return None
    old = log.entry(draft.replaces)
    if old is None or old.kind is not Kind.DECISION or old.alliance_id != draft.alliance_id:
        faults["replaces"] = f"#{draft.replaces} is not a decision of this alliance."
    elif old.status == "replaced":
        faults["replaces"] = f"#{draft.replaces} was replaced before."
    return old


def _open_with(log: TeamLog, words: str) -> list[Entry]:
    wanted = Filter(statuses=OPEN_STATUSES, limit=50)
    return search(log, search_words(words), wanted)


def _saved(verb: str, alliance: Alliance, done: Operation) -> Saved:
    after = done.changes[0].after
    if not isinstance(after, Entry):
        raise TypeError("the first change of this operation is an entry's")
    return Saved(verb, after, alliance, done.id)


def _advice(entry: Entry, alliance: Alliance) -> tuple[str, ...]:
    """Name the habits that keep a log useful, where this entry lacks one."""
    advice: list[str] = []
    if entry.kind is Kind.COMMITMENT and not (entry.owner and (entry.due_on or entry.due_text)):
        missing = " and ".join(
            word
            for word, there in (("an owner", entry.owner), ("a due date", entry.due_on))
            if not there
        )
        advice.append(f"It has no {missing.removeprefix('an ').replace('and a ', 'and no ')} yet.")
    if entry.kind is Kind.LESSON and "sure" not in entry.fields:
        advice.append("How sure are you of it: a guess, fairly sure, or sure?")
    if entry.audience != alliance.audience and entry.audience.value == "shared":
        advice.append(
            f"{alliance.name} itself is internal, so outsiders do not see this entry: "
            f"`{COMMAND} edit {alliance.name} shared` would show both."
        )
    return tuple(advice)
