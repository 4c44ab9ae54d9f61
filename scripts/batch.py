"""Questions from a file and answers for programs: the lines of ``advisor ask --batch``."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.advisor.model import Question, Reply
    from knowledge.model import Audience


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the id that its answer carries; the id is whatever the file has there."""

    id: object
    question: Question


def read_batch(path: Path, audience: Audience) -> list[Asked]:
    """Read ``{"id", "question", "thread"}`` lines from *path*, or from stdin for ``-``.

    Raises:
        UserError: the file cannot be read, or a line is malformed; the message names it.
    """
    return [_asked(line, number, audience) for number, line in _numbered_lines(path)]


def record(asked: Asked, reply: Reply, milliseconds: float) -> dict[str, object]:
    """Return *reply* as a program wants it."""
    from bot.advisor.model import Answer, Remark

    citations = reply.citations if isinstance(reply, Answer) else ()
    return {
        "id": asked.id,
        "answered": isinstance(reply, Answer),
        "text": reply.text,
        "citations": [
            {
                "number": citation.number,
                "quote": citation.quote,
                "source": citation.passage.source_id,
                "title": citation.work.title,
                "locator": citation.passage.locator,
                "url": citation.work.url,
            }
            for citation in citations
        ],
        "confidence": 0.0 if isinstance(reply, Remark) else round(reply.confidence, 4),
        "latency_ms": round(milliseconds, 1),
        "composed_by": reply.composed_by if isinstance(reply, Answer) else _kind(reply),
    }


def _kind(reply: Reply) -> str:
    from bot.advisor.model import Refusal

    return f"refusal: {reply.reason.value}" if isinstance(reply, Refusal) else "remark"


def _numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError(f"cannot read {path}: {reason}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _asked(line: str, number: int, audience: Audience) -> Asked:
    from bot.advisor.model import Question
    from bot.advisor.transcript import turns_of

    try:
        fields = json.loads(line)
    except ValueError as error:
        raise UserError(f"line {number} is not JSON: {error}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
        raise UserError(f'line {number} is not an object with a text "question"')
    if "id" not in fields:
        raise UserError(f'line {number} has no "id"')
    thread = fields.get("thread") or []
    if not isinstance(thread, list):
        raise UserError(f'line {number}: "thread" is not a list')
    try:
        turns = turns_of(thread)
    except ValueError as error:
        raise UserError(f"line {number}: {error}") from error
    return Asked(fields["id"], Question(fields["question"], turns, audience))
