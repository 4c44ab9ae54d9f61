"""The vectors that a search needs besides those of the index: the query's, and labels'."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from knowledge.embedder import Embedder
    from knowledge.model import Vectors

_LABELS: Final = 10_000
"""Labels whose vectors are kept, 1.5 kB each: the same documents are found again and again."""


class Asking:
    """Embeds queries, titles and headings; safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._remembered = lru_cache(maxsize=_LABELS)(self._embedded)

    def query(self, text: str) -> Vectors:
        """Embed a question; shape (d,)."""
        return self._embedder.embed_query(text)

    def label(self, text: str) -> Vectors:
        """Embed a title or heading; shape (d,). Some 4 ms for a new one, none for a known one."""
        return self._remembered(text)

    def _embedded(self, text: str) -> Vectors:
        vector: Vectors = self._embedder.embed_texts([text])[0]
        return vector
