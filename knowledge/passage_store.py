"""A build's passages and the text of its sources, in one SQLite file that is written once."""

from __future__ import annotations

import functools
import json
import logging
import sqlite3
import threading
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from knowledge.errors import IndexDamagedError
from knowledge.manifest import partition_name
from knowledge.model import Audience, indexed_text
from knowledge.passage_rows import StoredSource, file_of, passage_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from knowledge.model import Passage
    from knowledge.passage_rows import StoredFile

logger = logging.getLogger(__name__)

FILE: Final = "passages.sqlite"
_INDEXED: Final = """
SELECT row, audience, collection,
       json_extract(body, '$.work.title', '$.headings', '$.text', '$.asked')
FROM passage WHERE row >= ? AND row < ? ORDER BY row
"""
_BESIDES: Final = """
SELECT row, id, audience, collection FROM main.passage AS mine
WHERE NOT EXISTS (
    SELECT 1 FROM other.passage AS theirs
    WHERE theirs.id = mine.id AND theirs.key = mine.key
      AND theirs.audience = mine.audience AND theirs.collection = mine.collection
)
ORDER BY row
"""


class Indexed(NamedTuple):
    """A passage as a keyword index takes it: row, words, name of its partition, wordings for it."""

    row: int
    text: str
    partition: str
    asked: str


class PassageStore:
    """The passages of a build, to read from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # immutable: a finished build never changes, so SQLite needs neither locks nor a journal.
        uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexDamagedError(folder.name, str(error)) from error
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return int(self._all("SELECT count(*) FROM passage", ())[0][0])

    def rows_of(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Return the row number of each passage id that the build has."""
        return dict(
            self._all(
                "SELECT id, row FROM passage WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(passage_ids)),),
            )
        )

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return passages by row number."""
        found = self._all(
            "SELECT row, body FROM passage WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps(list(rows)),),
        )
        return {row: passage_of(json.loads(body)) for row, body in found}

    def indexed(self, first: int, last: int) -> list[Indexed]:
        """Return what a keyword index needs of the rows from *first* to before *last*, in order.

        A third of the time of :meth:`passages`: the works and sentences stay unread.
        """
        found = self._all(_INDEXED, (first, last))
        made = []
        for row, audience, collection, parts in found:
            *spoken, asked = json.loads(parts)
            partition = _partition(audience, collection)
            made.append(Indexed(row, indexed_text(*spoken), partition, "\n".join(asked)))
        return made

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage by id."""
        found = self._all("SELECT body FROM passage WHERE id = ?", (passage_id,))
        return passage_of(json.loads(found[0][0])) if found else None

    def rows_in(self, source_id: str) -> list[int]:
        """Return the row numbers of a source's passages."""
        found = self._all("SELECT row FROM passage WHERE source = ? ORDER BY row", (source_id,))
        return [row for (row,) in found]

    def text_of(self, source_id: str) -> str:
        """Return a source's whole cleaned text, or an empty string."""
        found = self._all("SELECT text FROM source WHERE id = ?", (source_id,))
        return str(found[0][0]) if found else ""

    def sources(self) -> dict[str, StoredSource]:
        """Return what is remembered of every source."""
        rows = self._all("SELECT id, state, content FROM source", ())
        return {source_id: StoredSource(state, content) for source_id, state, content in rows}

    def files(self) -> dict[str, StoredFile]:
        """Return what is remembered of the files that gave more, or less, than a source."""
        rows = self._all("SELECT id, state, found FROM file", ())
        return {file_id: file_of(state, json.loads(found)) for file_id, state, found in rows}

    def collections(self, audience: Audience) -> dict[str, int]:
        """Count the sources of each collection that *audience* may read."""
        readable = [a.value for a in Audience if audience is Audience.INTERNAL or a is audience]
        return dict(
            self._all(
                "SELECT collection, count(DISTINCT source) FROM passage "
                "WHERE audience IN (SELECT value FROM json_each(?)) GROUP BY collection",
                (json.dumps(readable),),
            )
        )

    def rows_by_key(self, keys: Sequence[str]) -> dict[str, int]:
        """Return a row whose vectors fit each key; see :func:`vector_key`."""
        return dict(
            self._all(
                "SELECT key, row FROM passage WHERE key IN (SELECT value FROM json_each(?))",
                (json.dumps(list(keys)),),
            )
        )

    def twins(self) -> list[bytes]:
        """Return, in row order, a digest that passages with the same words share."""
        return [twin for (twin,) in self._all("SELECT twin FROM passage ORDER BY row", ())]

    def keys(self) -> list[str]:
        """Return all vector keys in row order."""
        return [key for (key,) in self._all("SELECT key FROM passage ORDER BY row", ())]

    def asked_counts(self) -> list[int]:
        """Return the number of wordings for each passage, in row order."""
        return [count for (count,) in self._all("SELECT asked FROM passage ORDER BY row", ())]

    def sentence_counts(self) -> list[int]:
        """Return the number of sentences of all passages, wordings included, in row order."""
        found = self._all("SELECT sentences FROM passage ORDER BY row", ())
        return [count for (count,) in found]

    def places(self) -> list[tuple[int, str, Audience, str]]:
        """Return row, id, audience and collection of all passages, in row order."""
        found = self._all("SELECT row, id, audience, collection FROM passage ORDER BY row", ())
        return [(row, id_, Audience(audience), name) for row, id_, audience, name in found]

    def ids_of(self, rows: Sequence[int]) -> dict[int, str]:
        """Return passage ids by row number."""
        return dict(
            self._all(
                "SELECT row, id FROM passage WHERE row IN (SELECT value FROM json_each(?))",
                (json.dumps(list(rows)),),
            )
        )

    def rows_by_partition(self) -> dict[str, list[int]]:
        """Return the row numbers of each partition, by its name."""
        found: dict[str, list[int]] = {}
        for row, audience, collection in self._all(
            "SELECT row, audience, collection FROM passage ORDER BY row", ()
        ):
            found.setdefault(_partition(audience, collection), []).append(row)
        return found

    def places_besides(self, other: Path | None) -> list[tuple[int, str, Audience, str]]:
        """Return row, id, audience and collection of what another build does not hold alike.

        In row order; without another build that is everything.
        """
        if other is None:
            return self.places()
        uri = f"{(other / FILE).resolve().as_uri()}?mode=ro&immutable=1"
        self._all("ATTACH ? AS other", (uri,))
        try:
            found = self._all(_BESIDES, ())
        finally:
            self._all("DETACH other", ())
        return [(row, id_, Audience(audience), name) for row, id_, audience, name in found]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _all(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(statement, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(self._folder.name, str(error)) from error


@functools.lru_cache(maxsize=1024)
def _partition(audience: str, collection: str) -> str:
    return partition_name(Audience(audience), collection)


def stored_sources(folder: Path) -> dict[str, str]:
    """Return the sources of a build, finished or not: id and digest of what it says.

    Empty where the file cannot be read.
    """
    try:
        store = PassageStore(folder)
        try:
            return {name: source.content for name, source in store.sources().items()}
        finally:
            store.close()
    except IndexDamagedError as error:
        logger.warning("the documents of %s cannot be listed: %s", folder.name, error)
        return {}


def stored_documents(folder: Path) -> frozenset[str]:
    """Return the names of the files that a build was made of; what lies in one counts as that one.

    Empty where the build cannot be read.
    """
    try:
        store = PassageStore(folder)
        try:
            sources, files = store.sources(), store.files()
        finally:
            store.close()
    except IndexDamagedError as error:
        logger.warning("the documents of %s cannot be listed: %s", folder.name, error)
        return frozenset()
    holders = {name for name, file in files.items() if file.attached}
    return frozenset(_outermost(name, holders) for name in {*sources, *holders})


def _outermost(name: str, holders: Collection[str]) -> str:
    places = (place for place, letter in enumerate(name) if letter == "/")
    return next((name[:place] for place in places if name[:place] in holders), name)
