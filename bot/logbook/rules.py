"""What an entry or an alliance must be to be kept; every fault is named at its field."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.logbook.kinds import KINDS, Field, field_of
from bot.logbook.model import Alliance, Entry, Kind, name_key
from bot.logbook.text import LONGEST_DETAILS, LONGEST_NAME, LONGEST_SUMMARY, MENTION

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FIELD = 500
LONGEST_LINK = 300
FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2150, 1, 1)
LOWEST_SCORE = 1.0
HIGHEST_SCORE = 5.0
MOST_RESPONDENTS = 10_000

PERMALINK = re.compile(
    r"https?://[\w.-]{1,100}(?::\d{1,5})?/archives/[A-Z0-9]{1,30}/p\d{1,30}(?:\?[\w=&.-]{0,100})?",
    re.ASCII,
)
_LINK = re.compile(r"https?://[^\s<>|\"]+")


def entry_faults(entry: Entry) -> dict[str, str]:
    """Return what is wrong with *entry*, by field name; empty when nothing is."""
    return dict(_entry_faults(entry))


def alliance_faults(alliance: Alliance) -> dict[str, str]:
    """Return what is wrong with *alliance*, by field name; empty when nothing is."""
    return dict(_alliance_faults(alliance))


def read_score(text: str) -> float | None:
    """Read a score of 1 to 5, or return ``None``."""
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        return None
    return score if LOWEST_SCORE <= score <= HIGHEST_SCORE else None


def _entry_faults(entry: Entry) -> Iterator[tuple[str, str]]:
    if not entry.summary.strip():
        yield "summary", "Say in one line what it is."
    elif len(entry.summary) > LONGEST_SUMMARY:
        yield "summary", f"{LONGEST_SUMMARY} characters at most; the rest belongs in the details."
    if len(entry.details) > LONGEST_DETAILS:
        yield "details", f"{LONGEST_DETAILS:,} characters at most."
    if len(entry.owner) > LONGEST_NAME:
        yield "owner", f"{LONGEST_NAME} characters at most: one name."
    if len(entry.due_text) > LONGEST_NAME:
        yield "due_on", f"{LONGEST_NAME} characters at most."
    yield from _day_faults(("due_on", entry.due_on), ("happened_on", entry.happened_on))
    if entry.status not in KINDS[entry.kind].statuses:
        offered = ", ".join(KINDS[entry.kind].statuses)
        yield "status", f"A {entry.kind} is one of: {offered}."
    if entry.permalink and not PERMALINK.fullmatch(entry.permalink[: LONGEST_LINK + 1]):
        yield "permalink", "This is not the link of a Slack message."
    if entry.replaces is not None and entry.kind is not Kind.DECISION:
        yield "replaces", "Only a decision replaces another."
    yield from _own_field_faults(entry)
    if entry.kind is Kind.HEALTH:
        yield from _health_faults(entry)


def _own_field_faults(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in entry.fields.items():
        rule = field_of(entry.kind, name)
        if rule is None:
            yield name, f"A {entry.kind} has no {name}."
        elif fault := _value_fault(rule, value):
            yield name, fault


def _value_fault(rule: Field, value: str) -> str:
    if len(value) > LONGEST_FIELD:
        return f"{LONGEST_FIELD} characters at most."
    if rule.choices and value not in rule.choices:
        return f"One of: {', '.join(rule.choices)}."
    if rule.type == "score" and read_score(value) is None:
        return "A score is a number from 1 to 5."
    if rule.type == "number" and not _is_count(value):
        return "A whole number, 1 or more."
    return ""


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_RESPONDENTS


def _health_faults(entry: Entry) -> Iterator[tuple[str, str]]:
    scores = [f.name for f in KINDS[Kind.HEALTH].fields if f.type == "score"]
    if entry.status == "final" and not any(name in entry.fields for name in scores):
        yield "scores", "Give at least one score, 1 to 5, for us or for them."
    texts = {"summary": entry.summary, "details": entry.details, "owner": entry.owner}
    for name, text in {**texts, **entry.fields}.items():
        if MENTION.search(text):
            yield name, "A health check never keeps who answered; leave names out."


def _alliance_faults(alliance: Alliance) -> Iterator[tuple[str, str]]:
    if not name_key(alliance.name):
        yield "name", "An alliance needs a name."
    elif len(alliance.name) > LONGEST_NAME:
        yield "name", f"{LONGEST_NAME} characters at most."
    elif name_key(alliance.name).isdigit():
        yield "name", "A name of digits alone would read as an entry's number."
    for name in ("purpose", "form", "type", "owner", "sponsor", "counterpart", "partner_sponsor"):
        if len(getattr(alliance, name)) > LONGEST_FIELD:
            yield name, f"{LONGEST_FIELD} characters at most."
    if alliance.charter and not _LINK.fullmatch(alliance.charter[: LONGEST_LINK + 1]):
        yield "charter", "This is not a link; it begins with https://."
    yield from _day_faults(
        ("started_on", alliance.started_on),
        ("next_review_on", alliance.next_review_on),
        ("notice_on", alliance.notice_on),
    )


def _day_faults(*days: tuple[str, date | None]) -> Iterator[tuple[str, str]]:
    for name, day in days:
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield name, f"A day between {FIRST_DAY.year} and {LAST_DAY.year}."
