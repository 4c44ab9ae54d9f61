"""Names of alliances in typed text: found, matched, suggested."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.logbook.model import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

_key = lru_cache(maxsize=20_000)(name_key)
"""The names of a log are compared with every line that is typed."""

CLOSE_NAME = 72
"""RapidFuzz ratio (0 to 100) from which a name is worth a *did you mean*: one slip in five."""


def match(text: str, names: Sequence[str]) -> str | None:
    """Return the name that *text* is, disregarding case, accents and punctuation."""
    wanted = _key(text)
    return next((name for name in names if _key(name) == wanted), None) if wanted else None


def suggest(text: str, names: Sequence[str]) -> str | None:
    """Return the name that *text* may have meant."""
    wanted = _key(text)
    if not wanted:
        return None
    begins = [name for name in names if _key(name).startswith(wanted)]
    if len(begins) == 1:
        return begins[0]
    keys = [_key(name) for name in names]
    found = process.extractOne(wanted, keys, scorer=fuzz.ratio, score_cutoff=CLOSE_NAME)
    return names[found[2]] if found else None


def leading(text: str, names: Sequence[str]) -> tuple[str, str] | None:
    """Split *text* into the longest name it begins with and the rest."""
    words = text.split()
    keys = {_key(name): name for name in names}
    longest = max((len(k.split()) for k in keys), default=0)
    for count in range(min(len(words), longest + 1), 0, -1):
        name = keys.get(_key(" ".join(words[:count])))
        if name is not None:
            return name, " ".join(words[count:])
    return None


def mentioned(text: str, names: Sequence[str]) -> str | None:
    """Return the longest name that stands in *text* as whole words."""
    padded = f" {_key(text)} "
    found = [name for name in names if (key := _key(name)) and f" {key} " in padded]
    return max(found, key=lambda name: len(_key(name)), default=None)
