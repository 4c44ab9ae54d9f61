"""Corpus to passages: reads what changed and takes the rest over from the build in service."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.errors import IndexDamagedError, UnreadableSourceError
from knowledge.gather import States, Unreadable
from knowledge.passage_store import PassageStore, PassageWriter, StoredSource, content_digest
from knowledge.passages import split
from knowledge.readers import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.corpus import CorpusFile
    from knowledge.embedder import Embedder
    from knowledge.gather import Corpus
    from knowledge.progress import Progress

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Readings:
    """What reading the corpus gave: counts of sources and passages, and what could not be read."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    sources: int = 0
    passages: int = 0
    sentences: int = 0
    faults: list[Unreadable] = field(default_factory=list)

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Files that are not in the index, with the reason."""
        return tuple(self.faults)


@dataclass(frozen=True, slots=True)
class Before:
    """The build in service: what to compare with.

    ``is_alike`` says that it was made with the same fingerprint, so that files which are as they
    were when it was made need not be read again.
    """

    folder: Path
    is_alike: bool


def read_corpus(
    folder: Path, corpus: Corpus, before: Before | None, embedder: Embedder, progress: Progress
) -> Readings:
    """Write the passages of *corpus* into the new build in *folder*."""
    reader = _Reader(PassageWriter(folder), before, embedder)
    progress.stage("Reading", len(corpus.files))
    try:
        for file in corpus.files:
            reader.take(file)
            progress.advance(1)
        return reader.readings()
    finally:
        reader.close()


class _Reader:
    """Takes files one by one and keeps count."""

    def __init__(self, writer: PassageWriter, old: Before | None, embedder: Embedder) -> None:
        self._writer = writer
        self._embedder = embedder
        self._states = States()
        self._before: dict[str, StoredSource] = {}
        self._counts = Readings()
        if old is not None:
            self._before = _sources(old.folder)
        self._may_carry = old is not None and old.is_alike and bool(self._before)
        if old is not None and self._may_carry:
            writer.attach(old.folder)
        self._gone = set(self._before)

    def take(self, file: CorpusFile) -> None:
        """Carry the file's source over, or read it, or note why it cannot be read."""
        try:
            state = self._states.of(file)
            before = self._before.get(file.id)
            is_same = before is not None and before.state == state
            if self._may_carry and is_same and self._writer.carry(file.id):
                self._counts.unchanged += 1
            else:
                self._read(file, state, before)
            self._gone.discard(file.id)
        except UnreadableSourceError as error:
            self._counts.faults.append(Unreadable(error.name, error.reason))
        except Exception as error:
            # One document must never end the run, whatever a parser makes of it.
            logger.exception("%s could not be read", file.id)
            self._counts.faults.append(Unreadable(file.id, f"{type(error).__name__}: {error}"))

    def _read(self, file: CorpusFile, state: str, before: StoredSource | None) -> None:
        source = read_source(file.path, file.id)
        passages = split(source, self._embedder.count_tokens, self._embedder.max_tokens)
        content = content_digest(source)
        self._writer.add(source.id, StoredSource(state, content), source.text, passages)
        if before is None:
            self._counts.added += 1
        elif before.content == content:
            self._counts.unchanged += 1
        else:
            self._counts.changed += 1

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


def _sources(old: Path) -> dict[str, StoredSource]:
    store = PassageStore(old)
    try:
        return store.sources()
    except IndexDamagedError as error:
        logger.warning("every file is read again: %s", error)
        return {}
    finally:
        store.close()
