"""One re-index, from the corpus to the promotion."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.dense_server import sweep
from knowledge.dense_update import build_anew
from knowledge.errors import CorpusError, IndexDamagedError, KnowledgeError
from knowledge.fingerprint import fingerprint
from knowledge.gate import Gate
from knowledge.golden import questions_for
from knowledge.in_service import InService, resolve
from knowledge.index_writer import Heritage, write_index
from knowledge.manifest import BuildInfo
from knowledge.passage_store import stored_documents, stored_sources
from knowledge.plan import (
    Outline,
    Plan,
    check_room,
    check_room_at_start,
    check_shrink,
    make_plan,
    outline,
)
from knowledge.reading import read_corpus
from knowledge.readings import Before
from knowledge.request import ReindexReport, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from knowledge.builds import Builds
    from knowledge.dense import DenseBase
    from knowledge.embedder import Embedder
    from knowledge.gate import Verdict
    from knowledge.gather import Unreadable
    from knowledge.index_writer import Written
    from knowledge.progress import Progress
    from knowledge.readings import Readings


logger = logging.getLogger(__name__)


class Rebuild:
    """One re-index; holds the writing lock of its builds while it lives."""

    def __init__(
        self, builds: Builds, embedder: Embedder, request: Request, progress: Progress
    ) -> None:
        self.started = time.monotonic()
        self.builds = builds
        self.embedder = embedder
        self.request = request
        self.progress = progress
        self.fingerprint = fingerprint(embedder)
        self.in_service = InService(builds, self.fingerprint)
        self.corpus = resolve(builds, request)
        self.questions = questions_for(request.golden, with_library=self.corpus.with_library)

    def run(self, tell: Callable[[Outline | Plan], None]) -> ReindexReport:
        """Read, plan, build, check, promote and tidy up."""
        info = self.in_service.info
        names = self.in_service.documents(self.corpus)
        tell(outline(self.corpus, names, info.built_at if info else None))
        self._check_shrink([file.id for file in self.corpus.files])
        check_room_at_start(self.builds.index_dir, self.corpus)
        build_id = self.builds.begin()
        readings = self._read(build_id)
        if self._is_same(readings):
            self._tidy()
            return self._report(readings, None)
        try:
            plan = self._plan(build_id, readings)
            tell(plan)
            self._check(build_id, plan)
        except KnowledgeError:
            self.builds.discard(build_id)
            raise
        written = self._write(build_id)
        return self._finish(build_id, readings, written)

    def rehearse(self) -> Plan:
        """Read and plan, and leave no trace."""
        build_id = self.builds.begin()
        try:
            plan = self._plan(build_id, self._read(build_id))
            try:
                self._check(build_id, plan)
            except KnowledgeError as error:
                return replace(plan, objection=str(error))
            return plan
        finally:
            self.builds.discard(build_id)

    def _read(self, build_id: str) -> Readings:
        folder = self.builds.folder(build_id)
        before = None
        if self.in_service.info is not None:
            is_alike = self.in_service.is_searchable and not self.request.full
            before = Before(self.builds.folder(self.in_service.info.id), is_alike)
        readings = read_corpus(
            folder,
            self.corpus,
            before,
            self.embedder,
            self.progress,
            limits=self.request.limits,
        )
        if not readings.passages:
            self.builds.discard(build_id)
            raise CorpusError(_nothing_readable(readings.unreadable))
        return readings

    def _plan(self, build_id: str, readings: Readings) -> Plan:
        folder = self.builds.folder(build_id)
        donors = self._donors(build_id)
        plan = make_plan(folder, readings, donors, self.embedder, self.fingerprint)
        return replace(plan, unreadable=self.corpus.refused + plan.unreadable)

    def _check(self, build_id: str, plan: Plan) -> None:
        """Stop where the result is unwanted or does not fit."""
        folder = self.builds.folder(build_id)
        self._check_shrink(stored_documents(folder))
        if not (self.request.full or self.request.force):
            self.in_service.check_aside(self.corpus, stored_sources(folder))
        check_room(self.builds.index_dir, plan.needed)

    def _check_shrink(self, now: Collection[str]) -> None:
        if not self.request.allow_shrink:
            check_shrink(self.in_service.documents(self.corpus), now)

    def _write(self, build_id: str) -> Written:
        folder = self.builds.folder(build_id)
        heritage = Heritage(self._donors(build_id), self._base(), self.builds.server)
        return write_index(folder, heritage, self.embedder, self.fingerprint, self.progress)

    def _base(self) -> DenseBase | None:
        return None if self.request.full else self.in_service.dense_base

    def _is_same(self, readings: Readings) -> bool:
        return (
            not self.request.full
            and self.in_service.is_searchable
            and self.in_service.is_housed
            and self.in_service.is_of(self.corpus)
            and not (readings.added or readings.changed or readings.removed)
        )

    def _donors(self, build_id: str) -> list[Path]:
        if self.request.full:
            return []
        others = [i for i in self.builds.unfinished() if i != build_id]
        return [self.builds.folder(i) for i in [*self.builds.finished()[::-1], *others[::-1]]]

    def _finish(self, build_id: str, readings: Readings, written: Written) -> ReindexReport:
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
            on_server=self.builds.server is not None,
        )
        self.progress.stage("Checking", 2 * len(self.questions))
        gate = Gate(self.builds, self.embedder, self.questions, self.progress)
        try:
            verdict = gate.judge(info)
        except IndexDamagedError as error:
            if self._base() is None:
                raise
            logger.warning("the copied dense index fails its check and is built anew: %s", error)
            folder = self.builds.folder(build_id)
            info = replace(info, partitions=build_anew(folder, self.embedder.dimension))
            verdict = gate.judge(info)
        self.builds.finish(info)
        is_turned_down = bool(verdict.objection) and not self.request.force
        if is_turned_down:
            self.builds.set_aside(build_id, verdict.objection)
        else:
            self.builds.promote(build_id)
        self._tidy()
        return self._report(readings, written, verdict, build_id, is_turned_down=is_turned_down)

    def _discard_leftovers(self) -> None:
        for build_id in self.builds.leftovers():
            self.builds.discard(build_id)

    def _tidy(self) -> None:
        self._discard_leftovers()
        self.builds.prune()
        if self.builds.server is not None:
            sweep(self.builds.server, [*self.builds.finished(), *self.builds.unfinished()])

    def _report(
        self,
        readings: Readings,
        written: Written | None,
        verdict: Verdict | None = None,
        build_id: str = "",
        *,
        is_turned_down: bool = False,
    ) -> ReindexReport:
        is_new = written is not None and not is_turned_down
        return ReindexReport(
            build=self.builds.current_or_none() or "",
            is_new=is_new,
            folders=tuple(map(str, self.corpus.folders)),
            added=readings.added,
            changed=readings.changed,
            removed=readings.removed,
            unchanged=readings.unchanged,
            unreadable=self.corpus.refused + readings.unreadable,
            caveats=readings.caveats,
            passages=readings.passages,
            embedded=written.embedded if written else 0,
            carried=written.carried if written else readings.passages,
            seconds=round(time.monotonic() - self.started, 3),
            set_aside=build_id if is_turned_down else "",
            verdict=verdict,
        )


def _nothing_readable(unreadable: Sequence[Unreadable]) -> str:
    first = f", for example {unreadable[0].name}: {unreadable[0].reason}" if unreadable else ""
    return f"no document could be read{first}: nothing was changed"
