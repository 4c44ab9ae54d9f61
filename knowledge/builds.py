"""Index builds: immutable folders, the pointer to the current one, and who still uses which.

``data/index/current`` holds one build's id; ``data/index/builds/<id>/`` is a build. It is finished
once ``build.json`` is in it, written last; a folder without one is what a killed run left. A
finished build with ``set-aside.txt`` in it is not for service: the gate or a person said no.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from knowledge.dense_server import server_of
from knowledge.errors import IndexBusyError, KnowledgeError, NoIndexError
from knowledge.locks import Lock, exclusive, replace_file, shared
from knowledge.manifest import FILE, as_plain, read_made_of, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.dense_server import Server
    from knowledge.manifest import BuildInfo, MadeOf

_LOCK: Final = "reindex.lock"
_ASIDE: Final = "set-aside.txt"

logger = logging.getLogger(__name__)


class Builds:
    """The builds under one index folder; with the URL of a Chroma server new ones go there.

    Raises:
        KnowledgeError: the URL is malformed.
    """

    def __init__(self, index_dir: Path, chroma_url: str = "") -> None:
        self.index_dir = index_dir
        self.server: Server | None = server_of(index_dir, chroma_url)
        self._builds = index_dir / "builds"
        self._pointer = index_dir / "current"

    def folder(self, build_id: str) -> Path:
        """Return where the build's files are."""
        return self._builds / build_id

    def stamp(self) -> tuple[int, int] | None:
        """Return what changes whenever another build is promoted; costs one ``stat``."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> str:
        """Return the id of the build in service.

        Raises:
            NoIndexError: nothing was promoted yet, or its folder is gone.
        """
        build_id = self.current_or_none()
        if build_id is None:
            raise NoIndexError(str(self.index_dir))
        return build_id

    def current_or_none(self) -> str | None:
        """Return the id of the build in service, if there is one.

        Raises:
            KnowledgeError: the index folder cannot be read.
        """
        try:
            build_id = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KnowledgeError(f"cannot read {self._pointer}: {error.strerror}") from error
        return build_id if build_id and self._manifest(build_id).is_file() else None

    def info(self, build_id: str) -> BuildInfo:
        """Read a finished build's manifest.

        Raises:
            IndexDamagedError: it is missing, torn or of another format.
        """
        return read_manifest(self.folder(build_id))

    def made_of(self, build_id: str) -> MadeOf:
        """Return what a finished build was made of, whichever version made it.

        Raises:
            IndexDamagedError: its manifest is missing or torn.
        """
        return read_made_of(self.folder(build_id))

    def size(self, build_id: str) -> int:
        """Return how many bytes a build takes on disk."""
        return sum(p.stat().st_size for p in self.folder(build_id).rglob("*") if p.is_file())

    def finished(self) -> list[str]:
        """Return the ids of the finished builds, the oldest first."""
        return sorted(i for i in self._ids() if self._manifest(i).is_file())

    def unfinished(self) -> list[str]:
        """Return the ids of folders that killed runs left, the oldest first."""
        return sorted(i for i in self._ids() if not self._manifest(i).is_file())

    def before(self, build_id: str) -> str | None:
        """Return the newest finished build older than this one that was not set aside."""
        older = [i for i in self.finished() if i < build_id and self.why_aside(i) is None]
        return older[-1] if older else None

    def leftovers(self) -> list[str]:
        """Return what killed runs left, the oldest first: good for its vectors alone."""
        current = self.current_or_none()
        # Killed between finishing and promoting: nobody has been served from it.
        finished = [i for i in self.finished() if current and i > current]
        return sorted(self.unfinished() + [i for i in finished if self.why_aside(i) is None])

    def begin(self) -> str:
        """Make the folder of a new build and return its id, which sorts by time."""
        build_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
        folder = self.folder(build_id)
        folder.mkdir(parents=True)
        (folder / "in-use").touch()
        return build_id

    def finish(self, info: BuildInfo) -> None:
        """Write the manifest, which makes the build a finished one."""
        replace_file(self._manifest(info.id), json.dumps(as_plain(info), indent=1))

    def promote(self, build_id: str) -> None:
        """Make a finished build the current one, in one step that others see whole."""
        replace_file(self._pointer, build_id)

    def set_aside(self, build_id: str, why: str) -> None:
        """Mark a finished build as not for service; *why* is a sentence for people."""
        replace_file(self.folder(build_id) / _ASIDE, why)

    def take_back(self, build_id: str) -> None:
        """Undo :meth:`set_aside`."""
        (self.folder(build_id) / _ASIDE).unlink(missing_ok=True)

    def why_aside(self, build_id: str) -> str | None:
        """Return why a build was set aside; ``None`` when it was not."""
        try:
            return (self.folder(build_id) / _ASIDE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def aside(self) -> list[str]:
        """Return the ids of the builds set aside, the oldest first."""
        return [i for i in self.finished() if self.why_aside(i) is not None]

    def hold(self, build_id: str) -> Lock | None:
        """Keep a build from being pruned while the lock lives; ``None`` when it is just going."""
        return shared(self.folder(build_id) / "in-use")

    def prune(self) -> list[str]:
        """Delete old builds that no process uses; return their ids.

        Two stay, the current one and the one before, and the newest of those set aside for as long
        as nothing newer is in service.
        """
        current = self.current_or_none()
        if current is None:
            return []
        newer = [i for i in self.aside() if i > current]
        kept = {current, self.before(current), *newer[-1:]}
        return [i for i in self.finished() if i not in kept and self.discard(i)]

    def discard(self, build_id: str) -> bool:
        """Delete one build unless a process uses it; say whether it is gone."""
        folder = self.folder(build_id)
        lock = exclusive(folder / "in-use")
        if lock is None:
            return False
        try:
            # Out of sight first: a delete that is killed half-way leaves no half build behind.
            trash = self._builds / f".trash-{build_id}"
            folder.rename(trash)
            shutil.rmtree(trash, ignore_errors=True)
        finally:
            lock.release()
        return True

    def check_free(self) -> None:
        """Raise what :meth:`writing` would raise now, for whoever has to prepare for long."""
        if (self.index_dir / _LOCK).exists():
            with self.writing():
                pass

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only re-index on this folder; clean up what deletes left.

        Raises:
            IndexBusyError: another re-index is at work.
        """
        self._builds.mkdir(parents=True, exist_ok=True)
        path = self.index_dir / _LOCK
        lock = exclusive(path)
        if lock is None:
            raise IndexBusyError(path.read_text(encoding="utf-8"))
        try:
            lock.write(f"process {os.getpid()}, since {datetime.now().astimezone():%H:%M}")
            for trash in self._builds.glob(".trash-*"):
                shutil.rmtree(trash, ignore_errors=True)
            yield
        finally:
            lock.release()

    def _manifest(self, build_id: str) -> Path:
        return self.folder(build_id) / FILE

    def _ids(self) -> list[str]:
        if not self._builds.is_dir():
            return []
        return [p.name for p in self._builds.iterdir() if p.is_dir() and p.name[0] != "."]
