"""Which files a re-index looks at, and which of them are as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from knowledge.corpus import SHIPPED_LIBRARY, CorpusFile, printable, scan_corpus
from knowledge.errors import CorpusError, UnreadableSourceError
from knowledge.fingerprint import reading_version
from knowledge.source_rules import SourceRules
from knowledge.works import WORKS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or record that is not in the index, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Caveat:
    """What an administrator should know of a document that is in the index."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that a re-index is to index."""

    folders: tuple[Path, ...]
    with_library: bool
    files: tuple[CorpusFile, ...]
    refused: tuple[Unreadable, ...]
    rules: SourceRules = field(default_factory=SourceRules, compare=False)


def gather(folders: Sequence[Path], *, with_library: bool) -> Corpus:
    """List the files of *folders* and of the shipped library.

    Raises:
        CorpusError: a folder is missing, holds nothing that can be read, or lies in another one;
            or a ``sources.toml`` in one cannot be read.
    """
    own = tuple(dict.fromkeys(folder.expanduser().resolve() for folder in folders))
    _check_apart(own)
    refused: list[Unreadable] = []
    taken: dict[str, CorpusFile] = {}
    for folder in ((SHIPPED_LIBRARY,) if with_library else ()) + own:
        for file in _files(folder, refused):
            if file.id in taken:
                reason = f"has the same name as {taken[file.id].path}: rename one of them"
                refused.append(Unreadable(printable(str(file.path)), reason))
            else:
                taken[file.id] = file
    if not taken:
        raise CorpusError("there is nothing to index: name a folder, or leave out --no-library")
    rules = SourceRules(own)
    files = tuple(rules.stated(file) for file in taken.values())
    return Corpus(own, with_library, files, tuple(refused), rules)


def _files(folder: Path, refused: list[Unreadable]) -> tuple[CorpusFile, ...]:
    try:
        listing = scan_corpus(folder)
    except UnreadableSourceError as error:
        raise CorpusError(f"cannot index {error}: nothing was changed") from error
    except OSError as error:
        raise CorpusError(f"cannot list {folder}: {error.strerror}: nothing was changed") from error
    if not listing.files and folder != SHIPPED_LIBRARY:
        raise CorpusError(f"{folder} holds no document of a type that is read: nothing was changed")
    refused += [
        Unreadable(printable(s.path.relative_to(folder).as_posix()), s.reason)
        for s in listing.skipped
    ]
    return listing.files


def _check_apart(folders: Sequence[Path]) -> None:
    for one in folders:
        for other in folders:
            if one in other.parents:
                raise CorpusError(f"{other} lies inside {one}: name only {one}")


class States:
    """Tells files apart by their bytes, what is said of them and the code that reads them."""

    def __init__(self) -> None:
        self._digests: dict[Path, str] = {}

    def of(self, file: CorpusFile) -> str:
        """Return a digest that changes when reading *file* may give something else.

        Raises:
            UnreadableSourceError: it cannot be opened.
        """
        parts = [reading_version(), self._digest(file.path, file.id), repr(file.stated)]
        companion = file.path.with_name(WORKS_FILE)
        if companion.is_file():
            parts.append(self._digest(companion, file.id))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _digest(self, path: Path, name: str) -> str:
        # Remembered: all records of one corpus file, and all notes of one folder, ask for it.
        if path not in self._digests:
            digest = hashlib.sha256()
            try:
                with path.open("rb") as opened:
                    while block := opened.read(_BLOCK):
                        digest.update(block)
            except OSError as error:
                reason = f"cannot be opened: {error.strerror}"
                raise UnreadableSourceError(name, reason) from error
            self._digests[path] = digest.hexdigest()
        return self._digests[path]
