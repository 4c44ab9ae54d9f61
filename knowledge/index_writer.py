"""Passages of a new build to vectors, dense index and keyword index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.carry import carry_over, note_fingerprint
from knowledge.dense_update import write_dense
from knowledge.lexical import LexicalWriter
from knowledge.passage_store import PassageStore
from knowledge.vectors import VectorWriter
from knowledge.vocabulary import VocabularyWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from knowledge.dense import DenseBase
    from knowledge.dense_server import Server
    from knowledge.embedder import Embedder
    from knowledge.manifest import Fingerprint, Partition
    from knowledge.progress import Progress

_SLAB: Final = 512
"""Passages embedded between two writes to disk: what a killed run loses at most."""
_BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Heritage:
    """What a new build takes over.

    ``donors`` are builds, finished or not, that may hold vectors of the same passages; ``base`` is
    a finished one, made alike, whose dense index is copied and brought up to date; with a
    ``server`` the dense index goes there, and nothing is copied.
    """

    donors: Sequence[Path] = ()
    base: DenseBase | None = None
    server: Server | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the indexes hold and how the vectors came about."""

    embedded: int
    carried: int
    partitions: tuple[Partition, ...]


def write_index(
    folder: Path,
    heritage: Heritage,
    embedder: Embedder,
    fingerprint: Fingerprint,
    progress: Progress,
) -> Written:
    """Make vectors and both indexes for the passages in *folder*, beyond what is inherited."""
    store = PassageStore(folder)
    try:
        keys = store.keys()
        vectors = VectorWriter(folder, store.sentence_counts(), embedder.dimension)
        note_fingerprint(folder, fingerprint)
        filled = carry_over(heritage.donors, fingerprint, keys, vectors)
        missing = _groups(keys, filled)
        _embed(store, missing, embedder, vectors, progress)
        progress.stage("Indexing", 2 * len(keys))
        counted = _Counted(progress.advance)
        partitions = write_dense(folder, store, vectors.passages, heritage, counted)
        counted(len(keys) - counted.steps)  # what a copied index had already
        _write_lexical(folder, store, len(keys), progress.advance)
    finally:
        store.close()
    return Written(len(missing), len(keys) - len(missing), partitions)


class _Counted:
    """Passes steps on and counts them."""

    def __init__(self, advance: Callable[[int], None]) -> None:
        self._advance = advance
        self.steps = 0

    def __call__(self, steps: int) -> None:
        self.steps += steps
        self._advance(steps)


def _groups(keys: Sequence[str], filled: set[int]) -> list[list[int]]:
    """Return the rows that still lack vectors, those of the same words in one list."""
    rows_of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if row not in filled:
            rows_of.setdefault(key, []).append(row)
    return list(rows_of.values())


def _embed(
    store: PassageStore,
    groups: Sequence[list[int]],
    embedder: Embedder,
    vectors: VectorWriter,
    progress: Progress,
) -> None:
    progress.stage("Embedding", len(groups))
    for first in range(0, len(groups), _SLAB):
        slab = groups[first : first + _SLAB]
        passages = store.passages([rows[0] for rows in slab])
        made = embedder.embed_passages([passages[rows[0]] for rows in slab], progress.advance)
        for rows, embedded in zip(slab, made, strict=True):
            for row in rows:
                vectors.put(row, embedded)
        vectors.flush([row for rows in slab for row in rows])


def _write_lexical(
    folder: Path, store: PassageStore, count: int, advance: Callable[[int], None]
) -> None:
    writer, vocabulary = LexicalWriter(folder), VocabularyWriter(folder)
    for first in range(0, count, _BATCH):
        passages = store.indexed(first, first + _BATCH)
        for passage in passages:
            writer.add(*passage)
            vocabulary.add(passage.text)
        advance(len(passages))
    writer.close()
    vocabulary.close()
