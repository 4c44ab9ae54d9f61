"""Proper names of a claim against those of its evidence, and who is said to have found what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.advisor.abbreviations import written_out
from bot.advisor.words import STOP_WORDS, fold, listed, stem, words
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019&.-][^\W_]+)*(?:(?<=\b[A-Z])\.)?")
_JOINED = re.compile(r"^(?:\s|\s?&\s?|,? and |\s(?:de|van|von|der|of|du|la)\s)$")
_OPENS = re.compile(r"(?:^|[.!?:;\u2022]\s+|[\n\r]\s*|[\"\u201c\u2018]\s*)$")
REPORTING = (
    r"(?:find|found|finds|report|reports|reported|say|says|said|argue|argues|argued|write|writes|"
    r"wrote|conclude|concludes|concluded|note|notes|noted|warn|warns|warned|show|shows|showed|"
    r"suggest|suggests|suggested|claim|claims|claimed|state|states|stated|observe|observes|"
    r"observed|add|adds|added|advise|advises|advised|recommend|recommends|recommended|put|puts|"
    r"describe|describes|described|estimate|estimates|estimated|count|counts|counted|judge|judged|"
    r"record|records|recorded|list|lists|listed|cite|cites|cited|define|defines|defined|"
    r"according to|think|thinks|thought|hold|holds|held|explain|explains|explained|name|names|"
    r"named|propose|proposes|proposed|call|calls|called|maintain|maintains|maintained|point|"
    r"points|point out|pointed|accept|accepts|ask|asks|see|sees|tell|tells|told|agree|agrees|"
    r"identify|"
    r"identifies|identified|by|as|give|gives|gave|study|studied|survey|surveyed)"
)
_REPORTED_BEFORE = re.compile(rf"\b{REPORTING}[\s(\"\u201c]*(?:the )?$", re.IGNORECASE)
_REPORTED_AFTER = re.compile(
    rf"^(?:(?-i:,? (?:and )?[A-Z][\w.'\u2019-]+))*[\s,]*"
    rf"(?:\([^)]*\)|of [A-Z]\w+|'s \w+(?: \w+)?|(?:in|of) (?:\w+ )?\d{{4}})*[\s,]*"
    rf"(?:also |further |later |each |both |have |has |had |(?:is|are) said to )?{REPORTING}\b",
    re.IGNORECASE,
)
_LISTED_BEFORE = re.compile(
    rf"\b{REPORTING} (?:the )?(?:(?-i:[A-Z][\w.'\u2019-]+), )+$", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\([^()]*$")
_TIMES = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
_LIKE = (
    listed("us u.s usa america american americans united states"),
    listed("uk u.k britain british united kingdom"),
    listed("eu europe european europeans"),
    listed("japan japanese"),
    listed("china chinese"),
    listed("germany german germans"),
    listed("france french"),
    listed("netherlands dutch"),
)

_COMMON_NOUNS = listed(
    "alliance alliances partner partners partnership partnerships firm firms company companies "
    "research researchers study studies survey surveys trust evidence experience governance "
    "managers manager executives practitioners companies joint strategic according while although "
    "because if when where roughly nearly about almost only over under one two three four five "
    "six seven eight nine ten most many some few all every each authors scholars experts "
    "academics consultants analysts observers critics respondents employees teams "
    "organisations organizations businesses ventures members sponsors agencies governments "
    "nonprofits customers suppliers "
    "contracts metrics scorecards data results findings figures numbers reports articles papers "
    "sources interviews cases examples failure success they people leaders boards committees"
)
_COMMON = _COMMON_NOUNS | {stem(word) for word in _COMMON_NOUNS}
"""Words that open a sentence before a reporting verb without being anybody's name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words: ``start`` and ``end`` are character offsets into its text."""

    text: str
    start: int
    end: int

    @property
    def parts(self) -> tuple[str, ...]:
        """Its words, folded, without a possessive."""
        return tuple(_bare(word) for word in words(self.text) if word not in STOP_WORDS)


@lru_cache(maxsize=20_000)
def names_in(text: str, known: frozenset[str] = frozenset()) -> tuple[Name, ...]:
    """Return the proper names of *text* in order.

    The first word of a sentence counts only where its company, or *known* (folded words), shows
    it to be a name.
    """
    capitals = [
        m
        for m in _TOKEN.finditer(text)
        if m.group()[:1].isupper() and (fold(m.group()) in known or _is_namely(m, text))
    ]
    runs: list[list[re.Match[str]]] = []
    for match in capitals:
        if runs and _JOINED.match(text[runs[-1][-1].end() : match.start()]):
            runs[-1].append(match)
        else:
            runs.append([match])
    found = (Name(text[r[0].start() : r[-1].end()], r[0].start(), r[-1].end()) for r in runs)
    return tuple(name for name in found if name.parts)


def unproved_names(claim: str, evidence: str, about: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of *claim* that neither *evidence* nor *about* (the cited work) holds."""
    known = _known(evidence, about)
    return tuple(
        name.text for name in names_in(claim) if not all(_is_known(p, known) for p in name.parts)
    )


def attributed_to(text: str) -> frozenset[str]:
    """Return the words of the names that *text* gives as who found or said it."""
    return frozenset(
        part for name in names_in(text) if _is_attributed(name, text) for part in name.parts
    )


def misattributed(claim: str, evidence: str, about: Iterable[str] = ()) -> tuple[str, ...]:
    """Return whom *claim* names as its source although the words that back it are another's.

    The sentence of *evidence* that shares most with the claim says whose words they are; where it
    names nobody, whoever was named before it, or the cited work, speaks.
    """
    claimed = attributed_to(claim)
    if not claimed:
        return ()
    speakers = _speakers(claim, evidence)
    known = speakers | _known("", about) if speakers else _known(evidence, about)
    if speakers and not claimed <= attributed_to(evidence) | _known("", about):
        known = speakers
    return tuple(sorted(part for part in claimed if not _is_known(part, known)))


def _speakers(claim: str, evidence: str) -> frozenset[str]:
    said = {stem(w) for w in words(claim) if w not in STOP_WORDS}
    best, speaking, speakers = 0.0, frozenset[str](), frozenset[str]()
    for start, end in sentence_spans(evidence):
        sentence = evidence[start:end]
        speaking = attributed_to(sentence) or speaking
        own = {stem(w) for w in words(sentence) if w not in STOP_WORDS} - {
            stem(s) for s in attributed_to(sentence)
        }
        shared = len(said & own)
        if shared > best:
            best, speakers = shared, speaking
    return speakers


def _is_attributed(name: Name, text: str) -> bool:
    before, after = text[: name.start], text[name.end :]
    if _REPORTED_BEFORE.search(before) or _REPORTED_AFTER.match(after):
        return True
    if " and " in name.text and _LISTED_BEFORE.search(before):
        return True
    closing = re.match(r"[^()]*\)", after) if _IN_BRACKETS.search(before) else None
    return bool(closing and (re.search(r"\d{4}", closing.group()) or " " in name.text))


def _is_namely(match: re.Match[str], text: str) -> bool:
    word = match.group().rstrip(".")
    folded = fold(word)
    if folded in STOP_WORDS or folded in _TIMES:
        return False
    if not _OPENS.search(text[: match.start()]):
        return True
    if any(c.isupper() or c.isdigit() for c in word[1:]):
        return True
    after = text[match.end() :]
    followed = re.match(
        r"(?:['\u2019]s)? (?:and |& |de |van |von )?[A-Z][a-z]+|, [A-Z][\w-]+,? and [A-Z]|"
        r"['\u2019]s |,? \((?:18|19|20)\d\d",
        after,
    )
    reported = re.match(rf"(?: (?:also|later|further))? {REPORTING}\b", after)
    return bool(followed or reported) and not {folded, stem(folded)} & _COMMON


def _known(evidence: str, about: Iterable[str]) -> frozenset[str]:
    """Return the folded words of the evidence, their stems and what its abbreviations stand for."""
    texts = [evidence, *about]
    found: set[str] = set()
    for text in texts:
        own = [_bare(word) for word in words(text)]
        found.update(own)
        found.update(stem(word) for word in own)
        found.update(part for word in own for part in word.split("-"))
        found.update(_bare(word) for meaning in written_out(text) for word in words(meaning))
        found.update(_initials(own))
    for alike in _LIKE:
        if alike & found:
            found |= alike
    return frozenset(found)


def _initials(own: list[str]) -> set[str]:
    """Return the initials of every two to six words in a row, as an acronym would have them."""
    letters = "".join(word[0] for word in own)
    return {letters[i : i + n] for n in range(2, 7) for i in range(len(letters) - n + 1)}


def _is_known(part: str, known: Collection[str]) -> bool:
    singular = part.removesuffix("s")
    return part in known or singular in known or stem(part) in known or (
        "-" in part and all(_is_known(piece, known) for piece in part.split("-") if piece)
    )  # fmt: skip


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")
