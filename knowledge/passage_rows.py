"""What a build keeps of sources, files and passages, as the rows of its SQLite file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from knowledge.model import Audience, Passage, Sentence, Work

if TYPE_CHECKING:
    from knowledge.model import Source

_PLAIN: Final = tuple(
    field.name for field in fields(Passage) if field.name not in {"work", "sentences"}
)


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What a build remembers of a source, to tell at the next run whether it changed.

    ``state`` stands for the bytes it was read from and the code that read them, ``content`` for
    what came out.
    """

    state: str
    content: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What reading a file gave besides a source, to tell it again without reading it again.

    ``attached`` names the documents inside it, ``skipped`` those that are not read, ``caveats``
    what an administrator should know of it; ``fault`` says why it gave nothing, or is empty.
    """

    state: str
    attached: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()
    fault: str = ""


def file_of(state: str, found: dict[str, Any]) -> StoredFile:
    """Read a file's row back from its state and JSON."""
    skipped = tuple((name, reason) for name, reason in found["skipped"])
    attached, caveats = tuple(found["attached"]), tuple(found["caveats"])
    return StoredFile(state, attached, skipped, caveats, found["fault"])


def vector_key(passage: Passage) -> str:
    """Return a digest of all that a passage's vectors depend on.

    Passages of equal key have equal vectors, whatever they are called and wherever they stand:
    a paragraph added at the top of a file or a file that moved embeds nothing again.
    """
    digest = hashlib.sha256(passage.indexed_text.encode())
    digest.update(repr([(s.start, s.end) for s in passage.sentences]).encode())
    if passage.asked:
        digest.update("\n".join(passage.asked).encode())
    return digest.hexdigest()


def vector_count(passage: Passage) -> int:
    """Return how many of a passage's parts have vectors: its sentences, and wordings for it."""
    return len(passage.sentences) + len(passage.asked)


def content_digest(source: Source) -> str:
    """Return a digest of everything that a source says."""
    plain = json.dumps(asdict(source), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _twin(passage: Passage) -> bytes:
    words = " ".join(passage.text.casefold().split())
    return hashlib.sha256(words.encode()).digest()[:8]


def row_of(row: int, passage: Passage) -> tuple[object, ...]:
    """Return a passage's row of the table ``passage``."""
    return (
        row,
        passage.id,
        passage.source_id,
        vector_key(passage),
        _twin(passage),
        vector_count(passage),
        len(passage.asked),
        passage.audience.value,
        passage.collection,
        json.dumps(_body(passage), ensure_ascii=False),
    )


def _body(passage: Passage) -> dict[str, object]:
    """Make JSON of a passage; a work that many sentences report is written once."""
    works = list(dict.fromkeys(w for s in passage.sentences for w in s.works))
    places = {work: number for number, work in enumerate(works)}
    return {name: getattr(passage, name) for name in _PLAIN} | {
        "work": asdict(passage.work),
        "works": [asdict(work) for work in works],
        "sentences": [
            [s.start, s.end, [places[w] for w in s.works], int(s.is_item)]
            for s in passage.sentences
        ],
    }


def passage_of(body: dict[str, Any]) -> Passage:
    """Read a passage back from its JSON."""
    works = [Work(**work) for work in body.pop("works")]
    sentences = tuple(
        Sentence(start, end, tuple(works[n] for n in numbers), bool(item))
        for start, end, numbers, item in body.pop("sentences")
    )
    typed = {
        "work": Work(**body["work"]),
        "headings": tuple(body["headings"]),
        "asked": tuple(body["asked"]),
        "audience": Audience(body["audience"]),
        "sentences": sentences,
    }
    return Passage(**body | typed)
