"""How a test reads an answer: as a suspicious reader would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from knowledge.sentences import sentence_spans
from tests.e2e.people import elements, prose

if TYPE_CHECKING:
    from tests.e2e.people import Message

MARKS = re.compile(r"((?:\[\d+\])+)")


def claims(message: Message) -> list[tuple[str, list[int]]]:
    """Return each claim of an answer with its citation numbers; uncited words have none."""
    found = []
    for line in body(message).split("\n"):
        pieces = MARKS.split(line)
        for words, marks in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            if words.strip(" •"):
                found.append((words.strip(" •"), [int(n) for n in re.findall(r"\d+", marks)]))
    return found


def body(message: Message) -> str:
    """Return the words of the answer itself, without its list of sources."""
    texts = [b["text"]["text"] for b in message.get("blocks", []) if b["type"] == "section"]
    return "\n".join(texts)


def sources(message: Message) -> str:
    """Return the quiet lines under an answer."""
    return prose({"blocks": [b for b in message["blocks"] if b["type"] == "context"]})


def labels(message: Message) -> list[str]:
    """Return what its buttons say."""
    return [element["text"]["text"] for _, element in elements(message) if "text" in element]


def assert_every_sentence_is_cited(message: Message) -> None:
    """Fail unless each sentence has a number, and each number a source and a passage to open."""
    told = claims(message)
    assert told, prose(message)
    for words, numbers in told:
        assert numbers, f"uncited: {words!r}"
        assert len(sentence_spans(words)) == 1, f"several sentences under one number: {words!r}"
    numbers = {n for _, cited in told for n in cited}
    assert numbers == set(range(1, max(numbers) + 1))
    for number in numbers:
        assert f"[{number}]" in sources(message)
    buttons = [label for label in labels(message) if label.startswith("Show passage")]
    assert len(buttons) == len(numbers)


def bold(view: dict[str, Any]) -> str:
    """Return the words that a passage's modal marks as quoted."""
    marked = re.findall(r"(?m)\*([^*\n]+)\*", body(view))
    return " ".join(marked)
