"""Corpus to passages: reads what changed and takes the rest over from the build in service."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.corpus import printable
from knowledge.errors import UnreadableSourceError
from knowledge.formats.beir import CORPUS_FILES
from knowledge.gather import Caveat, States, Unreadable
from knowledge.limits import too_large
from knowledge.passage_rows import StoredFile, StoredSource, content_digest
from knowledge.passage_writer import PassageWriter
from knowledge.passages import split
from knowledge.reader_pool import ReaderPool
from knowledge.reader_process import Reply
from knowledge.readers import read_document
from knowledge.readings import Readings, remembered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from knowledge.corpus import CorpusFile
    from knowledge.embedder import Embedder
    from knowledge.gather import Corpus
    from knowledge.limits import Limits
    from knowledge.model import Source
    from knowledge.progress import Progress
    from knowledge.readings import Before
    from knowledge.source_rules import SourceRules

logger = logging.getLogger(__name__)

# Documents under way: enough that no reading process waits, few enough for memory.
_MOST_UNDER_WAY: Final = 64
_MOST_BYTES_UNDER_WAY: Final = 200_000_000


def read_corpus(  # noqa: PLR0913 - what reads, from where, to where, compared with what
    folder: Path,
    corpus: Corpus,
    before: Before | None,
    embedder: Embedder,
    progress: Progress,
    *,
    limits: Limits,
) -> Readings:
    """Write the passages of *corpus* into the new build in *folder*.

    Documents are opened by other processes, each of which goes on with the next one while passages
    are cut here; they are written in the corpus's order all the same.
    """
    with ReaderPool(limits) as pool:
        reader = _Reader(PassageWriter(folder), before, embedder, pool, corpus.rules)
        progress.stage("Reading", len(corpus.files))
        try:
            reader.read(corpus.files, progress)
            reader.noted(corpus.rules.caveats())
            return reader.readings()
        finally:
            reader.close()


@dataclass(frozen=True, slots=True)
class _Step:
    """One document and how it is dealt with: carried over, read here, or being read in the pool."""

    file: CorpusFile
    state: str = ""
    kept: StoredFile | None = None
    carries: bool = False
    is_asked: bool = False


class _Reader:
    """Takes documents one by one and keeps count."""

    def __init__(
        self,
        writer: PassageWriter,
        old: Before | None,
        embedder: Embedder,
        pool: ReaderPool,
        rules: SourceRules,
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._pool = pool
        self._limits = pool.limits
        self._rules = rules
        self._states = States()
        self._before: dict[str, StoredSource] = {}
        self._noted: dict[str, StoredFile] = {}
        self._counts = Readings()
        self._queue: deque[CorpusFile] = deque()
        self._names: set[str] = set()
        self._lost: set[str] = set()  # what the old build has, but torn
        if old is not None:
            self._before, self._noted = remembered(old.folder)
        self._may_carry = old is not None and old.is_alike and bool(self._before)
        if old is not None and self._may_carry:
            writer.attach(old.folder)
        self._gone = set(self._before)

    def read(self, files: tuple[CorpusFile, ...], progress: Progress) -> None:
        """Take all of *files*, and after them what is found inside them."""
        self._queue.extend(files)
        self._names.update(file.id for file in files)
        under_way: deque[_Step] = deque()
        size = 0
        while self._queue or under_way:
            while self._queue and _has_room(under_way, size):
                step = self._begin(self._queue.popleft())
                size += step.file.size if step.is_asked else 0
                under_way.append(step)
            step = under_way.popleft()
            size -= step.file.size if step.is_asked else 0
            self._finish(step)
            if not step.file.inside:
                progress.advance(1)

    def _begin(self, file: CorpusFile) -> _Step:
        try:
            self._refuse_large(file)
            state = self._states.of(file)
        except UnreadableSourceError as error:
            return _Step(file, kept=StoredFile("", fault=error.reason))
        before, noted = self._before.get(file.id), self._noted.get(file.id)
        is_noted = noted is not None and noted.state in {state, self._fault_state(state)}
        if file.id in self._lost:
            return self._ask(file, state)
        if self._may_carry and before is not None and before.state == state:
            return _Step(file, state, noted if is_noted else None, carries=True)
        if self._may_carry and noted is not None and is_noted:
            return _Step(file, state, noted)
        return self._ask(file, state)

    def _ask(self, file: CorpusFile, state: str) -> _Step:
        # Records of a corpus file are JSON, which hangs nothing, and may be a hundred thousand.
        is_asked = file.path.name not in CORPUS_FILES
        if is_asked:
            self._pool.ask(file)
        return _Step(file, state, is_asked=is_asked)

    def _refuse_large(self, file: CorpusFile) -> None:
        """Refuse what is too large before it is hashed."""
        if file.size > self._limits.largest and file.path.name not in CORPUS_FILES:
            raise UnreadableSourceError(file.id, too_large(file.size, self._limits.largest))

    def _fault_state(self, state: str) -> str:
        """Return the state of a document that could not be read: with more time it may be."""
        return hashlib.sha256(f"{state} {self._limits}".encode()).hexdigest()

    def _finish(self, step: _Step) -> None:
        if step.is_asked:
            self._take(step, self._pool.reply())
        elif step.carries:
            self._carry(step)
        elif step.kept is not None:
            self._tell(step.file, step.kept)
        else:
            self._take(step, _read_here(step.file))

    def _carry(self, step: _Step) -> None:
        if self._writer.carry(step.file.id):
            self._counts.unchanged += 1
            self._gone.discard(step.file.id)
            self._tell(step.file, step.kept)
        else:
            self._lost.add(step.file.id)
            self._queue.append(step.file)

    def _take(self, step: _Step, reply: Reply) -> None:
        file, document = step.file, reply.document
        if document is None:
            self._fail(step, reply.reason)
            return
        try:
            if document.source is not None:
                self._write(document.source, step.state)
        except Exception as error:
            # One document must never end the run, whatever the splitter makes of it.
            logger.exception("%s could not be read", file.id)
            self._fail(step, f"{type(error).__name__}: {error}")
            return
        found = StoredFile(step.state, document.attached, document.skipped, document.caveats)
        is_plain = found == StoredFile(step.state)
        if document.source is None or not is_plain:
            self._tell(file, found)

    def _fail(self, step: _Step, reason: str) -> None:
        self._tell(step.file, StoredFile(self._fault_state(step.state), fault=reason))

    def _tell(self, file: CorpusFile, found: StoredFile | None) -> None:
        """Report what a file gave besides a source, and remember it for the next run."""
        if found is None:
            return
        if found.state:
            self._writer.note(file.id, found)
        if found.fault:
            self._counts.faults.append(Unreadable(file.id, found.fault))
        self._counts.faults += [
            Unreadable(f"{file.id}/{printable(name)}", reason) for name, reason in found.skipped
        ]
        self._counts.noted += [Caveat(file.id, text) for text in found.caveats]
        for part in (self._rules.stated(file.part(name)) for name in found.attached):
            if part.id in self._names:
                self._counts.faults.append(Unreadable(part.id, "has the same name as another"))
            else:
                self._names.add(part.id)
                self._queue.append(part)

    def _write(self, source: Source, state: str) -> None:
        passages = split(source, self._embedder.count_tokens, self._embedder.max_tokens)
        content = content_digest(source)
        self._writer.add(source.id, StoredSource(state, content), source.text, passages)
        self._gone.discard(source.id)
        before = self._before.get(source.id)
        if before is None:
            self._counts.added += 1
        elif before.content == content:
            self._counts.unchanged += 1
        else:
            self._counts.changed += 1

    def noted(self, caveats: Iterable[tuple[str, str]]) -> None:
        """Report what there is to know besides single documents."""
        self._counts.noted += [Caveat(name, text) for name, text in caveats]

    def readings(self) -> Readings:
        """Return the counts."""
        counts = self._counts
        counts.removed = len(self._gone)
        counts.sources = self._writer.sources
        counts.passages = len(self._writer.sentence_counts)
        counts.sentences = sum(self._writer.sentence_counts)
        return counts

    def close(self) -> None:
        """Commit what was written."""
        self._writer.close()


def _has_room(under_way: deque[_Step], size: int) -> bool:
    return not under_way or (len(under_way) < _MOST_UNDER_WAY and size < _MOST_BYTES_UNDER_WAY)


def _read_here(file: CorpusFile) -> Reply:
    try:
        return Reply(read_document(file))
    except UnreadableSourceError as error:
        return Reply(None, error.name, error.reason)
