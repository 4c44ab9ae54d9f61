"""Golden questions: what must still find its sources after every re-index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from knowledge.corpus import LIBRARY_PREFIX, SHIPPED_LIBRARY
from knowledge.errors import JudgedSetError
from knowledge.judged import json_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHIPPED: Final = SHIPPED_LIBRARY.with_name("golden.jsonl")
ANSWERABLE: Final = "answerable"


@dataclass(frozen=True, slots=True)
class Golden:
    """A question and the sources of which one must be found.

    ``expect`` is empty for a question that the documents do not answer: it is asked all the same,
    to tell when that changes. ``is_own`` tells the administrator's questions from the shipped ones.
    """

    text: str
    expect: frozenset[str]
    is_own: bool


def read_golden(path: Path, *, is_own: bool) -> tuple[Golden, ...]:
    """Read lines of ``question`` with ``expect``, a list of sources, or with ``source``.

    The second is what ``advisor evaluate make-questions`` writes; of its lines those with a
    ``kind`` other than ``answerable`` expect nothing.

    Raises:
        JudgedSetError: the file is missing or malformed; the message names the line.
    """
    found = {}
    for number, record in json_lines(path):
        golden = _golden(record, f"{path}, line {number}", is_own=is_own)
        found[golden.text] = golden
    return tuple(found.values())


def questions_for(own: Path | None, *, with_library: bool) -> tuple[Golden, ...]:
    """Return the questions that count: one's own, and the shipped ones where their notes are in.

    Raises:
        JudgedSetError: the own file is malformed; one that does not exist is no fault.
    """
    shipped = read_golden(SHIPPED, is_own=False)
    mine = read_golden(own, is_own=True) if own is not None and own.is_file() else ()
    asked = {golden.text for golden in mine}
    every = (*mine, *(golden for golden in shipped if golden.text not in asked))
    return tuple(golden for golden in every if with_library or not _is_about_library(golden))


def _is_about_library(golden: Golden) -> bool:
    return bool(golden.expect) and all(s.startswith(LIBRARY_PREFIX) for s in golden.expect)


def _golden(record: Mapping[str, Any], place: str, *, is_own: bool) -> Golden:
    text = record.get("question")
    if not isinstance(text, str) or not text.strip():
        raise JudgedSetError(f"{place}: has no 'question'")
    if record.get("kind", ANSWERABLE) != ANSWERABLE:
        return Golden(text, frozenset(), is_own)
    expect = record.get("expect", [record["source"]] if record.get("source") else None)
    if not isinstance(expect, list) or not expect or not all(isinstance(e, str) for e in expect):
        wanted = "name the sources that answer it in 'expect', as a list"
        raise JudgedSetError(f'{place}: {wanted}, or say "kind": "unanswerable"')
    return Golden(text, frozenset(expect), is_own)
