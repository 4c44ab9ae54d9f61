"""From what people say to what it names: an alliance, an entry."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import snowballstemmer

from bot.logbook import partners
from bot.logbook.errors import UnknownAllianceError, UnknownEntryError
from bot.logbook.model import Alliance, Entry, Filter, name_key
from bot.logbook.replies import Row
from bot.store.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.logbook import TeamLog

_NUMBER = re.compile(r"#?(?P<number>\d{1,9})", re.ASCII)
_SHORTEST_STEM = 4
_MOST_WORDS = 8


def find_alliance(log: TeamLog, name: str) -> Alliance:
    """Return the alliance called *name*, or the only one there is when no name is given.

    Raises:
        UnknownAllianceError: there is none, with a suggestion where one is close.
    """
    if name.strip():
        found = log.alliance_named(name)
        if found is None:
            raise UnknownAllianceError(name, partners.suggest(name, log.names()))
        return found
    only = log.alliances()
    if len(only) != 1:
        raise UnknownAllianceError(name)
    return only[0]


def entry_number(target: str) -> int | None:
    """Read ``#12`` or ``12``."""
    match = _NUMBER.fullmatch(target.strip())
    return int(match["number"]) if match else None


def find_entry(log: TeamLog, target: str) -> Entry:
    """Return the entry of that number.

    Raises:
        UnknownEntryError: it cannot be seen here.
    """
    number = entry_number(target)
    entry = log.entry(number) if number else None
    if entry is None:
        raise UnknownEntryError(target)
    return entry


def rows_of(log: TeamLog, entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Put each entry beside its alliance."""
    entries = tuple(entries)
    ids = {entry.alliance_id for entry in entries}
    by_id = {alliance.id: alliance for alliance in log.alliances(ids)}
    return tuple(Row(entry, by_id[entry.alliance_id]) for entry in entries)


def row_of(log: TeamLog, entry: Entry) -> Row:
    """Put one entry beside its alliance.

    Raises:
        UnknownEntryError: its alliance cannot be seen here.
    """
    alliance = log.alliance(entry.alliance_id)
    if alliance is None:
        raise UnknownEntryError(f"#{entry.number}")
    return Row(entry, alliance)


def search_words(text: str) -> tuple[str, ...]:
    """Return the beginnings of words that a search looks for: their stems, where those begin them.

    Stems are Snowball's English ones (Porter's second stemmer).
    """
    words = name_key(text).split()[:_MOST_WORDS]
    stems = snowballstemmer.stemmer("english").stemWords(words)  # not shared: it keeps state
    return tuple(dict.fromkeys(map(_beginning, words, stems)))


def _beginning(word: str, stem: str) -> str:
    return stem if len(stem) >= _SHORTEST_STEM and word.startswith(stem) else word


def search(log: TeamLog, words: tuple[str, ...], wanted: Filter) -> list[Entry]:
    """Return entries with all the words; if there are none, those with the most telling ones."""
    if not words:
        return []
    found = log.entries(replace(wanted, words=words))
    return found or (_with_some(log, words, wanted) if len(words) > 1 else [])


def _with_some(log: TeamLog, words: tuple[str, ...], wanted: Filter) -> list[Entry]:
    """Return entries with any of the words: a word that few entries have weighs more."""
    having = {word: log.entries(replace(wanted, words=(word,))) for word in words}
    there = {entry.number: entry for entries in having.values() for entry in entries}
    weights = {f" {word}": 1 / len(entries) for word, entries in having.items() if entries}

    def weight(entry: Entry) -> tuple[float, int]:
        said = words_of(entry)
        return sum(w for word, w in weights.items() if word in said), entry.number

    return sorted(there.values(), key=weight, reverse=True)[: wanted.limit]
