"""Make a new index build of the corpus and put it into service."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from knowledge.builds import Builds
from knowledge.errors import KnowledgeError
from knowledge.progress import Progress, Silent
from knowledge.rebuild import Rebuild
from knowledge.request import ReindexReport, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from knowledge.embedder import Embedder
    from knowledge.plan import Outline, Plan

__all__ = ["ReindexReport", "Request", "dry_run", "reindex"]


def reindex(
    index_dir: Path,
    embedder: Embedder,
    request: Request,
    progress: Progress | None = None,
    tell: Callable[[Outline | Plan], None] = lambda _: None,
) -> ReindexReport:
    """Index the corpus that *request* names and promote the new build.

    Until the promotion, and after a crash at any point, the old build serves; the next run takes
    over the vectors that a killed one had made. *tell* learns what will be done before it is done.

    Raises:
        IndexBusyError: another re-index is at work.
        CorpusError: a folder is missing or empty, or nothing in it can be read.
        ShrunkCorpusError: far fewer documents are there than before.
        NoRoomError: the disk is too full.
        NotForServiceError: a build of just these documents was set aside.
        JudgedSetError: the golden questions cannot be read.
        VectorServerError: the Chroma server does not answer.
        KnowledgeError: the index cannot be written.
    """
    with _run(index_dir, embedder, request, progress) as run:
        return run.run(tell)


def dry_run(
    index_dir: Path, embedder: Embedder, request: Request, progress: Progress | None = None
) -> Plan:
    """Read what changed and say what a re-index would do; leaves the index as it was.

    Raises:
        KnowledgeError: as for :func:`reindex`, but for shrinking and room on the disk.
    """
    with _run(index_dir, embedder, request, progress) as run:
        return run.rehearse()


@contextlib.contextmanager
def _run(
    index_dir: Path, embedder: Embedder, request: Request, progress: Progress | None
) -> Iterator[Rebuild]:
    builds = Builds(index_dir, request.chroma_url)
    try:
        with builds.writing():
            yield Rebuild(builds, embedder, request, progress or Silent())
    except (OSError, sqlite3.Error) as error:
        raise KnowledgeError(f"the index in {index_dir} cannot be written: {error}") from error
