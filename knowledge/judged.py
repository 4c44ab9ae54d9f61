"""Measuring sets: questions with what counts as right, in the formats that the field uses."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.errors import JudgedSetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path


class Part(StrEnum):
    """Which questions of a set to use.

    ``work`` is for finding causes and choosing settings, ``held-out`` for the figure at the end.
    """

    ALL = "all"
    WORK = "work"
    HELD_OUT = "held-out"


def part_of(question_id: str) -> Part:
    """Return the half that a question belongs to: SHA-256 of its id, even or odd.

    The id decides alone, so the halves stay the same when questions are added or reordered.
    """
    even = hashlib.sha256(question_id.encode()).digest()[-1] % 2 == 0
    return Part.WORK if even else Part.HELD_OUT


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the grades of the sources that are relevant to it."""

    id: str
    text: str
    relevance: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source that settles a query, and sets of its sentences, each of which is enough for it."""

    query_id: str
    source_id: str
    rationales: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the whole library, judged by what its answer must and must not say.

    ``expected`` are groups of patterns: any one pattern makes its group found. ``forbidden``
    patterns must not occur. ``thread`` holds the earlier exchanges, question and answer.
    """

    id: str
    text: str
    kind: str
    expected: tuple[tuple[re.Pattern[str], ...], ...] = ()
    forbidden: tuple[re.Pattern[str], ...] = ()
    thread: tuple[tuple[str, str], ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether the library is meant to hold the answer."""
        return self.kind == "answerable"

    @property
    def is_unanswerable(self) -> bool:
        """Whether a refusal is the right answer; of ``adversarial`` ones only the harm counts."""
        return self.kind in {"unanswerable", "offtopic"}


@dataclass(frozen=True, slots=True)
class Reference:
    """What one annotator wrote, and the sentences that they chose."""

    answer: str
    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question asked of one given passage."""

    id: str
    text: str
    title: str
    passage: str
    sentences: tuple[str, ...]
    references: tuple[Reference, ...]
    is_answerable: bool


Judged = TypeVar("Judged", JudgedQuery, Question, PassageQuestion)


def of_part(questions: Sequence[Judged], part: Part) -> list[Judged]:
    """Return the questions of one half, or all of them."""
    return [q for q in questions if part is Part.ALL or part_of(q.id) is part]


def read_beir(folder: Path, split: str) -> list[JudgedQuery]:
    """Read ``queries.jsonl`` and ``qrels/<split>.tsv``; queries without judgements are left out.

    Raises:
        JudgedSetError: a file is missing or malformed.
    """
    grades: dict[str, dict[str, int]] = {}
    for query, source, grade in _qrels(folder, split):
        grades.setdefault(query, {})[source] = grade
    queries = []
    for number, record in json_lines(folder / "queries.jsonl"):
        name = _text(record, "_id", folder / "queries.jsonl", number)
        if name in grades:
            text = _text(record, "text", folder / "queries.jsonl", number)
            queries.append(JudgedQuery(name, text, grades[name]))
    if not queries:
        raise JudgedSetError(f"{folder}: no query of queries.jsonl is judged in split '{split}'")
    return queries


def _qrels(folder: Path, split: str) -> Iterator[tuple[str, str, int]]:
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.tsv"))) or "none"
        raise JudgedSetError(f"{path} does not exist; splits here: {known}")
    with path.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, start=1):
            try:
                query, source, grade = row
                if number > 1 or grade != "score":
                    yield query, source, int(grade)
            except ValueError as error:
                wanted = "query-id, corpus-id and score with tabs between them"
                raise JudgedSetError(f"{path}, line {number}: is not {wanted}") from error


def read_evidence(path: Path) -> list[Evidence]:
    """Read SciFact's evidence lines: ``query-id``, ``doc-id``, ``rationales``.

    Raises:
        JudgedSetError: the file is missing or malformed.
    """
    return [
        _made(path, number, lambda r: Evidence(
            str(r["query-id"]), str(r["doc-id"]), tuple(tuple(s) for s in r["rationales"])
        ), record)
        for number, record in json_lines(path)
    ]  # fmt: skip


def read_questions(path: Path) -> list[Question]:
    """Read ``{"id", "question", "thread", "kind", "expect_any", "forbid"}`` lines.

    A question without an id is known by its words: a file of golden questions is such a set too.

    Raises:
        JudgedSetError: the file is missing or malformed, or a pattern is no regular expression.
    """
    return [_made(path, number, _question, record) for number, record in json_lines(path)]


def _question(record: Mapping[str, Any]) -> Question:
    groups = record.get("expect_any", [])
    if any(isinstance(group, str) for group in groups):
        raise TypeError("expect_any is a list of lists of patterns")
    return Question(
        id=str(record.get("id", record["question"])),
        text=str(record["question"]),
        kind=str(record.get("kind", "answerable")),
        expected=tuple(tuple(_pattern(p) for p in group) for group in groups),
        forbidden=tuple(_pattern(p) for p in record.get("forbid", [])),
        thread=tuple(_turn(turn) for turn in record.get("thread", [])),
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _turn(turn: Mapping[str, Any] | Sequence[str] | str) -> tuple[str, str]:
    """Read an earlier exchange: an object, a pair, or a question alone."""
    if isinstance(turn, str):
        return turn, ""
    if isinstance(turn, dict):
        return str(turn["question"]), str(turn.get("answer", ""))
    question, answer = turn
    return str(question), str(answer)


def read_passage_questions(path: Path) -> list[PassageQuestion]:
    """Read CLAPnq-like lines: a question with its title, passage, sentences and references.

    Raises:
        JudgedSetError: the file is missing or malformed.
    """
    return [_made(path, number, _passage_question, record) for number, record in json_lines(path)]


def _passage_question(record: Mapping[str, Any]) -> PassageQuestion:
    references = tuple(
        Reference(str(r["answer"]), tuple(r["selected_sentences"]))
        for r in record.get("references", [])
    )
    return PassageQuestion(
        id=str(record["id"]),
        text=str(record["question"]),
        title=str(record.get("title", "")),
        passage=str(record["text"]),
        sentences=tuple(record["sentences"]),
        references=references,
        is_answerable=bool(record.get("answerable", references)),
    )


def is_about_passages(path: Path) -> bool:
    """Tell whether a set's questions bring their passages along.

    Raises:
        JudgedSetError: the file is missing or malformed.
    """
    _, first = next(json_lines(path))
    return "sentences" in first and "text" in first


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of each line that is not empty; ``.gz`` is unpacked.

    Raises:
        JudgedSetError: the file is missing, empty, or a line is no JSON object.
    """
    empty = True
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as opened
        ):
            for number, line in enumerate(opened, start=1):
                if line.strip():
                    empty = False
                    yield number, _object(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise JudgedSetError(f"{path}: {reason}") from error
    if empty:
        raise JudgedSetError(f"{path}: holds no line")


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise JudgedSetError(f"{path}, line {number}: is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise JudgedSetError(f"{path}, line {number}: is not a JSON object")
    return record


def _text(record: Mapping[str, Any], field: str, path: Path, number: int) -> str:
    return _made(path, number, lambda r: str(r[field]), record)


Made = TypeVar("Made")


def _made(
    path: Path,
    number: int,
    make: Callable[[Mapping[str, Any]], Made],
    record: Mapping[str, Any],
) -> Made:
    """Make something of a line, or name the line that does not fit."""
    try:
        return make(record)
    except KeyError as error:
        raise JudgedSetError(f"{path}, line {number}: has no field {error}") from error
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise JudgedSetError(f"{path}, line {number}: {error}") from error
