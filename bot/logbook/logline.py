"""The text after ``log``: which alliance, which kind, and the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.logbook import partners
from bot.logbook.clauses import read_clauses
from bot.logbook.commands import Known, Log
from bot.logbook.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND_WORDS: dict[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    **{f"{kind.value}s": kind for kind in Kind},
    "promise": Kind.COMMITMENT,
    "promises": Kind.COMMITMENT,
    "obligation": Kind.COMMITMENT,
    "task": Kind.ACTION,
    "tasks": Kind.ACTION,
    "todo": Kind.ACTION,
    "todos": Kind.ACTION,
    "problem": Kind.ISSUE,
    "learning": Kind.LESSON,
    "kpi": Kind.METRIC,
    "kpis": Kind.METRIC,
    "steerco": Kind.MEETING,
    "call": Kind.MEETING,
}
_COLON = re.compile(r":(?=\s|$)")
_FILLERS = frozenset({"a", "an", "the", "for", "with", "of", "new", "on", "to", "that", "in"})
CLOSE_KIND = 74
_SHORTEST_MISSPELT_KIND = 5
_HEAD_WORDS = 6
"""A kind that stands later than this in a line without a colon belongs to the sentence."""


def read_logline(text: str, known: Known) -> Log:
    """Read ``Acme risk: sponsor leaves in Jan, likely, high`` in any order people type it."""
    first_line, newline, more = text.partition("\n")
    head, colon, body = _at_colon(first_line)
    if colon:
        kind, name = _kind_and_name(head, allow_typo=True)
    else:
        kind, name, body = _without_colon(first_line, known)
    alliance = partners.match(name, known.alliances) or name
    if not alliance and (led := partners.leading(body, known.alliances)) and led[1]:
        alliance = led[0]  # kept in the text as well: "initech sponsor leaving" reads wrong without
    alliance = alliance or partners.mentioned(body, known.alliances) or ""
    clauses = read_clauses(body + newline + more, kind, known.now)
    return Log(alliance=alliance, kind=kind, clauses=clauses)


def kind_of(word: str, *, allow_typo: bool = False) -> Kind | None:
    """Return the kind that *word* names, by any of the words people use."""
    word = word.lower().strip(".,:;!?")
    if word in KIND_WORDS:
        return KIND_WORDS[word]
    if not allow_typo or len(word) < _SHORTEST_MISSPELT_KIND:
        return None
    found = process.extractOne(word, list(KIND_WORDS), scorer=fuzz.ratio, score_cutoff=CLOSE_KIND)
    return KIND_WORDS[found[0]] if found else None


def _at_colon(line: str) -> tuple[str, str, str]:
    match = _COLON.search(line)
    if match is None:
        return line, "", ""
    return line[: match.start()], ":", line[match.end() :].strip()


def _kind_and_name(head: str, *, allow_typo: bool = False) -> tuple[Kind | None, str]:
    words = head.split()
    for at in _kind_positions(words):
        kind = kind_of(words[at], allow_typo=allow_typo)
        if kind is not None:
            return kind, _name(words[:at] + words[at + 1 :])
    return None, _name(words)


def _kind_positions(words: list[str]) -> Iterator[int]:
    """Look at both ends first: the kind stands before or behind the name, not inside it."""
    yield from dict.fromkeys([len(words) - 1, 0, *range(len(words))] if words else [])


def _name(words: list[str]) -> str:
    while words and words[0].lower() in _FILLERS:
        words = words[1:]
    while words and words[-1].lower() in _FILLERS:
        words = words[:-1]
    return " ".join(words)


def _without_colon(line: str, known: Known) -> tuple[Kind | None, str, str]:
    words = line.split()
    if words and (kind := kind_of(words[0], allow_typo=True)):
        rest = _name(words[1:])
        led = partners.leading(rest, known.alliances)
        return (kind, *led) if led else (kind, "", rest)
    if led := partners.leading(_name(words), known.alliances):
        name, rest = led
        first, _, body = rest.partition(" ")
        kind_found = kind_of(first, allow_typo=True)
        return (kind_found, name, body) if kind_found else (None, name, rest)
    for at, word in enumerate(words[:_HEAD_WORDS]):
        if found := kind_of(word):
            return found, _name(words[:at]), " ".join(words[at + 1 :])
    return None, "", line
