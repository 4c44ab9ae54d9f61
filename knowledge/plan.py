"""What a re-index is about to do, and whether it may: counts, time, room on the disk."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.carry import rows_to_embed
from knowledge.corpus import LIBRARY_PREFIX
from knowledge.errors import NoRoomError, ShrunkCorpusError
from knowledge.passage_store import FILE, PassageStore

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from knowledge.embedder import Embedder
    from knowledge.gather import Caveat, Corpus, Unreadable
    from knowledge.manifest import Fingerprint
    from knowledge.readings import Readings

_SHRUNK: Final = 0.25
"""Share of the documents whose going away asks for a person's word, …"""
_SHRUNK_LEAST: Final = 5
"""… and how many they must be at least: a small folder changes by one or two."""
_SAMPLE: Final = 32
_SAMPLE_FROM: Final = 512
"""Passages embedded to learn this machine's pace, and how many must be waiting to be worth it."""
_INDEX_SECONDS: Final = 0.0015
"""Seconds that both indexes take for a new passage, on two cores of 2020; ``make bench-index``."""
_PER_PASSAGE: Final = 1000
"""Bytes of a passage in Chroma besides its vector: links of the graph and two rows of SQLite."""
_PLAIN: Final = frozenset({".csv", ".htm", ".html", ".jsonl", ".md", ".markdown", ".txt"})
_PER_PLAIN_BYTE, _PER_OTHER_BYTE = 14, 2
"""Bytes of index for a byte of a text file (measured: 9 to 13), and for one of a file that is
mostly layout and pictures."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be said before anything is read; counts of documents, by name.

    ``added`` are not in the index in service and ``removed`` are gone; the rest is compared with it
    file by file. ``indexed_at`` is when that index was made.
    """

    folders: tuple[str, ...]
    with_library: bool
    documents: int
    added: int
    removed: int
    indexed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a re-index will do, once everything that changed has been read.

    ``seconds`` is an estimate for embedding and indexing; ``needed`` and ``free`` are bytes on the
    disk of the index. ``objection`` is why a rehearsed run would stop.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    unreadable: tuple[Unreadable, ...]
    passages: int
    to_embed: int
    seconds: float
    needed: int
    free: int
    objection: str = ""
    caveats: tuple[Caveat, ...] = ()


def outline(corpus: Corpus, before: Collection[str], indexed_at: datetime | None) -> Outline:
    """Compare the names of the documents with those in the index in service."""
    names = {file.id for file in corpus.files}
    known = set(before)
    return Outline(
        folders=tuple(map(str, corpus.folders)),
        with_library=corpus.with_library,
        documents=len(names),
        added=len(names - known),
        removed=len(known - names),
        indexed_at=indexed_at,
    )


def check_shrink(before: Collection[str], now: Collection[str]) -> None:
    """Stop where far fewer of one's own documents are there than before.

    An unmounted share and a sync that broke off look like this; a renamed folder does not, because
    only numbers count.

    Raises:
        ShrunkCorpusError: a quarter and at least five are gone.
    """
    was = {name for name in before if not name.startswith(LIBRARY_PREFIX)}
    are = {name for name in now if not name.startswith(LIBRARY_PREFIX)}
    gone = len(was) - len(are)
    if gone >= _SHRUNK_LEAST and gone > _SHRUNK * len(was):
        raise ShrunkCorpusError(len(was), len(are), min(was - are))


def check_room_at_start(place: Path, corpus: Corpus) -> None:
    """Stop before the work where the disk cannot hold the result, by the files' sizes alone.

    Raises:
        NoRoomError: the disk is too full.
    """
    needed = sum(
        file.size * (_PER_PLAIN_BYTE if file.path.suffix.casefold() in _PLAIN else _PER_OTHER_BYTE)
        for file in corpus.files
    )
    # A file may hold next to no text: only what is clearly hopeless stops here, the exact check
    # comes once everything is read.
    check_room(place, needed // 2)


def check_room(place: Path, needed: int) -> int:
    """Return the bytes free at *place*.

    Raises:
        NoRoomError: they are fewer than *needed*.
    """
    free = shutil.disk_usage(place).free
    if needed > free:
        raise NoRoomError(str(place), needed, free)
    return free


def make_plan(
    folder: Path,
    readings: Readings,
    donors: Sequence[Path],
    embedder: Embedder,
    fingerprint: Fingerprint,
) -> Plan:
    """Say what the passages in the new build's *folder* still cost."""
    store = PassageStore(folder)
    try:
        rows = rows_to_embed(donors, fingerprint, store.keys())
        seconds = _embedding_seconds(store, rows, embedder)
    finally:
        store.close()
    return Plan(
        added=readings.added,
        changed=readings.changed,
        removed=readings.removed,
        unchanged=readings.unchanged,
        unreadable=readings.unreadable,
        passages=readings.passages,
        to_embed=len(rows),
        seconds=round(seconds + _INDEX_SECONDS * readings.passages, 1),
        needed=_bytes_needed(folder, readings, embedder.dimension),
        free=shutil.disk_usage(folder).free,
        caveats=readings.caveats,
    )


def _embedding_seconds(store: PassageStore, rows: Sequence[int], embedder: Embedder) -> float:
    step = max(len(rows) // _SAMPLE, 1) if len(rows) >= _SAMPLE_FROM else 0
    if not step:
        return 0.0
    sample = list(store.passages(rows[::step][:_SAMPLE]).values())
    embedder.embed_texts([sample[0].text])  # the first call of a model is slow
    started = time.monotonic()
    embedder.embed_passages(sample)
    return (time.monotonic() - started) / len(sample) * len(rows)


def _bytes_needed(folder: Path, readings: Readings, dimension: int) -> int:
    # Passage vectors are held twice, as float32: by Chroma, and for exact cosines.
    vectors = (
        readings.passages * (8 * dimension + _PER_PASSAGE) + readings.sentences * 2 * dimension
    )
    keywords = (folder / FILE).stat().st_size * 2 // 3
    return int(1.1 * (vectors + keywords))
