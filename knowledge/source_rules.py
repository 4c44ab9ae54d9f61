"""``sources.toml``: what whoever keeps a folder says of the documents in it, by file pattern."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.blocks import DocumentFacts
from knowledge.errors import CorpusError
from knowledge.facts import KEYS, NAMES, FactsError, agreed, facts_of, meant, of_all_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from knowledge.corpus import CorpusFile

SOURCES_FILE: Final = "sources.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One table of a ``sources.toml``: a pattern and the facts of what it matches."""

    pattern: str
    matches: re.Pattern[str]
    facts: DocumentFacts


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A ``sources.toml``: its rules in order, and its keys that nobody knows."""

    path: Path
    rules: tuple[Rule, ...] = ()
    unknown: tuple[str, ...] = ()


class SourceRules:
    """What all ``sources.toml`` of some corpus folders say of each document."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._roots = tuple(folders)
        self._files: list[RuleFile] = []
        self._chains: dict[Path, tuple[RuleFile, ...]] = {}
        self._used: set[tuple[Path, str]] = set()

    def stated(self, file: CorpusFile) -> CorpusFile:
        """Return *file* with what is said of it.

        A later table goes before an earlier one and a nearer file before one farther up, key by
        key; of two audiences the narrower one holds. What is said of an archive or a mail, but
        for its title and address, holds for the documents inside.

        Raises:
            CorpusError: a ``sources.toml`` cannot be read, or a value in it is none; the message
                names file and line.
        """
        above = self._above(file.path.parent)
        if not above:
            return file
        facts = DocumentFacts()
        for rules in above:
            place = ""
            steps = (file.path.relative_to(rules.path.parent).as_posix(), *file.inside)
            for depth, step in enumerate(steps, start=1):
                said = self._said(rules, place, _normal(step))
                facts = agreed(said if depth == len(steps) else of_all_inside(said), facts)
                place = f"{place}{_normal(step)}/"
        return replace(file, stated=facts)

    def caveats(self) -> Iterator[tuple[str, str]]:
        """Yield what an administrator should know of the rules: file, and unknown or idle parts."""
        for rules in self._files:
            name = self._name(rules.path)
            yield from ((name, text) for text in rules.unknown)
            for rule in rules.rules:
                if (rules.path, rule.pattern) not in self._used:
                    yield name, f"'{rule.pattern}' matches no document"

    def _said(self, rules: RuleFile, place: str, step: str) -> DocumentFacts:
        """Return what *rules* say of the document *step* in *place*, or of a folder it lies in."""
        folders = [f"{place}{step[: found.start()]}/" for found in re.finditer("/", step)]
        facts = DocumentFacts()
        for rule in rules.rules:
            if any(map(rule.matches.fullmatch, (f"{place}{step}", *folders))):
                self._used.add((rules.path, rule.pattern))
                facts = agreed(rule.facts, facts)
        return facts

    def _above(self, folder: Path) -> tuple[RuleFile, ...]:
        """Return the rule files between the corpus folder and *folder*, the farthest first."""
        if folder not in self._chains:
            root = next((root for root in self._roots if folder.is_relative_to(root)), None)
            above = () if root in {None, folder} else self._above(folder.parent)
            own = _read(folder / SOURCES_FILE) if root is not None else None
            if own is not None:
                self._files.append(own)
            self._chains[folder] = above if own is None else (*above, own)
        return self._chains[folder]

    def _name(self, path: Path) -> str:
        for root in self._roots:
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return str(path)


def _read(path: Path) -> RuleFile | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read ({error}): nothing was changed") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}: nothing was changed") from error
    rules: list[Rule] = []
    unknown: list[str] = []
    for pattern, table in tables.items():
        line = _line_of(text, pattern)
        if not isinstance(table, dict) or (table and not _has_facts(table)):
            raise CorpusError(f"{path}, line {line}: {_no_rule(pattern, table)}")
        unknown += _unknown(text, pattern, table)
        try:
            facts = facts_of(table)
        except FactsError as error:
            line = _line_of(text, pattern, error.key)
            raise CorpusError(f"{path}, line {line}: {error}: nothing was changed") from error
        rules.append(Rule(pattern, _compiled(pattern), facts))
    return RuleFile(path, tuple(rules), tuple(unknown))


def _has_facts(table: Mapping[str, object]) -> bool:
    return any(not isinstance(value, dict) for value in table.values())


def _no_rule(pattern: str, table: object) -> str:
    if not isinstance(table, dict):
        hint = f'write it under a pattern, such as ["*"] above {pattern} = …'
        return f"'{pattern}' stands under no pattern: {hint}: nothing was changed"
    name = pattern
    while isinstance(table, dict) and len(table) == 1 and not _has_facts(table):
        ((key, table),) = table.items()
        name += f".{key}"
    return f'write a pattern with a full stop in quotes, ["{name}"]: nothing was changed'


def _unknown(text: str, pattern: str, table: Mapping[str, object]) -> Iterator[str]:
    for key in table:
        if key.strip().casefold() not in KEYS:
            close = meant(key)
            hint = f"did you mean '{close}'?" if close else f"known are {', '.join(NAMES)}"
            yield f"line {_line_of(text, pattern, key)}: key '{key}' is not known: {hint}"


def _line_of(text: str, pattern: str, key: str = "") -> int:
    """Find the line of a table's header, or of a key in it; 1 where it is written otherwise."""
    header = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("["):
            if header:
                break
            header = number if _first_key(line) == pattern else 0
            if header and not key:
                return number
        elif _first_key(line) == (key if header else pattern):
            return number
    return header or 1


def _first_key(line: str) -> str:
    try:
        return next(iter(tomllib.loads(line)), "")
    except tomllib.TOMLDecodeError:
        # The first line of a value that goes on; its key stands before the sign.
        return line.partition("=")[0].strip().strip("\"'")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern as ``.gitignore`` reads it.

    ``*`` and ``?`` stop at ``/``, ``**`` does not. A pattern without ``/`` inside matches at any
    depth. Folders are given with a ``/`` at their end, so that ``name/`` matches nothing else.
    """
    wanted = _normal(pattern).removeprefix("./")
    anywhere = "/" not in wanted.rstrip("/")
    parts = [r"(?:.*/)?" if anywhere else ""]
    place = 1 if wanted.startswith("/") else 0
    while place < len(wanted):
        if wanted.startswith("**/", place):
            parts.append(r"(?:.*/)?")
            place += 3
        elif wanted.startswith("**", place):
            parts.append(r".*")
            place += 2
        else:
            step, length = _one(wanted, place)
            parts.append(step)
            place += length
    end = "" if wanted.endswith("/") else "/?"
    return re.compile("".join(parts) + end, re.DOTALL)


def _one(pattern: str, place: int) -> tuple[str, int]:
    """Translate one character or bracket; return what it becomes and how long it was."""
    character = pattern[place]
    if character in "*?":
        return ("[^/]*" if character == "*" else "[^/]"), 1
    end = pattern.find("]", place + 2)
    if character == "[" and end > 0:
        inside = pattern[place + 1 : end]
        sign = "^" if inside.startswith("!") else ""
        members = re.escape(inside.removeprefix("!")).replace(r"\-", "-")
        return f"[{sign}{members}]", end - place + 1
    return re.escape(character), 1


def _normal(text: str) -> str:
    # macOS writes an accent in a file name as a character of its own.
    return unicodedata.normalize("NFC", text)
