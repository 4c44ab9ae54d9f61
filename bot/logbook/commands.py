"""Typed commands: what somebody wants of the log, free of the words they used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.logbook.clauses import Clauses
    from bot.logbook.model import Dimension, Kind, Side


@dataclass(frozen=True, slots=True)
class Known:
    """What reading a line needs: the person's present moment and the alliances they can see."""

    now: datetime
    alliances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class New:
    """Start an alliance; ``text`` holds the clauses that describe it."""

    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """Write an entry. ``alliance`` is as typed, or a known name; parts may be missing."""

    alliance: str
    kind: Kind | None
    clauses: Clauses


@dataclass(frozen=True, slots=True)
class List:
    """List entries, newest first."""

    alliance: str = ""
    kinds: tuple[Kind, ...] = ()
    only_open: bool = False
    side: Side | None = None
    owner: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Show:
    """Show one entry by number or one alliance by name; nothing means all alliances."""

    target: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What is overdue or due within ``days``."""

    alliance: str = ""
    days: int = 14
    side: Side | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """Open commitments of both sides, or of one."""

    alliance: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Show the health trend of an alliance."""

    alliance: str = ""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Record a health check: scores by side and dimension, never who gave them."""

    alliance: str
    scores: dict[tuple[Side, Dimension], str] = field(default_factory=dict)
    respondents: str = ""
    gap: str = ""
    plan: str = ""
    on: date | None = None
    is_draft: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Finish an entry, named by number or by its words."""

    target: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Change an entry (``#12``) or an alliance; ``text`` holds the clauses, empty for the form."""

    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete an entry or an alliance softly, for a reason."""

    target: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the person's last change, or the operation named."""

    operation: int | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """Search the log for words."""

    words: str
    alliance: str = ""
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """Prepare the pack for a meeting; ``since`` overrides *since the last meeting*."""

    alliance: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Name alliances that were silent for ``days``; with a kind, silent of that kind."""

    days: int = 60
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """Give the log as a file: ``csv``, ``markdown``, ``json`` or ``ics``."""

    alliance: str = ""
    format: str = "csv"


@dataclass(frozen=True, slots=True)
class TeamCommand:
    """Show the team or change its name, channels, time zone, digest or reminders."""

    action: str = "show"
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """Say how it is used."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class OtherTeam:
    """Somebody asked for another team's log, which is always refused."""


Command = (
    New
    | Log
    | List
    | Show
    | Due
    | Owed
    | Health
    | HealthCheck
    | Done
    | Edit
    | Delete
    | Undo
    | Find
    | Brief
    | Stale
    | Export
    | TeamCommand
    | Help
    | OtherTeam
)
