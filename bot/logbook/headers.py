"""The clauses that describe an alliance: ``stage active, owner @priya, next review 1 Feb``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.logbook.dates import read_date
from bot.logbook.model import Audience, Form, Stage

if TYPE_CHECKING:
    from datetime import datetime

_ATTRIBUTES = {
    "next review": "next_review_on",
    "review": "next_review_on",
    "notice": "notice_on",
    "notice date": "notice_on",
    "renewal": "notice_on",
    "started": "started_on",
    "start": "started_on",
    "start date": "started_on",
    "our owner": "owner",
    "owner": "owner",
    "our sponsor": "sponsor",
    "sponsor": "sponsor",
    "their sponsor": "partner_sponsor",
    "partner sponsor": "partner_sponsor",
    "partner's sponsor": "partner_sponsor",
    "counterpart": "counterpart",
    "partner": "counterpart",
    "stage": "stage",
    "form": "form",
    "type": "type",
    "purpose": "purpose",
    "charter": "charter",
    "name": "name",
}
_STAGE_WORDS = {
    "launch": "launching",
    "live": "active",
    "terminating": "exiting",
    "ended": "closed",
}
_WORDS = "|".join(re.escape(word) for word in sorted(_ATTRIBUTES, key=len, reverse=True))
_CLAUSE = re.compile(
    rf"(?P<word>{_WORDS})(?:\s*[:=]\s*|\s+(?:is\s+|on\s+)?)(?P<value>.+)", re.IGNORECASE
)
_TAG = re.compile(r"(?<!\S)#?(?P<tag>shared|internal)\b\s*$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;](?=\s|$)\s*")


@dataclass
class Header:
    """What was said of an alliance: new values by attribute name, remarks, and what is left."""

    values: dict[str, object] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def read_header(text: str, now: datetime) -> Header:
    """Read the clauses of *text*; ``rest`` holds those that describe nothing."""
    header = Header()
    for clause in (part.strip() for part in _SEPARATOR.split(text)):
        if not clause:
            continue
        kept = _TAG.sub("", clause).strip()
        if kept != clause and (tag := _TAG.search(clause)):
            header.values["audience"] = Audience(tag["tag"].lower())
        match = _CLAUSE.fullmatch(kept)
        if match:
            _read(_ATTRIBUTES[match["word"].lower()], match["value"].strip(), now, header)
        elif kept:
            header.rest.append(kept)
    return header


def _read(attribute: str, value: str, now: datetime, header: Header) -> None:
    if attribute.endswith("_on"):
        day = read_date(value, now, past=attribute == "started_on")
        if day is None:
            header.remarks.append(f"I could not read “{value}” as one day.")
        else:
            header.values[attribute] = day
    elif attribute == "stage":
        word = value.lower()
        try:
            header.values[attribute] = Stage(_STAGE_WORDS.get(word, word))
        except ValueError:
            stages = ", ".join(stage.value for stage in Stage)
            header.remarks.append(f"The stage is one of {stages}; not “{value}”.")
    elif attribute == "form":
        known = next((form.value for form in Form if form.value == value.lower()), None)
        header.values[attribute] = known or value
    else:
        header.values[attribute] = value.removeprefix("@")
