"""Conversations written down elsewhere, as the turns that a question carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.advisor.conversation import standalone
from bot.advisor.model import Question, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Said = str | Mapping[str, object]

_ASKER = frozenset({"user", "asker", "human", "question"})
_ADVISOR = frozenset({"assistant", "advisor", "bot", "ai", "answer"})


def turns_of(entries: Iterable[Said]) -> tuple[Turn, ...]:
    """Make turns of a written conversation, oldest first.

    An entry is a string (something that the asker wrote), ``{"role": "user" or "assistant",
    "text": …}`` (``content`` in place of ``text`` will do) or ``{"question": …, "answer": …}``.

    Raises:
        ValueError: an entry is none of these; the message says which.
    """
    turns: list[Turn] = []
    for place, entry in enumerate(entries, start=1):
        for is_asker, text in _said(entry, place):
            if is_asker:
                turns.append(Turn(text, standalone(Question(text, tuple(turns))), ""))
            elif turns:
                last = turns[-1]
                turns[-1] = Turn(last.question, last.standalone, f"{last.answer} {text}".strip())
    return tuple(turns)


def _said(entry: object, place: int) -> list[tuple[bool, str]]:
    """Return who said what in one entry: ``True`` for the asker."""
    if isinstance(entry, str):
        return [(True, entry)]
    fault = f"thread entry {place} is neither a text nor a turn with role and text"
    if not isinstance(entry, dict):
        raise ValueError(fault)  # noqa: TRY004 - malformed data, not a wrong call
    question, answer = entry.get("question"), entry.get("answer", "")
    if isinstance(question, str) and isinstance(answer, str):
        return [(True, question), (False, answer)]
    role, text = entry.get("role"), entry.get("text", entry.get("content"))
    if not isinstance(text, str) or role not in _ASKER | _ADVISOR:
        raise ValueError(fault)
    return [(role in _ASKER, text)]
