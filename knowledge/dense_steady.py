"""A dense index on a server that questions outlive: exact search over the build's own vector files.

While the server is away each question reads all vectors, a second for a few million; it finds what
the server would find, or a little more.
"""

from __future__ import annotations

import logging
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from knowledge.manifest import Partition
    from knowledge.model import Vectors
    from knowledge.passage_store import PassageStore
    from knowledge.vectors import VectorFiles

AGAIN_SECONDS: Final = 2.0
"""How often the server is looked for while it is away."""
_BLOCK: Final = 1 << 16

logger = logging.getLogger(__name__)


class Dense(Protocol):
    """What finds the passages nearest to a vector."""

    def nearest(
        self, vector: Vectors, partitions: Sequence[Partition], limit: int
    ) -> list[tuple[str, float]]:
        """Return ids and cosines of the *limit* nearest passages, the nearest first."""

    def close(self) -> None:
        """Free what it holds."""


class ExactDense:
    """Finds the nearest passages by reading every vector."""

    def __init__(self, store: PassageStore, vectors: VectorFiles) -> None:
        self._store = store
        self._vectors = vectors

    def nearest(
        self, vector: Vectors, partitions: Sequence[Partition], limit: int
    ) -> list[tuple[str, float]]:
        """Return ids and cosines of the *limit* nearest passages, the nearest first."""
        every = self._vectors.all
        blocks = [every[first : first + _BLOCK] @ vector for first in range(0, len(every), _BLOCK)]
        rows = np.concatenate([self._rows[p.name] for p in partitions] or [np.empty(0, np.int64)])
        scores = np.concatenate(blocks)[rows] if blocks else np.empty(0, np.float32)
        best = np.argsort(-scores, kind="stable")[:limit]
        ids = self._store.ids_of([int(row) for row in rows[best]])
        return [(ids[int(rows[i])], float(scores[i])) for i in best]

    @cached_property
    def _rows(self) -> dict[str, NDArray[np.int64]]:
        return {name: np.array(rows) for name, rows in self._store.rows_by_partition().items()}

    def close(self) -> None:
        """Do nothing: the files belong to the build."""


class SteadyDense:
    """Asks what *open_index* opens, and *spare* whenever that fails; tries it again and again."""

    def __init__(self, open_index: Callable[[], Dense], spare: Dense) -> None:
        self._open_index = open_index
        self._spare = spare
        self._index: Dense | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._reconnect()

    def nearest(
        self, vector: Vectors, partitions: Sequence[Partition], limit: int
    ) -> list[tuple[str, float]]:
        """Return ids and cosines of the *limit* nearest passages, the nearest first."""
        index = self._index
        if index is not None:
            try:
                return index.nearest(vector, partitions, limit)
            except KnowledgeError as error:
                self._lose(index, error)
        return self._spare.nearest(vector, partitions, limit)

    def close(self) -> None:
        """Stop looking for the server."""
        self._closed.set()
        with self._lock:
            index, self._index = self._index, None
        if index is not None:
            index.close()

    def _lose(self, index: Dense, error: KnowledgeError) -> None:
        with self._lock:
            if self._index is not index:
                return  # another question was first
            self._index = None
        index.close()
        self._begin_to_look(error)

    def _reconnect(self) -> bool:
        try:
            index = self._open_index()
        except KnowledgeError as error:
            if threading.current_thread().name != _LOOKING:
                self._begin_to_look(error)
            return False
        with self._lock:
            if not self._closed.is_set():
                self._index = index
                return True
        index.close()
        return True

    def _begin_to_look(self, error: KnowledgeError) -> None:
        logger.warning("%s. Until then the vectors on this disk are searched", error)
        threading.Thread(target=self._look, name=_LOOKING, daemon=True).start()

    def _look(self) -> None:
        while not self._closed.wait(AGAIN_SECONDS):
            if self._reconnect():
                logger.info("the Chroma server answers again")
                return


_LOOKING: Final = "chroma-looking"
