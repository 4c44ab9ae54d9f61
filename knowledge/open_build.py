"""One build, opened for searching, and the library's way to the newest one."""

from __future__ import annotations

import contextlib
import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge.dense import DenseIndex
from knowledge.dense_server import patiently
from knowledge.dense_steady import ExactDense, SteadyDense
from knowledge.errors import IndexDamagedError, IndexMismatchError, KnowledgeError
from knowledge.lexical import LexicalIndex
from knowledge.model import Audience
from knowledge.passage_store import PassageStore
from knowledge.vectors import VectorFiles
from knowledge.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from knowledge.builds import Builds
    from knowledge.dense_server import Server
    from knowledge.dense_steady import Dense
    from knowledge.locks import Lock
    from knowledge.manifest import BuildInfo, Fingerprint, Partition

_POLL_SECONDS: Final = 1.0
"""How often an idle process looks for a promoted build: one ``stat``."""
_CANARIES: Final = 50
"""Passages that a new build is asked for before it is promoted."""
_SLACK: Final = 0.001
"""Rounding that a cosine of a vector with itself may show."""

logger = logging.getLogger(__name__)


class OpenBuild:
    """All files of one finished build, readable from any thread; the lock keeps them on disk.

    *steady* searches go on while a Chroma server is away; without it that is an error.
    """

    def __init__(
        self,
        folder: Path,
        info: BuildInfo,
        lock: Lock,
        server: Server | None = None,
        *,
        steady: bool = True,
    ) -> None:
        self.info = info
        with contextlib.ExitStack() as files:
            files.callback(lock.release)
            self.store = PassageStore(folder)
            files.callback(self.store.close)
            self.vectors = VectorFiles(folder, info.dimension)
            self.lexical = LexicalIndex(folder)
            self.vocabulary = read_vocabulary(folder)
            self.dense = self._dense(folder, server, steady=steady)
            files.callback(self.dense.close)
            self.asked = np.array(self.store.asked_counts(), dtype=np.int32)
            self.twins = np.frombuffer(b"".join(self.store.twins()), dtype=np.uint64)
            # A Chroma collection's first query loads its graph: here, not in somebody's question.
            self.dense.nearest(np.eye(1, info.dimension, dtype=np.float32)[0], info.partitions, 1)
            self._files = files.pop_all()

    def _dense(self, folder: Path, server: Server | None, *, steady: bool) -> Dense:
        if not self.info.on_server:
            return DenseIndex(folder, self.info.partitions)
        if server is None:
            raise IndexMismatchError("its vectors on", "a Chroma server", "none (CHROMA_URL)")
        if not steady:
            return DenseIndex(folder, self.info.partitions, server)
        return SteadyDense(
            lambda: DenseIndex(folder, self.info.partitions, server),
            ExactDense(self.store, self.vectors),
        )

    def partitions(
        self, audience: Audience, collections: Collection[str] | None
    ) -> tuple[Partition, ...]:
        """Return the parts of the index that a reader may see."""
        return tuple(
            p
            for p in self.info.partitions
            if (audience is Audience.INTERNAL or p.audience is Audience.SHARED)
            and (collections is None or p.collection in collections)
        )

    def close(self) -> None:
        """Close the files and let the build be pruned."""
        self._files.close()


def open_current(builds: Builds, wanted: Fingerprint) -> OpenBuild:
    """Open the build in service.

    Raises:
        NoIndexError: there is none.
        IndexMismatchError: it was made with another model or other settings.
        IndexDamagedError: its files cannot be read.
    """
    while True:
        build_id = builds.current()
        lock = builds.hold(build_id)
        if lock is None:  # pruned between the two lines above: the pointer has moved on
            if builds.current_or_none() == build_id:
                raise IndexDamagedError(build_id, "its lock file is gone")
            continue
        try:
            info = builds.info(build_id)
            check_fingerprint(info.fingerprint, wanted)
            return OpenBuild(builds.folder(build_id), info, lock, builds.server)
        except BaseException:
            lock.release()
            raise


@contextlib.contextmanager
def checked(builds: Builds, info: BuildInfo) -> Iterator[OpenBuild]:
    """Open a build that is about to be finished, having asked it for passages that it must find.

    Counting is not enough: a damaged Chroma index counts right and finds nothing.

    Raises:
        IndexDamagedError: it does not hold what was written into it.
    """
    lock = builds.hold(info.id)
    if lock is None:
        raise IndexDamagedError(info.id, "its lock file is gone")
    build = patiently(
        lambda: OpenBuild(builds.folder(info.id), info, lock, builds.server, steady=False)
    )
    try:
        if len(build.lexical) != info.passages:
            raise IndexDamagedError(info.id, "the keyword index is incomplete")
        step = max(info.passages // _CANARIES, 1)
        for vector in build.vectors.passages(range(0, info.passages, step)):
            nearest = patiently(partial(build.dense.nearest, vector, info.partitions, 1))
            if not nearest or nearest[0][1] < 1 - _SLACK:
                raise IndexDamagedError(info.id, "the dense index misses its own passages")
        yield build
    finally:
        build.close()


def check_fingerprint(built: Fingerprint, wanted: Fingerprint) -> None:
    """Raise :class:`IndexMismatchError` naming the first setting in which the two differ."""
    for name in sorted(built.keys() | wanted.keys()):
        if built.get(name) != wanted.get(name):
            what = name.replace("_", " ")
            raise IndexMismatchError(what, str(built.get(name)), str(wanted.get(name)))


class _Leased:
    """An open build with the number of searches in it."""

    def __init__(self, build: OpenBuild) -> None:
        self.build = build
        self.users = 0
        self.retired = False


class Follower:
    """Hands out the current build and moves to a newer one without making anybody wait.

    A background thread notices a promotion, opens the new build while searches go on in the old
    one, swaps, and closes the old one when the last search has left it.
    """

    def __init__(self, builds: Builds, wanted: Fingerprint) -> None:
        self._builds = builds
        self._wanted = wanted
        self._lock = threading.Lock()
        self._stamp = builds.stamp()
        self._leased = _Leased(open_current(builds, wanted))
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._follow, name="index-follower", daemon=True)
        self._thread.start()

    @property
    def info(self) -> BuildInfo:
        """The build that the next search uses."""
        return self._leased.build.info

    @contextlib.contextmanager
    def lease(self) -> Iterator[OpenBuild]:
        """Use the current build for one search."""
        if self._builds.stamp() != self._stamp:
            self._wake.set()
        with self._lock:
            leased = self._leased
            leased.users += 1
        try:
            yield leased.build
        finally:
            self._leave(leased)

    def close(self) -> None:
        """Stop following and close the build once no search is in it."""
        self._closed = True
        self._wake.set()
        self._thread.join()
        with self._lock:
            leased = self._leased
            leased.users += 1
            leased.retired = True
        self._leave(leased)

    def _leave(self, leased: _Leased) -> None:
        with self._lock:
            leased.users -= 1
            last = leased.retired and leased.users == 0
        if last:
            leased.build.close()

    def _follow(self) -> None:
        while not self._closed:
            self._wake.wait(_POLL_SECONDS)
            self._wake.clear()
            stamp = self._builds.stamp()
            if self._closed or stamp is None or stamp == self._stamp:
                continue
            try:
                self._swap()
            except KnowledgeError as error:
                # The old build goes on serving; said once per promotion.
                logger.error("the new index build is not used: %s", error)  # noqa: TRY400
            except Exception:
                # Whatever it is, this thread must live to see the build that mends it.
                logger.exception("the new index build is not used")
            self._stamp = stamp

    def _swap(self) -> None:
        if self._builds.current() == self.info.id:
            return
        fresh = _Leased(open_current(self._builds, self._wanted))
        with self._lock:
            old, self._leased = self._leased, fresh
            old.users += 1
            old.retired = True
        self._leave(old)
        logger.info("now serving index build %s", fresh.build.info.id)
