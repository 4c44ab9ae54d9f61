"""What people write about a document: the keys they may use, in front matter or sources.toml."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from knowledge.blocks import DocumentFacts
from knowledge.errors import KnowledgeError
from knowledge.model import Audience
from knowledge.textform import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "publication": ("publication", "publisher", "journal", "site"),
    "published": ("published", "date", "year"),
    "url": ("url", "source_url"),
    "audience": ("audience",),
    "collection": ("collection",),
}
KEYS: Final = frozenset(key for keys in NAMES.values() for key in keys)
_HELD_BY_ALL: Final = ("author", "publication", "published", "audience", "collection")


class FactsError(KnowledgeError):
    """A value that a key cannot have; ``key`` names it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key} {reason}")
        self.key = key


def facts_of(values: Mapping[str, object]) -> DocumentFacts:
    """Read the known keys of *values*, whatever their case.

    Raises:
        FactsError: an audience that is neither ``internal`` nor ``shared``, or a url that is no web
            address.
    """
    by_key = {key.strip().casefold(): value for key, value in values.items()}
    found = {
        field: next(filter(None, (_plain(by_key.get(key)) for key in keys)), "")
        for field, keys in NAMES.items()
    }
    found["audience"] = found["audience"].casefold()
    if found["audience"] and found["audience"] not in set(Audience):
        raise FactsError(
            "audience", f"'{found['audience']}' is unknown: use 'internal' or 'shared'"
        )
    if found["url"] and not re.match(r"https?://\S+\Z", found["url"]):
        raise FactsError("url", f"must begin with https://, not '{found['url'][:40]}'")
    return DocumentFacts(**found)


def meant(key: str) -> str:
    """Return the known key that *key* is most like, or an empty string."""
    return next(iter(get_close_matches(key.strip().casefold(), sorted(KEYS), n=1, cutoff=0.75)), "")


def agreed(nearer: DocumentFacts, farther: DocumentFacts) -> DocumentFacts:
    """Fill the gaps of *nearer* from *farther*; of two audiences the narrower one holds.

    A document that calls itself shared must not undo what whoever keeps the folder said of it.
    """
    facts = nearer.or_else(farther)
    if Audience.INTERNAL.value in {nearer.audience, farther.audience}:
        return replace(facts, audience=Audience.INTERNAL.value)
    return facts


def of_all_inside(facts: DocumentFacts) -> DocumentFacts:
    """Return what holds for each document inside one: whose it is and who may read it."""
    return DocumentFacts(**{name: getattr(facts, name) for name in _HELD_BY_ALL})


def _plain(value: object) -> str:
    """Write a scalar or a list of scalars on one line; anything deeper says nothing to a reader."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(v) for v in value if not isinstance(v, list))))
    if isinstance(value, dict):
        return _plain(value.get("name")) if not isinstance(value.get("name"), dict) else ""
    return "" if value is None or isinstance(value, bool) else one_line(str(value))
