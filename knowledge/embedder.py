"""Text to vectors: what an embedder promises, and how to load one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.model import Passage, Vectors

BUNDLED: Final = "bundled"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A passage's unit vector, shape (d,), and those of its parts, shape (n, d).

    ``sentence_vectors`` has one for each sentence, then one for each wording that asks for it.
    """

    vector: Vectors = field(repr=False)
    sentence_vectors: Vectors = field(repr=False)


class Embedder(Protocol):
    """Turns text into unit vectors of float32, so that a dot product is a cosine.

    Safe to use from several threads at once.
    """

    @property
    def name(self) -> str:
        """The model's name as an administrator wrote it."""

    @property
    def revision(self) -> str:
        """Which version of it: the bundled weights' SHA-256, or the revision asked for."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads, by :meth:`count_tokens`; the rest is cut off."""

    @property
    def settings(self) -> Mapping[str, str | int | bool]:
        """Everything that shapes a vector, for the build's fingerprint."""

    def count_tokens(self, text: str) -> int:
        """Count *text* in the model's own tokens, with its special tokens and document prompt."""

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; shape (d,)."""

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as documents, in the order given; shape (n, d)."""

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        """Embed passages, their sentences and the wordings that ask for them, in the order given.

        *on_done* is told how many passages each finished batch held.
        """


def is_one_token(embedder: Embedder, word: str) -> bool:
    """Tell whether the model knows *word* whole: it knows common words, and no slips."""
    return embedder.count_tokens(word) - embedder.count_tokens("") == 1


def load_embedder(model: str = BUNDLED, revision: str = "") -> Embedder:
    """Load an embedding model: the bundled one without any network, or another by name or folder.

    Raises:
        EmbeddingModelError: it is missing, altered or no embedding model.
    """
    # torch and transformers take seconds to import: commands that embed nothing must not wait.
    from knowledge.transformer import load_transformer

    return load_transformer(model, revision)
