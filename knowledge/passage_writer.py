"""Fills a new build's SQLite file with passages and the text of their sources."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from knowledge.passage_rows import row_of, vector_count
from knowledge.passage_store import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.model import Passage
    from knowledge.passage_rows import StoredFile, StoredSource

logger = logging.getLogger(__name__)

_SCHEMA: Final = """
CREATE TABLE source (
    id TEXT PRIMARY KEY, state TEXT NOT NULL, content TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (id TEXT PRIMARY KEY, state TEXT NOT NULL, found TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, key TEXT NOT NULL,
    twin BLOB NOT NULL, sentences INTEGER NOT NULL, asked INTEGER NOT NULL,
    audience TEXT NOT NULL, collection TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX passage_source ON passage (source);
"""
_CARRY_SOURCE: Final = "INSERT INTO source SELECT * FROM old.source WHERE id = ?"
_CARRY_PASSAGES: Final = """
INSERT INTO passage
SELECT ? + row_number() OVER (ORDER BY row) - 1,
       id, source, key, twin, sentences, asked, audience, collection, body
FROM old.passage WHERE source = ?
"""
_LATE_SCHEMA: Final = "CREATE INDEX IF NOT EXISTS passage_key ON passage (key)"


class PassageWriter:
    """Fills the file of a new build, source by source; rows count from 0 in the order added."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = DELETE;" + _SCHEMA)
        self._db.execute("BEGIN")
        self.sentence_counts: list[int] = []
        self.sources = 0

    def add(self, source_id: str, stored: StoredSource, text: str, passages: list[Passage]) -> None:
        """Add one source with its passages, or nothing of it when that fails."""
        rows = [row_of(row, p) for row, p in enumerate(passages, start=len(self.sentence_counts))]
        with self._all_or_nothing():
            self._db.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?)",
                (source_id, stored.state, stored.content, text),
            )
            self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.sentence_counts += map(vector_count, passages)
        self.sources += 1

    def note(self, file_id: str, stored: StoredFile) -> None:
        """Remember what a file gave besides a source."""
        plain = asdict(stored)
        state = plain.pop("state")
        row = (file_id, state, json.dumps(plain, ensure_ascii=False))
        self._db.execute("INSERT INTO file VALUES (?, ?, ?)", row)

    def attach(self, folder: Path) -> None:
        """Make another build's sources available to :meth:`carry`."""
        self._db.execute("COMMIT")
        self._db.execute("ATTACH ? AS old", (str(folder / FILE),))
        self._db.execute("BEGIN")

    def carry(self, source_id: str) -> bool:
        """Take a source over from the attached build; say whether it could be read there."""
        first = len(self.sentence_counts)
        try:
            with self._all_or_nothing():
                self._db.execute(_CARRY_SOURCE, (source_id,))
                self._db.execute(_CARRY_PASSAGES, (first, source_id))
        except sqlite3.DatabaseError as error:
            logger.warning("%s is read again: the old index is damaged: %s", source_id, error)
            return False
        added = self._db.execute(
            "SELECT sentences FROM passage WHERE row >= ? ORDER BY row", (first,)
        )
        self.sentence_counts += [count for (count,) in added]
        self.sources += 1
        return True

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT source")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO source")
            raise
        finally:
            self._db.execute("RELEASE source")

    def close(self) -> None:
        """Commit: from here on a killed run's work can be taken over."""
        self._db.execute("COMMIT")
        self._db.execute(_LATE_SCHEMA)
        self._db.close()
