"""The block of facts that may open a text file: title, author, audience and the like."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING

from knowledge.blocks import DocumentFacts
from knowledge.errors import UnreadableSourceError
from knowledge.model import Audience
from knowledge.textform import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_YAML = re.compile(r"\A---[ ]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ ]*\n(.*?)(?:^|\n)\+\+\+[ ]*(?:\n|\Z)", re.DOTALL)
_UNCLOSED = re.compile(r"\A---[ ]*\n(?:title|author|date|audience|layout)[ ]*:", re.IGNORECASE)
# A rule between two lines of prose also opens with three hyphens; facts have a key.
_HAS_KEY = re.compile(r"^[\w-]+[ ]*:(?:\s|$)", re.MULTILINE)
_NAMES = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "publication": ("publication", "publisher", "journal", "site"),
    "published": ("published", "date", "year"),
    "url": ("url", "source_url"),
    "audience": ("audience",),
    "collection": ("collection",),
}


def split_front_matter(text: str, name: str) -> tuple[DocumentFacts, str]:
    """Return the facts that open *text* (YAML in ``---``, TOML in ``+++``) and what follows.

    Raises UnreadableSourceError naming *name* for facts that cannot be read, an audience that is
    neither ``internal`` nor ``shared``, or a url that is no web address.
    """
    text = text.lstrip("\ufeff")
    if (match := _TOML.match(text)) is not None:
        return _facts(_from_toml(match[1], name), name), text[match.end() :]
    match = _YAML.match(text)
    if match is None:
        if _UNCLOSED.match(text):
            raise UnreadableSourceError(
                name, "front matter is not closed: end it with a line '---'"
            )
        return DocumentFacts(), text
    if match[1].strip() and not _HAS_KEY.search(match[1]):
        return DocumentFacts(), text
    return _facts(_from_yaml(match[1], name), name), text[match.end() :]


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


def _facts(values: Mapping[str, object], name: str) -> DocumentFacts:
    by_key = {key.strip().casefold(): value for key, value in values.items()}
    found = {
        field: next(filter(None, (_plain(by_key.get(key)) for key in keys)), "")
        for field, keys in _NAMES.items()
    }
    found["audience"] = found["audience"].casefold()
    if found["audience"] and found["audience"] not in set(Audience):
        raise UnreadableSourceError(
            name, f"audience '{found['audience']}' is unknown: use 'internal' or 'shared'"
        )
    if found["url"] and not re.match(r"https?://\S+\Z", found["url"]):
        raise UnreadableSourceError(name, "url in the front matter must begin with https://")
    return DocumentFacts(**found)


def _plain(value: object) -> str:
    """Write a scalar or a list of scalars on one line; anything deeper says nothing to a reader."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(v) for v in value if not isinstance(v, list))))
    if isinstance(value, dict):
        return _plain(value.get("name")) if not isinstance(value.get("name"), dict) else ""
    return "" if value is None or isinstance(value, bool) else one_line(str(value))
