"""What the log answers, free of how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.logbook.model import Alliance, Dimension, Entry, Operation, Side, Team


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with the alliance it belongs to."""

    entry: Entry
    alliance: Alliance


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry was written; ``operation`` is what *Undo* takes back."""

    verb: str
    entry: Entry
    alliance: Alliance
    operation: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllianceSaved:
    """An alliance was written."""

    verb: str
    alliance: Alliance
    operation: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation was taken back; ``lines`` say what stands now."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of entries; ``more`` is the command for the next page, empty on the last."""

    title: str
    rows: tuple[Row, ...]
    total: int
    today: date
    more: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry with its history, newest first."""

    row: Row
    history: tuple[Operation, ...]
    today: date
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True)
class HealthPoint:
    """One health check: mean score per side, and the scores it was made of.

    ``ours`` and ``theirs`` are 1 to 5, ``None`` where that side was not asked.
    """

    on: date
    number: int
    ours: float | None
    theirs: float | None
    scores: Mapping[tuple[Side, Dimension], float] = field(default_factory=dict)
    respondents: int | None = None
    gap: str = ""


@dataclass(frozen=True, slots=True)
class AllianceLine:
    """An alliance in an overview."""

    alliance: Alliance
    open: int
    overdue: int
    last_entry_at: datetime | None
    health: HealthPoint | None
    trend: str = ""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All alliances of a team."""

    team: Team
    lines: tuple[AllianceLine, ...]
    today: date


@dataclass(frozen=True, slots=True)
class AllianceCard:
    """One alliance with what is open and what came last."""

    line: AllianceLine
    due: tuple[Row, ...]
    latest: tuple[Row, ...]
    history: tuple[Operation, ...]
    today: date


@dataclass(frozen=True, slots=True)
class DatedAlliance:
    """A date of an alliance itself: its next review, or its notice or renewal date."""

    alliance: Alliance
    what: str
    on: date


@dataclass(frozen=True, slots=True)
class DueList:
    """What is overdue and what is due soon, soonest first; ``more`` is how many are not listed."""

    title: str
    overdue: tuple[Row, ...]
    upcoming: tuple[Row, ...]
    dates: tuple[DatedAlliance, ...]
    today: date
    days: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Open commitments: what we owe and what they owe; ``joint`` stands in both columns."""

    title: str
    ours: tuple[Row, ...]
    theirs: tuple[Row, ...]
    joint: tuple[Row, ...]
    today: date
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """The health of an alliance over time, oldest first."""

    alliance: Alliance
    points: tuple[HealthPoint, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Pack:
    """What a meeting with a partner needs.

    ``since`` is the day of the meeting it starts from, ``since_meeting`` that meeting's number.
    """

    alliance: Alliance
    today: date
    since: date | None
    since_meeting: int | None
    ledger: Ledger
    decisions: tuple[Row, ...]
    proposals: tuple[Row, ...]
    risks: tuple[Row, ...]
    milestones: tuple[Row, ...]
    changes: tuple[Row, ...]
    health: tuple[HealthPoint, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaleList:
    """Alliances that were silent, with the moment of their last entry, silent longest first."""

    days: int
    what: str
    alliances: tuple[tuple[Alliance, datetime | None], ...]
    today: date


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """Several entries could be meant; ``action`` is what is to be done with the chosen one."""

    question: str
    rows: tuple[Row, ...]
    action: str
    today: date


@dataclass(frozen=True, slots=True)
class TeamCard:
    """Whose log this is."""

    team: Team
    alliances: int
    entries: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class NeedsEntryForm:
    """Something is missing: a form with what was understood, and what to do at which field."""

    entry: Entry
    alliance: str
    kind_is_known: bool
    faults: Mapping[str, str]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsAllianceForm:
    """The form of an alliance, new or changed."""

    alliance: Alliance
    faults: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhichTeam:
    """Several teams could be meant; ``line`` is what is to be done in the chosen one."""

    teams: tuple[Team, ...]
    line: str


@dataclass(frozen=True, slots=True)
class HelpText:
    """How it is used; ``topic`` is one subcommand, or empty for all."""

    topic: str = ""


Reply = (
    Saved
    | AllianceSaved
    | Undone
    | Listing
    | EntryCard
    | Portfolio
    | AllianceCard
    | DueList
    | Ledger
    | Trend
    | Pack
    | StaleList
    | Document
    | Choice
    | TeamCard
    | NeedsEntryForm
    | NeedsAllianceForm
    | WhichTeam
    | HelpText
)
