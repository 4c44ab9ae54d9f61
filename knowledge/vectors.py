"""A build's vectors as memory-mapped files: one a passage, one a sentence.

Kept beside Chroma's own copy because a search needs the exact cosine of passages that only the
keyword index found, and of each candidate's sentences: a few hundred rows by number, which costs
about a millisecond from the page cache. Embedding the sentences of the candidates at query time
would take 70 ms and more.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np

from knowledge.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from knowledge.embedder import Embedded
    from knowledge.model import Vectors

PASSAGES: Final = "passages.f32"
SENTENCES: Final = "sentences.f16"
OFFSETS: Final = "offsets.npy"
DONE: Final = "done.u8"


class VectorWriter:
    """Fills the files of a new build, in any order of rows."""

    def __init__(self, folder: Path, sentence_counts: Sequence[int], dimension: int) -> None:
        rows = len(sentence_counts)
        offsets = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(np.asarray(sentence_counts, dtype=np.int64), out=offsets[1:])
        np.save(folder / OFFSETS, offsets)
        self._offsets = offsets
        total = int(offsets[-1])
        self._passages = _created(folder / PASSAGES, np.float32, (rows, dimension))
        # float16 halves the file; it moves a cosine by less than 0.0005.
        self._sentences = _created(folder / SENTENCES, np.float16, (total, dimension))
        self._done = _created(folder / DONE, np.uint8, (rows,))

    def put(self, row: int, embedded: Embedded) -> None:
        """Store a passage's vectors; they count after the next :meth:`flush`."""
        first, last = self._offsets[row], self._offsets[row + 1]
        self._passages[row] = embedded.vector
        self._sentences[first:last] = embedded.sentence_vectors

    def take(self, rows: Sequence[int], donor: VectorFiles, places: Sequence[int]) -> None:
        """Store for each of *rows* what *donor* has at the same one of *places*.

        The passages have equal keys, hence as many sentences here as there.
        """
        self._passages[list(rows)] = donor.passages(places)
        self._sentences[_spread(self._offsets, rows)] = donor.sentences_of(places)

    def flush(self, rows: Sequence[int]) -> None:
        """Write to disk, then mark *rows* as done: what a later run may take over."""
        self._passages.flush()
        self._sentences.flush()
        self._done[list(rows)] = 1
        self._done.flush()

    @property
    def passages(self) -> Vectors:
        """All passage vectors, shape (rows, d)."""
        return self._passages


class VectorFiles:
    """The vectors of a build, finished or not, to read.

    Raises on opening:
        IndexDamagedError: the files are missing or shorter than they should be.
    """

    def __init__(self, folder: Path, dimension: int) -> None:
        try:
            self._offsets: NDArray[np.int64] = np.load(folder / OFFSETS)
            rows, total = len(self._offsets) - 1, int(self._offsets[-1])
            self._passages = _mapped(folder / PASSAGES, np.float32, (rows, dimension))
            self._sentences = _mapped(folder / SENTENCES, np.float16, (total, dimension))
            self._done = _mapped(folder / DONE, np.uint8, (rows,))
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamagedError(folder.name, f"vector files: {error}") from error

    def has(self, row: int) -> bool:
        """Tell whether the row's vectors were written before the run ended."""
        return bool(self._done[row])

    @property
    def all(self) -> Vectors:
        """All passage vectors, shape (rows, d), read as they are touched."""
        return self._passages

    def passages(self, rows: Sequence[int]) -> Vectors:
        """Return passage vectors, shape (len(rows), d)."""
        return np.asarray(self._passages[list(rows)], dtype=np.float32)

    def sentences(self, row: int) -> Vectors:
        """Return one passage's sentence vectors, shape (sentences, d)."""
        block = self._sentences[self._offsets[row] : self._offsets[row + 1]]
        return np.asarray(block, dtype=np.float32)

    def sentences_of(self, rows: Sequence[int]) -> NDArray[np.float16]:
        """Return the sentence vectors of several passages one after the other, as kept."""
        return self._sentences[_spread(self._offsets, rows)]

    def sentence_scores(self, rows: Sequence[int], query: Vectors) -> list[Vectors]:
        """Return the cosine of *query* with every sentence of each passage."""
        blocks = [self._sentences[self._offsets[r] : self._offsets[r + 1]] for r in rows]
        if not blocks:
            return []
        scores = np.concatenate(blocks).astype(np.float32) @ query
        return np.split(scores, np.cumsum([len(b) for b in blocks])[:-1])


def _spread(offsets: NDArray[np.int64], rows: Sequence[int]) -> NDArray[np.int64]:
    """Return the numbers of all sentences of *rows*, passage after passage."""
    chosen = np.asarray(rows, dtype=np.int64)
    starts, counts = offsets[chosen], offsets[chosen + 1] - offsets[chosen]
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


def _created(path: Path, kind: type, shape: tuple[int, ...]) -> np.memmap:
    return _open(path, kind, shape, "w+")


def _mapped(path: Path, kind: type, shape: tuple[int, ...]) -> NDArray[Any]:
    # As a plain array: hundreds of slices a query make the subclass's own bookkeeping felt.
    return np.asarray(_open(path, kind, shape, "r"))


def _open(
    path: Path, kind: type, shape: tuple[int, ...], mode: Literal["r", "r+", "w+"]
) -> np.memmap:
    if 0 in shape:  # an empty file cannot be mapped
        path.touch()
        return cast("np.memmap", np.empty(shape, dtype=kind))
    if mode == "w+" and hasattr(os, "posix_fallocate"):
        # A full disk is an error here; met while writing to a sparse mapped file it would be fatal.
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, math.prod(shape) * np.dtype(kind).itemsize)
        mode = "r+"
    return cast("np.memmap", np.memmap(path, dtype=kind, mode=mode, shape=shape))
