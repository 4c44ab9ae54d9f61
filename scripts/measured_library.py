"""Libraries to measure with: a set's corpus, indexed as the product indexes, beside one's own."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from scripts.progress import Bars

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.settings import Settings
    from knowledge.embedder import Embedder
    from knowledge.judged import PassageQuestion
    from knowledge.retrieve import Library


def embedder_of(settings: Settings) -> Embedder:
    """Load the embedding model that the settings name."""
    from knowledge.embedder import load_embedder

    return load_embedder(settings.embedding_model, settings.embedding_revision)


def open_own(settings: Settings) -> Library:
    """Open the library that the bot answers from, indexing the shipped one where there is none."""
    from bot.opening import Model, open_library

    with Bars() as bars:
        return open_library(
            settings.index_dir,
            Model(settings.embedding_model, settings.embedding_revision),
            bars,
            settings.chroma_url,
        )


def open_corpus(settings: Settings, corpus: Path, embedder: Embedder) -> Library:
    """Index a folder with a BEIR corpus through the product's own re-index, and open it.

    The index lies in ``evaluate/`` of the data folder, apart from the bot's own; one that is up to
    date is used as it is.
    """
    from knowledge.reindex import Request, reindex
    from knowledge.retrieve import Library

    index_dir = index_of(settings.data_dir, corpus)
    with Bars() as bars:
        reindex(index_dir, embedder, Request((corpus,), with_library=False), bars)
    return Library(index_dir, embedder)


def index_of(data_dir: Path, corpus: Path) -> Path:
    """Return where the index of a measuring corpus lies."""
    place = corpus.expanduser().resolve()
    mark = hashlib.sha256(str(place).encode()).hexdigest()[:8]
    return data_dir / "evaluate" / f"{place.name}-{mark}"


def open_passages(
    settings: Settings, questions: Sequence[PassageQuestion], embedder: Embedder
) -> Library:
    """Index the passages that a set's questions bring along, each named by its question's id."""
    lines = "".join(
        json.dumps({"_id": q.id, "title": q.title, "text": q.passage}, ensure_ascii=False) + "\n"
        for q in questions
    )
    name = f"passages-{hashlib.sha256(lines.encode()).hexdigest()[:12]}"
    corpus = settings.data_dir / "evaluate" / "corpora" / name
    corpus.mkdir(parents=True, exist_ok=True)
    path = corpus / "corpus.jsonl"
    if not path.is_file() or path.read_text(encoding="utf-8") != lines:
        path.write_text(lines, encoding="utf-8")
    return open_corpus(settings, corpus, embedder)
