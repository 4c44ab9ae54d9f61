"""A text as words with their clauses, for looking at which word governs which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.advisor.opposites import OPPOSITES
from bot.advisor.words import fold, listed, stem

_TOKEN = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*|[.;:!?()]|,")
_STOPS = frozenset(".;:!?()")
_EMPTY = listed(
    "a an the of in on at to for by with from as and or be is are was were been being am do does "
    "did have has had it its their his her our your this that these those there they we you i he "
    "she will would shall into than then so also both who which what when where how per about "
    "more most less least very much many some any all every each only just even still yet"
)
_NOBODY_BUT = re.compile(r"\b(?:nobody|no one|none|nothing) (?:but|except) ")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, its stem and the number of its clause."""

    text: str
    stem: str
    clause: int

    @property
    def is_empty(self) -> bool:
        """Whether it carries no meaning of its own."""
        return self.text in _EMPTY


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of *text*, hyphenated ones in their parts."""
    found: list[Word] = []
    clause = 0
    for match in _TOKEN.finditer(_NOBODY_BUT.sub("only ", fold(text).replace("cannot", "can not"))):
        said = match.group()
        if said in _STOPS or said == ",":
            clause += 1
        else:
            parts = said.split("-") if "-" in said else (said,)
            found.extend(Word(part, stem(part), clause) for part in parts if part)
    return tuple(found)


def contraries(stemmed: str) -> frozenset[str]:
    """Return the stems of a stem's opposites."""
    return OPPOSITES.get(stemmed, frozenset())
