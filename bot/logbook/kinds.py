"""What every kind of entry has of its own: its fields and its states."""

from __future__ import annotations

from dataclasses import dataclass

from bot.logbook.model import Dimension, Entry, Kind, Side


@dataclass(frozen=True, slots=True)
class Field:
    """One field that only some kinds have.

    ``choices`` are its only values, when not empty; ``type`` is ``text``, ``date``, ``number`` or
    ``score`` (1 to 5, one decimal).
    """

    name: str
    label: str
    choices: tuple[str, ...] = ()
    type: str = "text"


@dataclass(frozen=True, slots=True)
class KindRules:
    """One kind's fields and states.

    The first status is a new entry's. ``open`` are those that still ask for something; ``done`` is
    what *done* makes of it, empty when nothing can be done about it.
    """

    statuses: tuple[str, ...]
    open: tuple[str, ...] = ()
    done: str = ""
    fields: tuple[Field, ...] = ()
    takes_due: bool = False


def _score_fields() -> tuple[Field, ...]:
    return tuple(
        Field(score_name(side, dimension), f"{dimension.value.capitalize()}, {side}", type="score")
        for side in (Side.OURS, Side.THEIRS)
        for dimension in Dimension
    )


def score_name(side: Side, dimension: Dimension) -> str:
    """Name the field that holds one side's score in one dimension (``ours governance``)."""
    return f"{side.value} {dimension.value}"


LIKELIHOODS = ("low", "medium", "high", "very high")
IMPACTS = ("low", "moderate", "high", "severe")
PRIORITIES = ("low", "medium", "high", "critical")

KINDS: dict[Kind, KindRules] = {
    Kind.MEETING: KindRules(
        statuses=("held", "planned"),
        open=("planned",),
        done="held",
        fields=(
            Field("layer", "Layer", ("working", "managers", "steering", "QBR")),
            Field("attendees", "Attendees"),
            Field("next date", "Next date", type="date"),
        ),
        takes_due=True,
    ),
    Kind.DECISION: KindRules(
        statuses=("agreed", "proposed", "replaced"),
        open=("proposed",),
        done="agreed",
        fields=(
            Field("decided by", "Decided by"),
            Field("rejected", "Options rejected"),
            Field("reason", "Reason"),
            Field("reversible", "Reversible?", ("yes", "no", "unsure")),
            Field("partner", "Partner's person"),
        ),
    ),
    Kind.COMMITMENT: KindRules(
        statuses=("open", "late", "done", "dropped"),
        open=("open", "late"),
        done="done",
        fields=(Field("to whom", "Promised to"), Field("partner", "Partner's person")),
        takes_due=True,
    ),
    Kind.ACTION: KindRules(
        statuses=("open", "done", "dropped"), open=("open",), done="done", takes_due=True
    ),
    Kind.RISK: KindRules(
        statuses=("open", "watching", "closed"),
        open=("open", "watching"),
        done="closed",
        fields=(
            Field("likelihood", "Likelihood", LIKELIHOODS),
            Field("impact", "Impact", IMPACTS),
            Field("mitigation", "Mitigation"),
            Field("escalation", "Escalation point"),
        ),
        takes_due=True,
    ),
    Kind.ISSUE: KindRules(
        statuses=("open", "escalated", "resolved"),
        open=("open", "escalated"),
        done="resolved",
        fields=(
            Field("priority", "Priority", PRIORITIES),
            Field("type", "Type"),
            Field("escalated to", "Escalated to"),
        ),
        takes_due=True,
    ),
    Kind.MILESTONE: KindRules(
        statuses=("planned", "hit", "missed"),
        open=("planned",),
        done="hit",
        fields=(Field("actual date", "Actual date", type="date"),),
        takes_due=True,
    ),
    Kind.HEALTH: KindRules(
        statuses=("final", "draft"),
        open=("draft",),
        done="final",
        fields=(
            *_score_fields(),
            Field("respondents", "Number of respondents", type="number"),
            Field("gap", "Top gap"),
            Field("plan", "Follow-up plan"),
        ),
    ),
    Kind.METRIC: KindRules(
        statuses=("",),
        fields=(
            Field("value", "Value"),
            Field("period", "Period"),
            Field("measures", "Measures", ("ends", "means")),
        ),
    ),
    Kind.CHANGE: KindRules(
        statuses=("noted",),
        fields=(Field("of", "What changed", ("people", "scope", "contract", "ownership")),),
    ),
    Kind.LESSON: KindRules(
        statuses=("noted",),
        fields=(
            Field("cause", "What we think caused it"),
            Field("sure", "How sure are we?", ("guess", "fairly sure", "sure")),
        ),
    ),
    Kind.NOTE: KindRules(statuses=("noted",)),
}

OPEN_STATUSES = tuple(sorted({status for rules in KINDS.values() for status in rules.open}))
"""Every status that still asks for something; no kind uses one of these for a finished entry."""


def is_open(entry: Entry) -> bool:
    """Tell whether *entry* still asks for something."""
    return entry.removed is None and entry.status in KINDS[entry.kind].open


def field_of(kind: Kind, name: str) -> Field | None:
    """Return the field *name* of *kind*, if it has one."""
    return next((f for f in KINDS[kind].fields if f.name == name), None)
