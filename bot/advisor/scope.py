"""What a channel's answers come from: the library's collections, and the words that choose some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from bot.errors import UsageError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

USAGE: Final = (
    "/advisor sources [all | only A, B | add A | remove A], where A and B are collections"
)
UNNAMED: Final = "other documents"
"""What people call the documents that belong to no collection."""
SHIPPED: Final = "library"
"""The collection of the notes that come with the Advisor."""

_NAME: Final = re.compile(r'\s*(?:"([^"]*)"|\u201c([^\u201d]*)\u201d|([^,;]+?))\s*(?:[,;]|\Z)')
_VERBS: Final = frozenset({"all", "only", "add", "remove", "show", "help"})


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody wants to see what the channel uses."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody chooses: ``collections`` is what the channel uses from now on, ``None`` all."""

    collections: frozenset[str] | None


def understood(
    text: str, library: Mapping[str, int], chosen: frozenset[str] | None
) -> Look | Choice:
    """Read what stands behind ``/advisor sources``.

    *library* counts the documents of each collection, ``""`` being those of none; *chosen* is
    what the channel uses now, ``None`` for everything.

    Raises:
        UserError: the words are no command, or name no collection of the library.
    """
    verb, _, rest = text.strip().partition(" ")
    verb = verb.casefold()
    if verb in {"", "show"}:
        return Look()
    if verb not in _VERBS or verb == "help" or (rest.strip() and verb == "all"):
        raise UsageError(USAGE)
    if verb == "all":
        return Choice(None)
    known = {*library, *(chosen or ())}
    names = frozenset(_collection(name, known) for name in _names(rest))
    if not names:
        raise UsageError(USAGE, f"Name a collection behind “{verb}”.")
    if verb == "only":
        return Choice(names)
    before = frozenset(library) if chosen is None else chosen
    after = before | names if verb == "add" else before - names
    if not after:
        raise UserError("That would leave nothing to answer from. `/advisor sources all` uses all.")
    return Choice(after)


def spoken(collection: str) -> str:
    """Return how people call a collection."""
    return collection or UNNAMED


def _names(text: str) -> Iterable[str]:
    found = (next(filter(None, match.groups()), "") for match in _NAME.finditer(text))
    return [name.strip() for name in found if name.strip()]


def _collection(name: str, known: Iterable[str]) -> str:
    by_name = {spoken(one).casefold(): one for one in sorted(known)}
    wanted = " ".join(name.split()).casefold()
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=1)
    if near:
        hint = f"Did you mean “{spoken(by_name[near[0]])}”?"
    else:
        hint = f"It has {', '.join(sorted(map(spoken, known), key=str.casefold)) or 'none'}."
    raise UserError(f"The library has no collection “{name[:80]}”. {hint}")
