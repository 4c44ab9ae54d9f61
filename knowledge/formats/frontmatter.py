"""The block of facts that may open a text file: title, author, audience and the like."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.blocks import DocumentFacts
from knowledge.errors import UnreadableSourceError
from knowledge.facts import KEYS, FactsError, facts_of, meant

if TYPE_CHECKING:
    from collections.abc import Mapping

_YAML = re.compile(r"\A---[ ]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ ]*\n(.*?)(?:^|\n)\+\+\+[ ]*(?:\n|\Z)", re.DOTALL)
_UNCLOSED = re.compile(r"\A---[ ]*\n(?:title|author|date|audience|layout)[ ]*:", re.IGNORECASE)
# A rule between two lines of prose also opens with three hyphens; facts have a key.
_HAS_KEY = re.compile(r"^[\w-]+[ ]*:(?:\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What opens a text: its facts, what follows, and keys that may be slips of the pen."""

    facts: DocumentFacts
    body: str
    caveats: tuple[str, ...] = ()


def split_front_matter(text: str, name: str) -> FrontMatter:
    """Return the facts that open *text* (YAML in ``---``, TOML in ``+++``) and what follows.

    Raises UnreadableSourceError naming *name* for facts that cannot be read, an audience that is
    neither ``internal`` nor ``shared``, or a url that is no web address.
    """
    text = text.lstrip("\ufeff")
    if (match := _TOML.match(text)) is not None:
        return _front_matter(_from_toml(match[1], name), text[match.end() :], name)
    match = _YAML.match(text)
    if match is None:
        if _UNCLOSED.match(text):
            raise UnreadableSourceError(
                name, "front matter is not closed: end it with a line '---'"
            )
        return FrontMatter(DocumentFacts(), text)
    if match[1].strip() and not _HAS_KEY.search(match[1]):
        return FrontMatter(DocumentFacts(), text)
    return _front_matter(_from_yaml(match[1], name), text[match.end() :], name)


def _from_yaml(text: str, name: str) -> Mapping[str, object]:
    import yaml

    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 2}" if mark is not None else ""
        what = getattr(error, "problem", None) or error
        raise UnreadableSourceError(
            name, f"front matter is not valid YAML{where}: {what}"
        ) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise UnreadableSourceError(name, "front matter must be 'key: value' lines")
    return {str(key): value for key, value in values.items()}


def _from_toml(text: str, name: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableSourceError(name, f"front matter is not valid TOML: {error}") from error


def _front_matter(values: Mapping[str, object], body: str, name: str) -> FrontMatter:
    try:
        facts = facts_of(values)
    except FactsError as error:
        raise UnreadableSourceError(name, f"in its front matter {error}") from error
    unknown = {key: meant(key) for key in values if key.strip().casefold() not in KEYS}
    # Other programs have keys of their own here; only what looks like one of ours is worth a word.
    caveats = (
        f"front matter: key '{key}' is not known: did you mean '{close}'?"
        for key, close in unknown.items()
        if close
    )
    return FrontMatter(facts, body, tuple(caveats))
