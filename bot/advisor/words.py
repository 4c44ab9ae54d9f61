"""Words of a text for comparing it with a question: folded, stemmed, without stop words."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['\u2019&-][^\W_]+)*")
_VOWELS = frozenset("aeiouy")
_PLURAL_ABBREVIATION = 4
_KIN = {
    "failur": "fail",
    "succeed": "success",
    "choic": "choos",
    "chosen": "choos",
    "chose": "choos",
    "decis": "decid",
    "lost": "loss",
    "lose": "loss",
    "growth": "grow",
    "grown": "grow",
    "grew": "grow",
    "met": "meet",
    "led": "lead",
    "held": "hold",
    "built": "build",
    "contractu": "contract",
}
"""Irregular kin, which a question and its answer often mix."""
_STEMMER = snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = threading.Lock()
"""A Snowball stemmer keeps the word it works on: two threads would get each other's, or fail."""


def listed(text: str) -> frozenset[str]:
    """Return the words of a list that is separated by white space."""
    return frozenset(text.split())


STOP_WORDS = listed(
    """
    a about above after again against ago all almost also although always am among an and
    another any anybody anyone anything are aren't around as at away back be because been
    before being below between both but by can can't cannot come could couldn't did didn't
    do does doesn't doing don't done down due during each either else enough et etc even
    ever every everybody everyone everything few for from further get gets getting give
    given gives giving go goes going gone got had hadn't has hasn't have haven't having he
    hello help her here here's hers herself hey hi him himself his how how's however i i'd
    i'll i'm i've if in instead into is isn't it it's its itself just know let let's like
    likely lot lots made make makes making many may maybe me might mine more most much must
    my myself need needs neither never next no nobody none nor not nothing now of off often
    oh ok okay on once one ones only onto or other others otherwise our ours ourselves out
    over own per perhaps please put rather really regarding same say says see seem seems
    several shall she should shouldn't since so some somebody somehow someone something soon
    still such take taken takes taking tell than thank thanks that that's the their theirs
    them themselves then there there's therefore these they they're thing things think this
    those though through thus to together too toward towards try trying under until up upon
    us use used uses using usually very via want wants was wasn't way ways we we'd we'll
    we're we've well were weren't what what's whatever when when's where where's whether
    which while who who's whom whose why why's will with within without won't would wouldn't
    yes yet you you'd you'll you're you've your yours yourself
    """
)
"""Words that carry no subject of their own."""


def words(text: str) -> list[str]:
    """Return the words of *text* in order, case-folded and without accents.

    A hyphenated or ``&``-joined word stays one word (``co-sell``, ``r&d``).
    """
    return [match.group() for match in _WORD.finditer(fold(text))]


def fold(text: str) -> str:
    """Return *text* in lower case, without accents and with plain apostrophes and hyphens."""
    plain = text.replace("\u2019", "'").replace("\u2011", "-").replace("\u2010", "-")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.casefold()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of a folded word (the cache spares most of its cost).

    Kin that Snowball keeps apart come together: ``failure`` and ``fail``, ``JVs`` and ``JV``.
    """
    bare = word.removesuffix("'s")
    if len(bare) <= _PLURAL_ABBREVIATION and bare.endswith("s") and not _VOWELS & set(bare[:-1]):
        bare = bare[:-1]
    with _ONE_AT_A_TIME:
        found = str(_STEMMER.stemWord(bare))
    return _KIN.get(found, found)


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of *text*, in order, with repeats.

    Cached, for the same sentences are found for many a question. The parts of a hyphenated
    word count beside the whole, so that ``co-sell`` meets ``co-selling``.
    """
    found: list[str] = []
    for word in words(text):
        if word in STOP_WORDS:
            continue
        found.append(stem(word))
        if "-" in word:
            found.extend(stem(part) for part in word.split("-") if part not in STOP_WORDS and part)
    return tuple(found)


@lru_cache(maxsize=20_000)
def stem_set(text: str) -> frozenset[str]:
    """Return the stems of the content words of *text*, each once."""
    return frozenset(stems(text))


def content_words(text: str) -> list[str]:
    """Return the content words of *text* in order, folded but not stemmed."""
    return [word for word in words(text) if word not in STOP_WORDS]
