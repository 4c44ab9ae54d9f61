"""What a model is shown and what it replies: passages as fenced data, claims as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.asides import asides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.model import Hit, Passage

CHARACTERS_A_TOKEN = 4
MOST_CLAIMS = 8
MOST_CHARACTERS = 600
LEFT_OUT = "\n\n[…]\n\n"

_FENCE_MARKS = str.maketrans({"<": "\u2039", ">": "\u203a"})
_MARKS = re.compile(r"\s*(?:\[(?:S?\d+(?:,\s*S?\d+)*)\]|\((?:S\d+(?:,\s*S\d+)*)\))")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d{1,2}[.)])\s+")
_DENIED = re.compile(r'"answered"\s*:\s*false')
_ID = re.compile(r"S?\s*(\d{1,3})", re.IGNORECASE)

SCHEMA: Mapping[str, object] = {
    "title": "answer",
    "description": "Claims that answer the question, each proved by a quote.",
    "type": "object",
    "properties": {
        "answered": {"type": "boolean"},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "source_ids": {"type": "array", "items": {"type": "string"}},
                    "quote": {"type": "string"},
                },
                "required": ["text", "source_ids", "quote"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["answered", "claims"],
    "additionalProperties": False,
}
"""The reply's form, for models that can be held to one."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A claim as the model wrote it: nothing of it is believed yet."""

    text: str
    ids: tuple[str, ...]
    quote: str


def issued(hits: Sequence[Hit], tokens: int) -> dict[str, Passage]:
    """Give ids S1, S2 … to as many of the best passages as *tokens* allow, one at least."""
    room = tokens * CHARACTERS_A_TOKEN
    ids: dict[str, Passage] = {}
    for number, hit in enumerate(hits, start=1):
        room -= len(hit.passage.text) + 80
        if ids and room < 0:
            break
        ids[f"S{number}"] = hit.passage
    return ids


def fenced(passages: Mapping[str, Passage], fence: str, question: str = "") -> str:
    """Return *passages* as data between fences that their text cannot close.

    *fence* is new for every request, so nobody can write it beforehand. Angle brackets of the text
    are changed into quotation marks. Sentences that give orders to a machine, or set a task that
    has to do with neither the passage nor *question*, are left out.
    """
    return "\n\n".join(
        f"<<<{fence} {number}>>>\n{inert(_about(passage))}\n"
        f"{inert(_without_orders(passage, question))}\n<<<{fence} end>>>"
        for number, passage in passages.items()
    )


def inert(text: str) -> str:
    """Return *text* so that it can neither open nor close a fence."""
    return text.translate(_FENCE_MARKS)


def read_reply(text: str) -> list[Drafted]:
    """Return the claims in a model's reply; none where it says that there is no answer.

    Tolerant: JSON may stand in a code fence or among prose, end too early, or be a bare list;
    ``source_ids`` may be one id or numbers.

    Raises:
        ValueError: there is nothing in it that could be claims.
    """
    found = [value for value in _json_values(text) if isinstance(value, dict | list)]
    for value in found:
        claims = value if isinstance(value, list) else value.get("claims")
        if isinstance(value, dict) and value.get("answered") is False:
            return []
        if isinstance(claims, list):
            return [drafted for entry in claims if (drafted := _drafted(entry))][:MOST_CLAIMS]
    rescued = [drafted for value in found if (drafted := _drafted(value))]
    if rescued:
        return rescued[:MOST_CLAIMS]
    raise ValueError("the reply holds no claims")


class ClaimReader:
    """Reads the claims of a reply while it is being written: each as soon as it is complete."""

    def __init__(self) -> None:
        self.claims: list[Drafted] = []
        self._text = ""
        self._place = 0
        self._open: list[int] = []
        self._in_string = False

    @property
    def is_full(self) -> bool:
        """Whether there are as many claims as an answer may have: no more is read."""
        return len(self.claims) == MOST_CLAIMS

    @property
    def is_broken_off(self) -> bool:
        """Whether the text so far ends within an object."""
        return bool(self._open)

    def feed(self, text: str) -> None:
        """Read on."""
        self._text += text
        while self._place < len(self._text):
            self._step(self._text[self._place])
            self._place += 1

    def finished(self) -> list[Drafted]:
        """Return the claims now that nothing more comes; see :func:`read_reply`.

        Raises:
            ValueError: there is nothing in it that could be claims.
        """
        return self.claims or read_reply(self._text)

    def _step(self, character: str) -> None:
        if self._in_string:
            if character == "\\":
                self._place += 1
            elif character == '"':
                self._in_string = False
        elif character == '"' and self._open:
            self._in_string = True
        elif character == "{":
            self._open.append(self._place)
        elif character == "}" and self._open:
            self._close(self._open.pop())

    def _close(self, start: int) -> None:
        if self.is_full or (not self.claims and _DENIED.search(self._text, 0, start)):
            return
        try:
            value = json.loads(self._text[start : self._place + 1], strict=False)
        except (json.JSONDecodeError, RecursionError):
            return
        drafted = _drafted(value)
        if drafted is not None:
            self.claims.append(drafted)


def tidied(text: str) -> str:
    """Return a claim's text on one line, without citation marks, bullet and emphasis."""
    bare = _EMPHASIS.sub(r"\2", _MARKS.sub("", _BULLET.sub("", text)))
    return " ".join(bare.split())


def _drafted(entry: object) -> Drafted | None:
    if not isinstance(entry, dict):
        return None
    text, quote = entry.get("text", entry.get("claim")), entry.get("quote", "")
    ids = entry.get("source_ids", entry.get("sources", entry.get("source_id", [])))
    if not isinstance(text, str) or not isinstance(quote, str) or not text.strip():
        return None
    named = ids if isinstance(ids, list) else [ids]
    numbers = (_ID.fullmatch(str(one).strip().strip("[]()")) for one in named)
    known = tuple(dict.fromkeys(f"S{match[1]}" if match else "?" for match in numbers))
    return Drafted(tidied(text)[:MOST_CHARACTERS], known, quote.strip()[: 2 * MOST_CHARACTERS])


def _json_values(text: str) -> Iterator[object]:
    """Yield every JSON object or list in *text* that does not stand in one yielded before."""
    decoder = json.JSONDecoder(strict=False)
    place = 0
    while (place := _next_opening(text, place)) >= 0:
        try:
            value, place = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            place += 1
            continue
        yield value


def _next_opening(text: str, place: int) -> int:
    places = [found for mark in "{[" if (found := text.find(mark, place)) >= 0]
    return min(places, default=-1)


def _about(passage: Passage) -> str:
    work = passage.work
    return " · ".join(
        part for part in (work.title, work.author, work.year, *passage.headings) if part
    )


def _without_orders(passage: Passage, question: str) -> str:
    text = passage.text
    for start, end in reversed(asides(passage, question)):
        text = f"{text[:start]}{LEFT_OUT}{text[end:]}"
    return text
