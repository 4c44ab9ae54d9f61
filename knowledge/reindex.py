"""Make a new index build of the corpus and put it into service."""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge.builds import BuildInfo, Builds
from knowledge.errors import CorpusError, KnowledgeError
from knowledge.fingerprint import fingerprint
from knowledge.gather import Unreadable, gather
from knowledge.index_writer import write_index
from knowledge.open_build import check_build
from knowledge.reading import Before, read_corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.embedder import Embedder
    from knowledge.gather import Corpus
    from knowledge.index_writer import Written
    from knowledge.reading import Readings

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """Is told how far a re-index has come."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of *total* steps; the one before is over."""

    def advance(self, steps: int) -> None:
        """Count steps of the current stage as done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to index.

    No folders means those of the build in service, unless ``only_library`` drops them; then
    ``with_library`` of ``None`` means that build's choice too, otherwise it means yes. ``full``
    reads and embeds everything again.
    """

    folders: tuple[Path, ...] = ()
    with_library: bool | None = None
    only_library: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a re-index did: counts of sources, then of passages, and how long it took.

    ``build`` is the build now in service; ``is_new`` is false when nothing had changed, so that the
    one before stayed.
    """

    build: str
    is_new: bool
    folders: tuple[str, ...]
    added: int
    changed: int
    removed: int
    unchanged: int
    unreadable: tuple[Unreadable, ...]
    passages: int
    embedded: int
    carried: int
    seconds: float


def reindex(
    index_dir: Path, embedder: Embedder, request: Request, progress: Progress | None = None
) -> ReindexReport:
    """Index the corpus that *request* names and promote the new build.

    Until the promotion, and after a crash at any point, the old build serves; the next run takes
    over the vectors that a killed one had made.

    Raises:
        IndexBusyError: another re-index is at work.
        CorpusError: a folder is missing or empty, or nothing in it can be read.
        KnowledgeError: the index cannot be written.
    """
    builds = Builds(index_dir)
    try:
        with builds.writing():
            return _Run(builds, embedder, request, progress or Silent()).run()
    except (OSError, sqlite3.Error) as error:
        raise KnowledgeError(f"the index in {index_dir} cannot be written: {error}") from error


def resolve(builds: Builds, request: Request) -> Corpus:
    """Return the corpus that *request* means, given what was indexed before.

    Raises:
        CorpusError: a folder is missing or empty.
    """
    current = None if request.folders else _info_or_none(builds)
    folders: Sequence[Path] = request.folders
    with_library = request.with_library is not False
    if current is not None and not request.only_library:
        folders = [Path(folder) for folder in current.folders]
        if request.with_library is None:
            with_library = current.with_library
    return gather(folders, with_library=with_library)


class _Run:
    """One re-index, from the corpus to the promotion."""

    def __init__(
        self, builds: Builds, embedder: Embedder, request: Request, progress: Progress
    ) -> None:
        self.started = time.monotonic()
        self.builds = builds
        self.embedder = embedder
        self.progress = progress
        self.full = request.full
        self.fingerprint = fingerprint(embedder)
        self.current = _info_or_none(builds)
        self.corpus = resolve(builds, request)

    def run(self) -> ReindexReport:
        """Build, check, promote and tidy up."""
        build_id = self.builds.begin()
        folder = self.builds.folder(build_id)
        readings = read_corpus(folder, self.corpus, self._before(), self.embedder, self.progress)
        if not readings.passages:
            self.builds.discard(build_id)
            raise CorpusError(_nothing_readable(readings.unreadable))
        if self._is_same(readings):
            self._discard_unfinished()
            return self._report(self.current_id, readings, None)
        donors = [] if self.full else self._donors(build_id)
        written = write_index(folder, donors, self.embedder, self.fingerprint, self.progress)
        self._finish(build_id, readings, written)
        return self._report(build_id, readings, written)

    @property
    def current_id(self) -> str:
        """The build in service when the run began."""
        return self.current.id if self.current else ""

    def _before(self) -> Before | None:
        if self.current is None:
            return None
        return Before(self.builds.folder(self.current.id), self._is_alike())

    def _is_alike(self) -> bool:
        """Tell whether the current build's passages can be taken over as they are."""
        return (
            not self.full
            and self.current is not None
            and self.current.fingerprint == self.fingerprint
        )

    def _donors(self, build_id: str) -> list[Path]:
        killed = [i for i in self.builds.unfinished() if i != build_id]
        return [self.builds.folder(i) for i in [*self.builds.finished()[::-1], *killed[::-1]]]

    def _is_same(self, readings: Readings) -> bool:
        return (
            self._is_alike()
            and self.current is not None
            and not (readings.added or readings.changed or readings.removed)
            and self.current.folders == tuple(map(str, self.corpus.folders))
            and self.current.with_library == self.corpus.with_library
        )

    def _finish(self, build_id: str, readings: Readings, written: Written) -> None:
        info = BuildInfo(
            id=build_id,
            built_at=datetime.now(UTC),
            sources=readings.sources,
            passages=readings.passages,
            sentences=readings.sentences,
            fingerprint=self.fingerprint,
            folders=tuple(map(str, self.corpus.folders)),
            with_library=self.corpus.with_library,
            partitions=written.partitions,
            seconds=round(time.monotonic() - self.started, 3),
        )
        check_build(self.builds, info)
        self.builds.finish(info)
        self.builds.promote(build_id)
        self._discard_unfinished()
        self.builds.prune()

    def _discard_unfinished(self) -> None:
        for build_id in self.builds.unfinished():
            self.builds.discard(build_id)

    def _report(self, build_id: str, readings: Readings, written: Written | None) -> ReindexReport:
        return ReindexReport(
            build=build_id,
            is_new=written is not None,
            folders=tuple(map(str, self.corpus.folders)),
            added=readings.added,
            changed=readings.changed,
            removed=readings.removed,
            unchanged=readings.unchanged,
            unreadable=self.corpus.refused + readings.unreadable,
            passages=readings.passages,
            embedded=written.embedded if written else 0,
            carried=written.carried if written else readings.passages,
            seconds=round(time.monotonic() - self.started, 3),
        )


def _info_or_none(builds: Builds) -> BuildInfo | None:
    current = builds.current_or_none()
    if current is None:
        return None
    try:
        return builds.info(current)
    except KnowledgeError as error:
        logger.warning("starting anew: %s", error)
        return None


def _nothing_readable(unreadable: Sequence[Unreadable]) -> str:
    first = f", for example {unreadable[0].name}: {unreadable[0].reason}" if unreadable else ""
    return f"no document could be read{first}: nothing was changed"
