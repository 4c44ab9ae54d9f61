"""What a folder of documents holds: the files that can become sources."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableSourceError
from knowledge.formats.beir import CORPUS_FILES, list_records
from knowledge.readers import SUFFIXES
from knowledge.works import WORKS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

SHIPPED_LIBRARY = Path(__file__).parent / "library"
LIBRARY_PREFIX = "library/"
_COMPANIONS = frozenset({WORKS_FILE})


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One future source: its stable id, the file that holds it, and its size in bytes."""

    id: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of the corpus folder that is not read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class CorpusListing:
    """What a corpus folder holds."""

    files: tuple[CorpusFile, ...]
    skipped: tuple[SkippedFile, ...]


def list_corpus(folder: Path) -> list[CorpusFile]:
    """List the sources in *folder* and below, ordered by id; a BEIR corpus in its file's order.

    Hidden files and types that no reader knows are left out; :func:`scan_corpus` tells which.
    Raises UnreadableSourceError when *folder* is not a folder.
    """
    return list(scan_corpus(folder).files)


def scan_corpus(folder: Path) -> CorpusListing:
    """List the sources in *folder* and below, and the files that will not be read."""
    if not folder.is_dir():
        reason = "is not a folder" if folder.exists() else "does not exist"
        raise UnreadableSourceError(str(folder), reason)
    files: list[CorpusFile] = []
    skipped: list[SkippedFile] = []
    for path in _walk(folder):
        reason = _reason_to_skip(path)
        if reason:
            skipped.append(SkippedFile(path, reason))
            logger.info("skipped %s: %s", path, reason)
        elif path.name in CORPUS_FILES:
            files += [CorpusFile(name, path, size) for name, size in list_records(path)]
        else:
            files.append(CorpusFile(source_id(path, folder), path, path.stat().st_size))
    return CorpusListing(tuple(files), tuple(skipped))


def source_id(path: Path, folder: Path) -> str:
    """Name a file by its path inside *folder*, so that the name holds wherever the folder lies."""
    inside = path.relative_to(folder).as_posix()
    if folder.resolve() == SHIPPED_LIBRARY.resolve():
        return LIBRARY_PREFIX + inside
    # The prefix belongs to the shipped notes alone.
    return f"./{inside}" if inside.startswith(LIBRARY_PREFIX) else inside


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the visible files below *folder*, ordered by their path with ``/``."""
    found = (
        path
        for path in folder.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.name not in _COMPANIONS
        and not path.is_dir()
    )
    return iter(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def _reason_to_skip(path: Path) -> str:
    if not path.is_file():
        return "is a broken link or no ordinary file"
    if path.name.startswith("~$"):
        return "is an office program's lock file"
    if path.name in CORPUS_FILES or path.suffix.casefold() in SUFFIXES:
        return ""
    return f"has a type that is not read ({path.suffix or 'no suffix'})"
