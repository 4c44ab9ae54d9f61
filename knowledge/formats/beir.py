"""Corpora in the BEIR layout: ``corpus.jsonl`` or ``corpus.jsonl.gz``, one source a line."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from functools import lru_cache
from typing import IO, TYPE_CHECKING, cast

from knowledge.blocks import Block, assemble
from knowledge.errors import UnreadableSourceError
from knowledge.model import Source, Work
from knowledge.textform import even_out, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPUS_FILES = frozenset({"corpus.jsonl", "corpus.jsonl.gz"})


def list_records(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each record's ``_id`` with its size in bytes, in the file's order.

    Raises UnreadableSourceError naming the line that is no record.
    """
    records = _open(path)
    return iter(records.sizes())


def read_record(path: Path, source_id: str) -> Source:
    """Read the record whose ``_id`` is *source_id*; its title and text are kept as given."""
    line = _open(path).line(source_id)
    record = _parsed(line, f"{path}: {source_id}")
    title = one_line(even_out(_string(record, "title")))
    text = even_out(_string(record, "text")).strip()
    if not text:
        text, title = title, ""
    if not text:
        raise UnreadableSourceError(source_id, "holds no text")
    body = assemble([Block(text)], title)
    url = _string(record.get("metadata") if isinstance(record.get("metadata"), dict) else {}, "url")
    return Source(
        id=source_id,
        work=Work(title=title, url=url if url.startswith(("https://", "http://")) else ""),
        text=body.text,
        sections=body.sections,
        digest=hashlib.sha256(line.rstrip(b"\r\n")).hexdigest(),
    )


class _Records:
    """A corpus file with the place of each record in it.

    Records are mostly asked for in the file's order, so one handle stays where the last read
    ended: a compressed file is then decompressed once, not once a record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places: dict[str, tuple[int, int]] = {}
        self.lock = threading.Lock()
        self.file = self._opened()
        self._index()

    def _opened(self) -> IO[bytes]:
        raw = self.path.open("rb")
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self.path.suffix == ".gz" else raw

    def _index(self) -> None:
        offset = 0
        try:
            for number, line in enumerate(self.file, start=1):
                if line.strip():
                    id_ = _string(_parsed(line, f"{self.path}, line {number}"), "_id")
                    if not id_ or id_ in self.places:
                        what = f"repeats the _id '{id_}'" if id_ else "has no _id"
                        raise UnreadableSourceError(f"{self.path}, line {number}", what)
                    self.places[id_] = (offset, len(line))
                offset += len(line)
        except (OSError, EOFError) as error:
            raise UnreadableSourceError(str(self.path), f"is damaged: {error}") from error

    def sizes(self) -> list[tuple[str, int]]:
        return [(id_, size) for id_, (_, size) in self.places.items()]

    def line(self, source_id: str) -> bytes:
        if source_id not in self.places:
            raise UnreadableSourceError(source_id, f"is not in {self.path}")
        offset, size = self.places[source_id]
        with self.lock:
            self.file.seek(offset)
            return self.file.read(size)


def _open(path: Path) -> _Records:
    state = path.stat()
    return _open_once(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _open_once(path: Path, _changed: int, _size: int) -> _Records:
    return _Records(path)


def _parsed(line: bytes, name: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise UnreadableSourceError(name, f"is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise UnreadableSourceError(name, "is not a JSON object with _id, title and text")
    return record


def _string(record: object, field: str) -> str:
    value = record.get(field) if isinstance(record, dict) else None
    return value if isinstance(value, str) else "" if value is None else str(value)
