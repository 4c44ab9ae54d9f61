"""Passages made for tests, as the splitter would make them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.advisor.model import Question, Turn
from knowledge.model import Audience, Passage, Sentence, Work
from knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = Work("House notes", author="The house", published="2024")


def passage(
    text: str,
    *,
    source: str = "notes.md",
    ordinal: int = 0,
    heading: str = "",
    work: Work = NOTE,
    works: tuple[Work, ...] = (),
    audience: Audience = Audience.INTERNAL,
    asked: tuple[str, ...] = (),
) -> Passage:
    """Make a passage; its lines that begin with "- " or a number are list items."""
    return Passage(
        id=hashlib.sha256(f"{source}{ordinal}{text}".encode()).hexdigest()[:12],
        source_id=source,
        ordinal=ordinal,
        text=text,
        start=0,
        end=len(text),
        work=work,
        sentences=tuple(
            Sentence(start, end, works, is_item=_is_item(text[start:end]))
            for start, end in sentence_spans(text)
        ),
        headings=(heading,) if heading else (),
        audience=audience,
        asked=asked,
    )


def _is_item(text: str) -> bool:
    return text.startswith("- ") or text.split(maxsplit=1)[0].rstrip(".").isdigit()


def asked(text: str, *before: str, answer: str = "") -> Question:
    """Make a question in a thread of earlier standalone questions, the last one answered."""
    turns: Sequence[Turn] = [Turn(question, question, "") for question in before]
    if turns and answer:
        turns = [*turns[:-1], Turn(before[-1], before[-1], answer)]
    return Question(text, tuple(turns))
