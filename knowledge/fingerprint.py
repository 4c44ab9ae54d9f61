"""What an index depends on besides the documents: model, splitter, file layout, reading code."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowledge.manifest import FORMAT

if TYPE_CHECKING:
    from knowledge.embedder import Embedder
    from knowledge.manifest import Fingerprint

SPLITTER: Final = "sentences-1"
"""Name of the rule that cuts sources into passages; a new name asks every index to be rebuilt."""

_AFTER_PASSAGES: Final = frozenset({
    "asking", "builds", "bundled", "carry", "confidence", "dense", "dense_server", "dense_steady",
    "dense_update", "embedder", "errors", "evaluate", "fingerprint", "fusion", "gate", "gather",
    "golden", "in_service", "index_writer", "judged", "lexical", "limits", "locks", "manifest",
    "metrics", "open_build", "passage_rows", "passage_store", "passage_writer", "plan", "progress",
    "propose", "query", "reader_pool", "reader_process", "reading", "readings", "rebuild",
    "reindex", "request", "retrieve", "rouge", "service", "transformer", "vectors", "vocabulary",
    "watching",
})  # fmt: skip


_PARSERS: Final = (
    "kreuzberg",
    "lxml",
    "markdown-it-py",
    "pypdfium2",
    "python-calamine",
    "python-docx",
)


def fingerprint(embedder: Embedder) -> Fingerprint:
    """Return what a build must have been made with to be searched with *embedder*."""
    return {
        **embedder.settings,
        "model": embedder.name,
        "revision": embedder.revision,
        "dimension": embedder.dimension,
        "splitter": SPLITTER,
        "format": FORMAT,
    }


@lru_cache(maxsize=1)
def reading_version() -> str:
    """Return a digest of the code that makes passages of files.

    After an upgrade of that code every file is read again; passages that come out the same keep
    their vectors. Modules that only work on finished passages do not count; one that is missing
    from their list merely makes the next re-index read more than it must.
    """
    versions = map(metadata.version, _PARSERS)
    digest = hashlib.sha256(" ".join(versions).encode())
    for module in sorted(Path(__file__).parent.rglob("*.py")):
        if module.stem not in _AFTER_PASSAGES:
            digest.update(module.name.encode() + module.read_bytes())
    return digest.hexdigest()
