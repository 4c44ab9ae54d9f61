"""Rows of the log's tables to domain objects and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.logbook.model import (
    Alliance,
    Audience,
    Entry,
    Kind,
    Removal,
    Side,
    Stage,
    Subject,
    name_key,
)
from bot.store.words import words_of

if TYPE_CHECKING:
    from sqlalchemy import Row


def entry_values(entry: Entry) -> dict[str, Any]:
    """Return the columns of *entry*, but for its team."""
    return {
        "number": entry.number,
        "alliance": entry.alliance_id,
        "kind": entry.kind,
        "summary": entry.summary,
        "details": entry.details,
        "side": entry.side,
        "owner": entry.owner,
        "due_on": entry.due_on,
        "due_text": entry.due_text,
        "happened_on": entry.happened_on,
        "status": entry.status,
        "audience": entry.audience,
        "permalink": entry.permalink,
        "fields": dict(entry.fields),
        "replaces": entry.replaces,
        "words": words_of(entry),
        "version": entry.version,
        "created_by": entry.created_by,
        "created_at": entry.created_at,
        **_removal_values(entry),
    }


def alliance_values(alliance: Alliance) -> dict[str, Any]:
    """Return the columns of *alliance*, but for its team."""
    return {
        "id": alliance.id,
        "name": alliance.name,
        "name_key": name_key(alliance.name),
        "purpose": alliance.purpose,
        "form": alliance.form,
        "type": alliance.type,
        "stage": alliance.stage,
        "owner": alliance.owner,
        "sponsor": alliance.sponsor,
        "counterpart": alliance.counterpart,
        "partner_sponsor": alliance.partner_sponsor,
        "started_on": alliance.started_on,
        "next_review_on": alliance.next_review_on,
        "notice_on": alliance.notice_on,
        "charter": alliance.charter,
        "audience": alliance.audience,
        "version": alliance.version,
        "created_by": alliance.created_by,
        "created_at": alliance.created_at,
        **_removal_values(alliance),
    }


def entry_from_row(row: Row[Any]) -> Entry:
    """Make an entry of its row."""
    return Entry(
        alliance_id=row.alliance,
        kind=Kind(row.kind),
        summary=row.summary,
        details=row.details,
        side=Side(row.side),
        owner=row.owner,
        due_on=row.due_on,
        due_text=row.due_text,
        happened_on=row.happened_on,
        status=row.status,
        audience=Audience(row.audience),
        permalink=row.permalink,
        fields=row.fields,
        replaces=row.replaces,
        number=row.number,
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        removed=_removal(row),
    )


def alliance_from_row(row: Row[Any]) -> Alliance:
    """Make an alliance of its row."""
    return Alliance(
        name=row.name,
        purpose=row.purpose,
        form=row.form,
        type=row.type,
        stage=Stage(row.stage),
        owner=row.owner,
        sponsor=row.sponsor,
        counterpart=row.counterpart,
        partner_sponsor=row.partner_sponsor,
        started_on=row.started_on,
        next_review_on=row.next_review_on,
        notice_on=row.notice_on,
        charter=row.charter,
        audience=Audience(row.audience),
        id=row.id,
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        removed=_removal(row),
    )


def subject_from_row(row: Row[Any]) -> Subject:
    """Make an entry or an alliance of its row."""
    return entry_from_row(row) if "kind" in row._fields else alliance_from_row(row)


def _removal_values(subject: Subject) -> dict[str, Any]:
    removed = subject.removed
    return {
        "removed_by": removed.by if removed else None,
        "removed_at": removed.at if removed else None,
        "removed_because": removed.reason if removed else None,
    }


def _removal(row: Row[Any]) -> Removal | None:
    if row.removed_at is None:
        return None
    return Removal(row.removed_by, row.removed_at, row.removed_because)
