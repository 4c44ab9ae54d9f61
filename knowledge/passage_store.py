"""A build's passages and the text of its sources, in one SQLite file that is written once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import sqlite3
import threading
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from knowledge.builds import partition_name
from knowledge.errors import IndexDamagedError
from knowledge.model import Audience, Passage, Sentence, Work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from knowledge.model import Source

logger = logging.getLogger(__name__)

FILE: Final = "passages.sqlite"
_SCHEMA: Final = """
CREATE TABLE source (
    id TEXT PRIMARY KEY, state TEXT NOT NULL, content TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (id TEXT PRIMARY KEY, state TEXT NOT NULL, found TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, key TEXT NOT NULL,
    twin BLOB NOT NULL, sentences INTEGER NOT NULL, audience TEXT NOT NULL,
    collection TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX passage_source ON passage (source);
"""
_CARRY_SOURCE: Final = "INSERT INTO source SELECT * FROM old.source WHERE id = ?"
_CARRY_PASSAGES: Final = """
INSERT INTO passage
SELECT ? + row_number() OVER (ORDER BY row) - 1,
       id, source, key, twin, sentences, audience, collection, body
FROM old.passage WHERE source = ?
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
_LATE_SCHEMA: Final = "CREATE INDEX IF NOT EXISTS passage_key ON passage (key)"
_PLAIN: Final = tuple(
    field.name for field in fields(Passage) if field.name not in {"work", "sentences"}
)


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What a build remembers of a source, to tell at the next run whether it changed.

    ``state`` stands for the bytes it was read from and the code that read them, ``content`` for
    what came out.
    """

    state: str
    content: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What reading a file gave besides a source, to tell it again without reading it again.

    ``attached`` names the documents inside it, ``skipped`` those that are not read, ``caveats``
    what an administrator should know of it; ``fault`` says why it gave nothing, or is empty.
    """

    state: str
    attached: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()
    fault: str = ""


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
        rows = [_row(row, p) for row, p in enumerate(passages, start=len(self.sentence_counts))]
        with self._all_or_nothing():
            self._db.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?)",
                (source_id, stored.state, stored.content, text),
            )
            self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.sentence_counts += [len(p.sentences) + len(p.asked) for p in passages]
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
        return {row: _passage(json.loads(body)) for row, body in found}

    def passage(self, passage_id: str) -> Passage | None:
        """Return one passage by id."""
        found = self._all("SELECT body FROM passage WHERE id = ?", (passage_id,))
        return _passage(json.loads(found[0][0])) if found else None

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
        known = self._all("SELECT name FROM sqlite_master WHERE name = 'file'", ())
        if not known:  # a build of before files were remembered
            return {}
        rows = self._all("SELECT id, state, found FROM file", ())
        return {file_id: _file(state, json.loads(found)) for file_id, state, found in rows}

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

    def sentence_counts(self) -> list[int]:
        """Return the number of sentences of all passages in row order."""
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
        names: dict[tuple[str, str], str] = {}
        for row, audience, collection in self._all(
            "SELECT row, audience, collection FROM passage ORDER BY row", ()
        ):
            place = (audience, collection)
            if place not in names:
                names[place] = partition_name(Audience(audience), collection)
            found.setdefault(names[place], []).append(row)
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


def _file(state: str, found: dict[str, Any]) -> StoredFile:
    skipped = tuple((name, reason) for name, reason in found["skipped"])
    attached, caveats = tuple(found["attached"]), tuple(found["caveats"])
    return StoredFile(state, attached, skipped, caveats, found["fault"])


def vector_key(passage: Passage) -> str:
    """Return a digest of all that a passage's vectors depend on.

    Passages of equal key have equal vectors, whatever they are called and wherever they stand:
    a paragraph added at the top of a file or a file that moved embeds nothing again.
    """
    digest = hashlib.sha256(passage.indexed_text.encode())
    digest.update(repr([(s.start, s.end) for s in passage.sentences]).encode())
    if passage.asked:
        digest.update("\n".join(passage.asked).encode())
    return digest.hexdigest()


def content_digest(source: Source) -> str:
    """Return a digest of everything that a source says."""
    plain = json.dumps(asdict(source), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _twin(passage: Passage) -> bytes:
    words = " ".join(passage.text.casefold().split())
    return hashlib.sha256(words.encode()).digest()[:8]


def _row(row: int, passage: Passage) -> tuple[object, ...]:
    return (
        row,
        passage.id,
        passage.source_id,
        vector_key(passage),
        _twin(passage),
        len(passage.sentences) + len(passage.asked),
        passage.audience.value,
        passage.collection,
        json.dumps(_body(passage), ensure_ascii=False),
    )


def _body(passage: Passage) -> dict[str, object]:
    """Make JSON of a passage; a work that many sentences report is written once."""
    works = list(dict.fromkeys(w for s in passage.sentences for w in s.works))
    places = {work: number for number, work in enumerate(works)}
    return {name: getattr(passage, name) for name in _PLAIN} | {
        "work": asdict(passage.work),
        "works": [asdict(work) for work in works],
        "sentences": [
            [s.start, s.end, [places[w] for w in s.works], int(s.is_item)]
            for s in passage.sentences
        ],
    }


def _passage(body: dict[str, Any]) -> Passage:
    works = [Work(**work) for work in body.pop("works")]
    sentences = tuple(
        Sentence(start, end, tuple(works[n] for n in numbers), bool(item))
        for start, end, numbers, item in body.pop("sentences")
    )
    typed = {
        "work": Work(**body["work"]),
        "headings": tuple(body["headings"]),
        "asked": tuple(body.get("asked", ())),
        "audience": Audience(body["audience"]),
        "sentences": sentences,
    }
    return Passage(**body | typed)
