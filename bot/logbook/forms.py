"""From the values of a form to an entry or an alliance, with every fault at its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.logbook.health import health_summary
from bot.logbook.kinds import KINDS
from bot.logbook.model import Audience, Kind, Side, Stage
from bot.logbook.rules import alliance_faults, entry_faults
from bot.logbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.logbook.model import Alliance, Entry

_LINES = frozenset({"details"})


def entry_from_form(base: Entry, values: Mapping[str, str]) -> tuple[Entry, dict[str, str]]:
    """Return *base* with what the form says, and what is wrong with it.

    A field that the form did not show keeps its value; one that was emptied loses it. The owner
    is ``owner`` (somebody in Slack) or else ``owner name`` (anybody).
    """
    given = {name: plain(value, lines=name in _LINES) for name, value in values.items()}
    faults: dict[str, str] = {}
    kind = Kind(given["kind"]) if given.get("kind") else base.kind
    status = given.get("status") or base.status
    if status not in KINDS[kind].statuses:
        status = KINDS[kind].statuses[0]
    entry = replace(
        base,
        kind=kind,
        alliance_id=_number(given.get("alliance", ""), base.alliance_id),
        summary=given.get("summary", base.summary),
        details=given.get("details", base.details),
        side=Side(given["side"]) if given.get("side") else base.side,
        owner=_owner(base, given),
        due_on=_day(given, "due_on", base.due_on, faults),
        happened_on=_day(given, "happened_on", base.happened_on, faults),
        status=status,
        audience=Audience(given["audience"]) if given.get("audience") else base.audience,
        replaces=_replaces(given, base.replaces, faults),
        fields=_own_fields(base, kind, given),
    )
    entry = replace(entry, due_text="" if entry.due_on or "due_on" in given else entry.due_text)
    if kind is Kind.HEALTH and not given.get("summary"):
        entry = replace(entry, summary=health_summary(dict(entry.fields)))
    return entry, faults | entry_faults(entry)


def alliance_from_form(
    base: Alliance, values: Mapping[str, str]
) -> tuple[Alliance, dict[str, str]]:
    """Return *base* with what the form says, and what is wrong with it."""
    given = {name: plain(value) for name, value in values.items()}
    faults: dict[str, str] = {}
    texts = ("name", "purpose", "form", "type", "owner", "sponsor", "counterpart")
    said: dict[str, Any] = {
        name: given[name] for name in (*texts, "partner_sponsor", "charter") if name in given
    }
    alliance = replace(
        base,
        **said,
        stage=Stage(given["stage"]) if given.get("stage") else base.stage,
        audience=Audience(given["audience"]) if given.get("audience") else base.audience,
        started_on=_day(given, "started_on", base.started_on, faults),
        next_review_on=_day(given, "next_review_on", base.next_review_on, faults),
        notice_on=_day(given, "notice_on", base.notice_on, faults),
    )
    return alliance, faults | alliance_faults(alliance)


def _owner(base: Entry, given: Mapping[str, str]) -> str:
    if given.get("owner"):
        return f"<@{given['owner']}>"
    if "owner name" in given or "owner" in given:
        return given.get("owner name", "").removeprefix("@")
    return base.owner


def _day(
    given: Mapping[str, str], name: str, base: date | None, faults: dict[str, str]
) -> date | None:
    if name not in given:
        return base
    if not given[name]:
        return None
    try:
        return date.fromisoformat(given[name])
    except ValueError:
        faults[name] = "Choose a day, or write it as 2027-01-31."
        return None


def _number(text: str, base: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else base


def _replaces(given: Mapping[str, str], base: int | None, faults: dict[str, str]) -> int | None:
    text = given.get("replaces", "").removeprefix("#")
    if "replaces" not in given:
        return base
    if text and not (text.isascii() and text.isdigit()):
        faults["replaces"] = "The number of a decision, such as #12."
        return None
    return int(text) if text else None


def _own_fields(base: Entry, kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    names = [field.name for field in KINDS[kind].fields]
    kept = {name: given.get(f"own {name}", base.fields.get(name, "")) for name in names}
    return {name: value for name, value in kept.items() if value}
