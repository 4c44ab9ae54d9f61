"""Entries and alliances as JSON: in the history, in exports, in imports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.logbook.model import Alliance, Audience, Entry, Kind, Removal, Side, Stage, Subject

Record = dict[str, Any]
"""A JSON object."""


def record_of(subject: Subject) -> Record:
    """Write *subject* as a JSON object; :func:`subject_of` gives back an equal one."""
    names = _ENTRY if isinstance(subject, Entry) else _ALLIANCE
    return {name: _plain(getattr(subject, name)) for name in names}


def entry_of(record: Record) -> Entry:
    """Read an entry back.

    Raises:
        KeyError, TypeError, ValueError: the record is not one of ours.
    """
    return Entry(
        **{name: record[name] for name in _ENTRY if name not in _ENTRY_CONVERTED},
        kind=Kind(record["kind"]),
        side=Side(record["side"]),
        audience=Audience(record["audience"]),
        due_on=_day(record["due_on"]),
        happened_on=_day(record["happened_on"]),
        fields={str(name): str(value) for name, value in dict(record["fields"]).items()},
        created_at=_moment(record["created_at"]),
        removed=_removal(record["removed"]),
    )


def alliance_of(record: Record) -> Alliance:
    """Read an alliance back.

    Raises:
        KeyError, TypeError, ValueError: the record is not one of ours.
    """
    return Alliance(
        **{name: record[name] for name in _ALLIANCE if name not in _ALLIANCE_CONVERTED},
        stage=Stage(record["stage"]),
        audience=Audience(record["audience"]),
        started_on=_day(record["started_on"]),
        next_review_on=_day(record["next_review_on"]),
        notice_on=_day(record["notice_on"]),
        created_at=_moment(record["created_at"]),
        removed=_removal(record["removed"]),
    )


def subject_of(record: Record) -> Subject:
    """Read back whichever of the two it is."""
    return entry_of(record) if "kind" in record else alliance_of(record)


_ENTRY = tuple(Entry.__dataclass_fields__)
_ALLIANCE = tuple(Alliance.__dataclass_fields__)
_ENTRY_CONVERTED = frozenset(
    {"kind", "side", "audience", "due_on", "happened_on", "fields", "created_at", "removed"}
)
_ALLIANCE_CONVERTED = frozenset(
    {"stage", "audience", "started_on", "next_review_on", "notice_on", "created_at", "removed"}
)


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is a date as well
        return value.isoformat()
    if isinstance(value, Removal):
        return {"by": value.by, "at": value.at.isoformat(), "reason": value.reason}
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, str) else value


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _removal(value: Record | None) -> Removal | None:
    if value is None:
        return None
    return Removal(value["by"], datetime.fromisoformat(value["at"]), value["reason"])
