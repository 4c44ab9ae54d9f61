"""What a folder of documents holds: the files that can become sources."""

from __future__ import annotations

import errno
import logging
import os
import stat
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from knowledge.blocks import DocumentFacts
from knowledge.errors import UnreadableSourceError
from knowledge.formats.beir import CORPUS_FILES, list_records
from knowledge.formats.kinds import SUFFIXES, not_read
from knowledge.source_rules import SOURCES_FILE
from knowledge.works import WORKS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

SHIPPED_LIBRARY = Path(__file__).parent / "library"
LIBRARY_PREFIX = "library/"
_COMPANIONS = frozenset({WORKS_FILE, SOURCES_FILE})
_LINK_FILES = frozenset({".url", ".webloc"})
_SPECIAL = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One future source: its stable id, the file that holds it, and its size in bytes.

    ``inside`` leads from the file to a document in it: a member of an archive, an attachment.
    ``stated`` is what ``sources.toml`` says of it.
    """

    id: str
    path: Path
    size: int
    inside: tuple[str, ...] = ()
    stated: DocumentFacts = field(default_factory=DocumentFacts)

    @property
    def name(self) -> str:
        """What it is called, without the folders: its suffix says what it is."""
        return PurePosixPath(self.inside[-1]).name if self.inside else self.path.name

    def part(self, name: str) -> CorpusFile:
        """Return the document called *name* inside this one."""
        return replace(self, id=f"{self.id}/{printable(name)}", inside=(*self.inside, name))


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
    for path, reason in sorted(_walk(folder), key=lambda found: found[0].as_posix()):
        if reason:
            skipped.append(SkippedFile(path, reason))
            logger.info("skipped %s: %s", path, reason)
        elif path.name in CORPUS_FILES:
            files += [CorpusFile(name, path, size) for name, size in list_records(path)]
        else:
            files.append(CorpusFile(source_id(path, folder), path, _size(path)))
    return CorpusListing(tuple(files), tuple(skipped))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone since it was listed: opening it will say so


def source_id(path: Path, folder: Path) -> str:
    """Name a file by its path inside *folder*, so that the name holds wherever the folder lies."""
    inside = printable(path.relative_to(folder).as_posix())
    if _is_shipped(folder):
        return LIBRARY_PREFIX + inside
    # The prefix belongs to the shipped notes alone.
    return f"./{inside}" if inside.startswith(LIBRARY_PREFIX) else inside


@lru_cache(maxsize=16)
def _is_shipped(folder: Path) -> bool:
    return folder.resolve() == SHIPPED_LIBRARY.resolve()


def printable(name: str) -> str:
    r"""Write what no line shows in a name as escapes: ``\x0a``, ``\u202e``, ``\xe9`` for a byte.

    A file name is any bytes. Control characters, marks that turn the direction of writing and
    bytes that are no UTF-8 would break what shows the id, or could not be stored.
    """
    if name.isascii() and name.isprintable():
        return name
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if unicodedata.category(c) not in _UNSHOWN else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the visible files below *folder*, each with the reason why it is not read, or none.

    Links are never followed into folders, so no circle of them goes on for ever.
    """
    root = folder.resolve()
    pending = [folder]
    while pending:
        place = pending.pop()
        try:
            entries = list(os.scandir(place))
        except OSError as error:
            if place == folder:
                raise
            yield place, f"is a folder that cannot be listed: {error.strerror}"
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _COMPANIONS:
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path, _reason_to_skip(path, root)


def _reason_to_skip(path: Path, root: Path) -> str:
    if path.is_symlink() and (reason := _why_not_followed(path, root)):
        return reason
    try:
        kind = path.stat().st_mode
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    if not stat.S_ISREG(kind):
        return f"is {_SPECIAL.get(stat.S_IFMT(kind), 'no ordinary file')}"
    return "" if path.name in CORPUS_FILES else _why_not_read(path)


def _why_not_read(path: Path) -> str:
    suffix = path.suffix.casefold()
    if path.name.startswith("~$"):
        return "is an office program's lock file"
    if suffix in _LINK_FILES:
        return "is a link to a web page, which is not fetched: save the page into the folder"
    return "" if suffix in SUFFIXES else not_read(suffix)


def _why_not_followed(path: Path, root: Path) -> str:
    """Say why a link is not read: it leads nowhere, out of the folder, or to what is read anyway.

    Whoever may write into the folder must not get other files of this machine into answers.
    """
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        is_loop = isinstance(error, RuntimeError) or error.errno == errno.ELOOP
        return "is a link in a circle" if is_loop else "is a link to nothing"
    if not target.is_relative_to(root):
        return "is a link that leads out of the folder: copy what it points to"
    if target.is_dir():
        return "is a link to a folder, which is not followed"
    inside = target.relative_to(root)
    # A mounted volume keeps its files in a hidden folder and shows links to them.
    is_hidden = any(part.startswith(".") for part in inside.parts)
    return "" if is_hidden else f"is a link to {printable(inside.as_posix())}, which is read itself"
