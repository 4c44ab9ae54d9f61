"""The shapes of the alliance log. They know nothing of Slack or storage."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

NO_FIELDS: Mapping[str, str] = MappingProxyType({})


class Audience(StrEnum):
    """Who may see an entry or an alliance: only our own people, or outsiders as well."""

    INTERNAL = "internal"
    SHARED = "shared"


class Side(StrEnum):
    """Whose it is: ours, the partner's, or both together."""

    OURS = "ours"
    THEIRS = "theirs"
    JOINT = "joint"


class Stage(StrEnum):
    """Where an alliance stands in its life; every published lifecycle maps onto these five."""

    EXPLORING = "exploring"
    LAUNCHING = "launching"
    ACTIVE = "active"
    EXITING = "exiting"
    CLOSED = "closed"


class Form(StrEnum):
    """The legal form of an alliance."""

    CONTRACTUAL = "contractual"
    MINORITY_EQUITY = "minority equity"
    JOINT_VENTURE = "joint venture"
    CONSORTIUM = "consortium"
    PUBLIC_PRIVATE = "public-private partnership"


class Kind(StrEnum):
    """What an entry records."""

    MEETING = "meeting"
    DECISION = "decision"
    COMMITMENT = "commitment"
    ACTION = "action"
    RISK = "risk"
    ISSUE = "issue"
    MILESTONE = "milestone"
    HEALTH = "health"
    METRIC = "metric"
    CHANGE = "change"
    LESSON = "lesson"
    NOTE = "note"


class Dimension(StrEnum):
    """What a health check asks about: four dimensions, and one score for the whole."""

    STRATEGIC = "strategic value"
    OPERATIONAL = "operational effectiveness"
    CULTURE = "culture and relationship"
    GOVERNANCE = "governance"
    OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Team:
    """The people of one or more Slack channels, who share one log.

    ``zone`` is an IANA time zone name. ``digest`` and ``reminders`` are opt-in.
    """

    id: int
    workspace: str
    name: str
    channels: tuple[str, ...]
    zone: str = "UTC"
    digest: bool = False
    reminders: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Removal:
    """That something was deleted, by whom and why; it can be undone until it is purged."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Alliance:
    """One relationship that a team looks after.

    People are Slack mentions (``<@U…>``) or plain names. ``id`` is 0 before it is stored;
    ``version`` counts its changes and guards against two people editing at once.
    """

    name: str
    purpose: str = ""
    form: str = ""
    type: str = ""
    stage: Stage = Stage.EXPLORING
    owner: str = ""
    sponsor: str = ""
    counterpart: str = ""
    partner_sponsor: str = ""
    started_on: date | None = None
    next_review_on: date | None = None
    notice_on: date | None = None
    charter: str = ""
    audience: Audience = Audience.INTERNAL
    id: int = 0
    version: int = 0
    created_by: str = ""
    created_at: datetime | None = None
    removed: Removal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a team's log.

    ``number`` counts from 1 within the team and is how people name it (``#12``); 0 before it is
    stored. ``fields`` holds what only its kind has (see :data:`bot.logbook.kinds.KINDS`).
    ``due_text`` keeps a due date nobody could read as a day. ``replaces`` is the number of the
    decision that this one supersedes.
    """

    alliance_id: int
    kind: Kind
    summary: str
    details: str = ""
    side: Side = Side.OURS
    owner: str = ""
    due_on: date | None = None
    due_text: str = ""
    happened_on: date | None = None
    status: str = ""
    audience: Audience = Audience.INTERNAL
    permalink: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: NO_FIELDS)
    replaces: int | None = None
    number: int = 0
    version: int = 0
    created_by: str = ""
    created_at: datetime | None = None
    removed: Removal | None = None


Subject = Alliance | Entry


@dataclass(frozen=True, slots=True)
class Change:
    """One line of history: what one subject was before and after; ``None`` means not there."""

    before: Subject | None
    after: Subject | None


@dataclass(frozen=True, slots=True)
class Operation:
    """What one person did at one moment: changes that happen, and are undone, together.

    ``undoes`` is the operation that this one took back; ``undone_by`` the one that took this back.
    """

    id: int
    who: str
    at: datetime
    action: str
    changes: tuple[Change, ...]
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when and what; ``undoes`` names the operation that it takes back."""

    who: str
    at: datetime
    action: str
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries to list; an empty part does not restrict.

    ``alliances`` are ids. ``due_from`` and ``due_by`` keep entries due on those days or between.
    ``words`` must all begin words of an entry. Order: ``due`` (soonest first, undated last) or
    ``newest``; with words the newest come first.
    """

    alliances: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[str, ...] = ()
    side: Side | None = None
    owner: str = ""
    due_from: date | None = None
    due_by: date | None = None
    created_since: datetime | None = None
    words: tuple[str, ...] = ()
    order: str = "newest"
    limit: int | None = None
    offset: int = 0


def name_key(text: str) -> str:
    """Return *text* as names and words are compared: no case, accents or punctuation.

    ``Acme, Inc.`` and ``acme inc`` are the same name.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
