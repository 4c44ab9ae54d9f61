"""What a re-index starts from: the build in service, and the corpus that is meant."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.dense import DenseBase
from knowledge.errors import CorpusError, IndexDamagedError, KnowledgeError, NotForServiceError
from knowledge.gather import gather
from knowledge.passage_store import stored_documents, stored_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.builds import Builds
    from knowledge.gather import Corpus
    from knowledge.manifest import BuildInfo, Fingerprint, MadeOf
    from knowledge.request import Request

logger = logging.getLogger(__name__)


def info_or_none(builds: Builds) -> BuildInfo | None:
    """Return the manifest of the build in service, if there is one that can be read."""
    current = builds.current_or_none()
    if current is None:
        return None
    try:
        return builds.info(current)
    except KnowledgeError as error:
        logger.warning("starting anew: %s", error)
        return None


def resolve(builds: Builds, request: Request) -> Corpus:
    """Return the corpus that *request* means, given what was indexed before.

    Raises:
        CorpusError: a folder is missing or empty, or what was indexed before cannot be known.
    """
    current = None if request.folders else builds.current_or_none()
    folders: Sequence[Path] = request.folders
    with_library = request.with_library is not False
    if current is not None and not request.only_library:
        before = _made_of(builds, current)
        folders = [Path(folder) for folder in before.folders]
        if request.with_library is None:
            with_library = before.with_library
    return gather(folders, with_library=with_library)


def _made_of(builds: Builds, current: str) -> MadeOf:
    try:
        return builds.made_of(current)
    except IndexDamagedError as error:
        # Going on with the shipped library alone would drop somebody's documents unseen.
        raise CorpusError(
            f"which folders the index in service holds cannot be read ({error.reason}): name them, "
            "advisor reindex FOLDER, or take the shipped library only with --only-library"
        ) from error


class InService:
    """What serves when a re-index begins; ``info`` is ``None`` where nothing does."""

    def __init__(self, builds: Builds, fingerprint: Fingerprint) -> None:
        self._builds = builds
        self._fingerprint = fingerprint
        self.info = info_or_none(builds)

    @property
    def is_searchable(self) -> bool:
        """Whether it was made with the same model, splitter and layout as what is made now."""
        return self.info is not None and self.info.fingerprint == self._fingerprint

    @property
    def is_housed(self) -> bool:
        """Whether its passage vectors are where a new build's would be."""
        return self.info is not None and self.info.on_server is (self._builds.server is not None)

    @property
    def dense_base(self) -> DenseBase | None:
        """What the dense index of a new build may begin with."""
        if self.info is None or not self.is_searchable or not self.is_housed:
            return None
        if self.info.on_server:  # a server copies nothing
            return None
        return DenseBase(self._builds.folder(self.info.id), self.info.partitions)

    def is_of(self, corpus: Corpus) -> bool:
        """Tell whether it was made of the same folders."""
        return self.info is not None and _is_of(self.info, corpus)

    def documents(self, corpus: Corpus) -> frozenset[str]:
        """Return the names of its documents; none when it was made of other folders."""
        return self._documents if self.is_of(corpus) else frozenset()

    @cached_property
    def _documents(self) -> frozenset[str]:
        assert self.info is not None  # noqa: S101 - asked for only then
        return stored_documents(self._builds.folder(self.info.id))

    def check_aside(self, corpus: Corpus, sources: Mapping[str, str]) -> None:
        """Do not make again what was turned down: a schedule must not undo a rollback.

        *sources* are the digests of what the corpus says now, by name.

        Raises:
            NotForServiceError: a build that was set aside says just this.
        """
        for other in self._builds.aside():
            try:
                info = self._builds.info(other)
            except IndexDamagedError:  # of another version, most likely: nothing like a new one
                continue
            if (
                info.fingerprint == self._fingerprint
                and _is_of(info, corpus)
                and sources == stored_sources(self._builds.folder(other))
            ):
                raise NotForServiceError(
                    f"build {other} of just these documents was set aside "
                    f"({self._builds.why_aside(other)}): nothing was changed. To put it into "
                    f"service all the same: advisor reindex --promote {other}"
                )


def _is_of(info: BuildInfo, corpus: Corpus) -> bool:
    return (info.folders, info.with_library) == (
        tuple(map(str, corpus.folders)),
        corpus.with_library,
    )
