"""The word index: which entries have words that begin so, found without reading the log.

One index, kept by the database itself, so that no writer can forget it: FTS5 on SQLite (a virtual
table that triggers fill), a GIN index over an expression on PostgreSQL. Both hold the words of
``entry.words`` letter for letter, folded by :func:`bot.logbook.model.name_key`; neither stems nor
drops any. The team stands before each word (``7xpilot``), so that looking a word up neither finds
what another team wrote nor takes longer for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, column, literal, literal_column, select, table, true
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.logbook.model import name_key
from bot.store.logbook_tables import entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from bot.logbook.model import Entry

LONGEST_WORD = 100
"""Characters kept of one word; PostgreSQL takes 2,046 bytes."""

SQLITE_INDEX = "entry_word"
POSTGRESQL_INDEX = "ix_entry_words"
"""Made by migration 0005. A later one that rebuilds ``entry`` on SQLite drops the triggers with
the old table, and has to make them and fill the index again.
"""

ROWS_PER_TEAM = 1 << 31
"""An entry's row in the FTS5 table is ``team * ROWS_PER_TEAM + number``."""

POSTGRESQL_VECTOR = (
    "array_to_tsvector(string_to_array("
    "btrim(replace(entry.words, ' ', ' ' || entry.team::text || 'x'), ' '), ' '))"
)
"""What PostgreSQL indexes; a query must say it in the same way."""

_index = table(SQLITE_INDEX, column("rowid"), column(SQLITE_INDEX))


def folded(text: str) -> str:
    """Return the words of *text* as they are kept: folded, between blanks, none too long."""
    return f" {' '.join(word[:LONGEST_WORD] for word in name_key(text).split())} "


def words_of(entry: Entry) -> str:
    """Return all words of an entry, folded."""
    return folded(" ".join((entry.summary, entry.details, entry.owner, *entry.fields.values())))


def has_words(team: int, beginnings: Sequence[str], *, on_sqlite: bool) -> ColumnElement[bool]:
    """Say that an entry of *team* has, for each of *beginnings*, a word that begins so."""
    words = [f"{team}x{word}" for text in beginnings for word in folded(text).split()]
    if not words:
        return true()
    if on_sqlite:
        return _on_sqlite(team, " AND ".join(f'"{word}"*' for word in words))
    wanted = cast(literal(" & ".join(f"'{word}':*" for word in words), Text), TSQUERY)
    return literal_column(POSTGRESQL_VECTOR).op("@@", is_comparison=True)(wanted)


def _on_sqlite(team: int, query: str) -> ColumnElement[bool]:
    first = team * ROWS_PER_TEAM
    found: Any = select(_index.c.rowid - first).where(_index.c[SQLITE_INDEX].op("MATCH")(query))
    return entries.c.number.in_(found)


def newest_first(*, on_sqlite: bool) -> ColumnElement[Any]:
    """Order found entries from the newest.

    PostgreSQL takes a rare word for a common one and would read the whole log from its end; a sum
    stands in no index and so leaves it the word index.
    """
    return entries.c.number.desc() if on_sqlite else (entries.c.number + 0).desc()
