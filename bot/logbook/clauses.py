"""The clauses of a typed entry: ``pilot moves to Q1, owner @priya, due friday, #shared``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.logbook.choices import choose
from bot.logbook.dates import read_date
from bot.logbook.kinds import KINDS, Field
from bot.logbook.model import Audience, Kind, Side
from bot.logbook.text import MENTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

_FIELD_WORDS = (
    ("to", "to whom"),
    ("because", "reason"),
    ("because", "cause"),
    ("caused by", "cause"),
    ("rejected options", "rejected"),
    ("mitigated by", "mitigation"),
    ("escalate to", "escalation"),
)
_SIDES = {
    "ours": Side.OURS,
    "our side": Side.OURS,
    "we owe": Side.OURS,
    "theirs": Side.THEIRS,
    "their side": Side.THEIRS,
    "they owe": Side.THEIRS,
    "they owe us": Side.THEIRS,
    "partner owes": Side.THEIRS,
    "joint": Side.JOINT,
    "both": Side.JOINT,
    "both sides": Side.JOINT,
}
_IS = r"(?:\s*[:=]\s*|\s+)"
_OWNER = re.compile(
    rf"(?:owner(?: is)?|owned by|assigned to){_IS}"
    r"(?P<who><@[UW][A-Z0-9]+>|@[\w.-]+|(?:(?!\bdue\b)[^<>@]){1,80})",
    re.IGNORECASE,
)
_DUE = re.compile(
    rf"(?P<word>due|by|until|before|deadline|target){_IS}(?P<when>.{{1,60}})", re.IGNORECASE
)
_HAPPENED = re.compile(
    rf"(?P<word>agreed|decided|held|met|raised|happened|since|on)(?: on)?{_IS}(?P<when>.{{1,40}})",
    re.IGNORECASE,
)
_REPLACES = re.compile(r"replaces\s+(?:decision\s+)?#?(?P<number>\d{1,9})", re.IGNORECASE)
_STATUS = re.compile(rf"(?:status|state){_IS}(?P<status>.{{1,20}})", re.IGNORECASE)
_SIDE = re.compile(rf"side{_IS}(?P<side>.{{1,20}})", re.IGNORECASE)
_SUMMARY = re.compile(rf"(?:summary|text|title){_IS}(?P<summary>.+)", re.IGNORECASE)
_DETAILS = re.compile(r"(?:^|[,;]\s+)details?\s*[:=]\s*(?P<details>.+)$", re.IGNORECASE)
_LINK = re.compile(r"(?:link\s+)?(?P<link>https://[\w.-]+\.slack\.com/\S+)", re.IGNORECASE)
_TAG = re.compile(r"(?<!\S)#(?P<tag>shared|internal)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;](?=\s|$)\s*")
_INLINE_OWNER = re.compile(
    r"(?:^|\s)(?:owner|assigned to)\s+(?P<who><@[UW][A-Z0-9]+>|@[\w.-]+|(?-i:[A-Z])\w+)",
    re.IGNORECASE,
)
_INLINE_DUE = re.compile(r"(?:^|\s)(?P<word>due|by)\s+(?P<when>.+)$", re.IGNORECASE)
_LONGEST_DATE_WORDS = 5


@dataclass
class Clauses:
    """What the clauses of one line said; ``summary`` is what is left of it.

    ``said`` names the parts that were given at all, so that an edit changes nothing else.
    ``remarks`` tell the person what was not understood.
    """

    summary: str = ""
    details: str = ""
    side: Side = Side.OURS
    owner: str = ""
    due_on: date | None = None
    due_text: str = ""
    happened_on: date | None = None
    status: str = ""
    audience: Audience = Audience.INTERNAL
    permalink: str = ""
    replaces: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def say(self, name: str, value: object) -> None:
        """Set one part and remember that it was given."""
        setattr(self, name, value)
        self.said.add(name)


def read_clauses(text: str, kind: Kind | None, now: datetime, *, is_edit: bool = False) -> Clauses:
    """Read *text*; what no rule knows stays, word for word, in the summary.

    In an edit the first clause may be a rule's as well; in a new entry it opens the summary.
    """
    found = Clauses()
    head, _, details = text.partition("\n")
    if details.strip():
        found.say("details", details.strip())
    if match := _DETAILS.search(head):
        found.say("details", "\n".join(filter(None, (match["details"].strip(), details.strip()))))
        head = head[: match.start()]
    head = _TAG.sub(lambda match: _tag(found, match["tag"]), head)
    kept: list[str] = []
    for clause in (c for c in _SEPARATOR.split(head) if c.strip()):
        is_first = not kept and not is_edit
        if is_edit and (match := _SUMMARY.fullmatch(clause.strip())):
            kept.append(match["summary"])
        elif is_first or not _understand(clause.strip(), kind, now, found):
            kept.append(_take_inline(clause, now, found))
    summary = ", ".join(part for part in kept if part).strip()
    if summary:
        found.say("summary", summary)
    return found


def _tag(found: Clauses, tag: str) -> str:
    found.say("audience", Audience(tag.lower()))
    return ""


def _understand(clause: str, kind: Kind | None, now: datetime, found: Clauses) -> bool:
    rules: tuple[Callable[[str, Kind | None, datetime, Clauses], bool], ...] = (
        _side,
        _owner,
        _replaces,
        _link,
        _own_field,
        _choice,
        _status,
        _due,
        _happened,
    )
    return any(rule(clause, kind, now, found) for rule in rules)


def _side(clause: str, _kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    match = _SIDE.fullmatch(clause)
    side = _SIDES.get((match["side"] if match else clause).strip().lower())
    if side is not None:
        found.say("side", side)
    return side is not None


def _owner(clause: str, _kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    match = _OWNER.fullmatch(clause)
    who = match["who"] if match else clause if MENTION.fullmatch(clause) else ""
    if who:
        found.say("owner", who.removeprefix("@").strip())
    return bool(who)


def _replaces(clause: str, _kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    match = _REPLACES.fullmatch(clause)
    if match:
        found.say("replaces", int(match["number"]))
    return match is not None


def _link(clause: str, _kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    match = _LINK.fullmatch(clause)
    if match:
        found.say("permalink", match["link"])
    return match is not None


def _own_field(clause: str, kind: Kind | None, now: datetime, found: Clauses) -> bool:
    if kind is None:
        return False
    names = {f.name: f for f in KINDS[kind].fields}
    aliases = {word: names[name] for word, name in _FIELD_WORDS if name in names}
    for word, rule in sorted({**names, **aliases}.items(), key=lambda item: -len(item[0])):
        pattern = rf"{re.escape(word)}{_IS}(?P<value>.+)"
        match = re.fullmatch(pattern, clause, re.IGNORECASE | re.DOTALL)
        if match and _set_field(rule, kind, match["value"].strip(), now, found):
            return True
    return False


def _set_field(rule: Field, kind: Kind, value: str, now: datetime, found: Clauses) -> bool:
    if rule.choices:
        choice = choose(kind, rule, value)
        if choice is None:
            found.remarks.append(
                f"{rule.label} is one of {', '.join(rule.choices)}; not “{value}”."
            )
            return True
        value = choice
    elif rule.type == "date":
        day = read_date(value, now)
        value = day.isoformat() if day else value
    found.fields[rule.name] = value
    return True


def _choice(clause: str, kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    """Read a bare choice (``likely``) or one with its field behind it (``high impact``)."""
    if kind is None:
        return False
    for rule in (f for f in KINDS[kind].fields if f.choices):
        bare = re.sub(rf"\s+{re.escape(rule.name)}$", "", clause, flags=re.IGNORECASE)
        if bare == clause and rule.name in found.fields:
            continue
        choice = choose(kind, rule, bare)
        # A bare "high" of a risk is its impact: likelihood has words of its own.
        is_own_word = bare != clause or (kind, rule.name) != (Kind.RISK, "likelihood")
        if choice and (is_own_word or clause.lower() not in rule.choices):
            found.fields[rule.name] = choice
            return True
    return False


def _status(clause: str, kind: Kind | None, _now: datetime, found: Clauses) -> bool:
    match = _STATUS.fullmatch(clause)
    status = (match["status"] if match else clause).strip().lower()
    if kind is None or status not in KINDS[kind].statuses or not status:
        if match and kind is not None:
            offered = ", ".join(s for s in KINDS[kind].statuses if s)
            found.remarks.append(f"A {kind} is {offered or 'without a status'}; not “{status}”.")
        return match is not None
    found.say("status", status)
    return True


def _due(clause: str, _kind: Kind | None, now: datetime, found: Clauses) -> bool:
    match = _DUE.fullmatch(clause)
    if match is None:
        return False
    day = read_date(match["when"], now)
    if day is None and match["word"].lower() not in {"due", "deadline", "target"}:
        return False  # "by Tom" is not a date
    _set_due(day, match["when"], found)
    return True


def _set_due(day: date | None, when: str, found: Clauses) -> None:
    found.say("due_on", day)
    found.say("due_text", "" if day else when.strip())
    if day is None:
        found.remarks.append(f"I could not read “{when.strip()}” as one day; it is kept as text.")


def _happened(clause: str, kind: Kind | None, now: datetime, found: Clauses) -> bool:
    match = _HAPPENED.fullmatch(clause)
    day = read_date(match["when"], now, past=True) if match else None
    if match is None or day is None:
        return False
    found.say("happened_on", day)
    if kind is Kind.DECISION and match["word"].lower() in {"agreed", "decided"}:
        found.say("status", "agreed")
    return True


def _take_inline(clause: str, now: datetime, found: Clauses) -> str:
    """Take ``owner @x`` and ``due friday`` out of running text."""
    owner = _INLINE_OWNER.search(clause)
    if owner:
        found.say("owner", owner["who"].removeprefix("@"))
        clause = clause[: owner.start()] + clause[owner.end() :]
    due = _INLINE_DUE.search(clause)
    if due and "due_on" not in found.said:
        clause = _take_due(clause, due, now, found)
    return " ".join(clause.split())


def _take_due(clause: str, due: re.Match[str], now: datetime, found: Clauses) -> str:
    words = due["when"].split()
    for count in range(min(len(words), _LONGEST_DATE_WORDS), 0, -1):
        day = read_date(" ".join(words[:count]), now)
        if day is not None:
            _set_due(day, "", found)
            rest = " ".join(words[count:])
            return f"{clause[: due.start()]} {rest}"
    if due["word"].lower() == "due" and len(words) <= _LONGEST_DATE_WORDS:
        _set_due(None, due["when"], found)
        return clause[: due.start()]
    return clause
