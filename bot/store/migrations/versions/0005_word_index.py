"""The word index, and an index for the overview of alliances."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LONGEST_WORD = 100
"""PostgreSQL refuses a word of more than 2,046 bytes; ours are cut from now on."""

SQLITE = (
    "CREATE VIRTUAL TABLE entry_word USING fts5(words, content='', detail=none, tokenize='ascii')",
    """
    INSERT INTO entry_word (rowid, words)
    SELECT team * 2147483648 + number, replace(words, ' ', ' ' || team || 'x') FROM entry
    """,
    """
    CREATE TRIGGER entry_word_new AFTER INSERT ON entry BEGIN
        INSERT INTO entry_word (rowid, words)
        VALUES (
            new.team * 2147483648 + new.number,
            replace(new.words, ' ', ' ' || new.team || 'x')
        );
    END
    """,
    """
    CREATE TRIGGER entry_word_gone AFTER DELETE ON entry BEGIN
        INSERT INTO entry_word (entry_word, rowid, words)
        VALUES (
            'delete', old.team * 2147483648 + old.number,
            replace(old.words, ' ', ' ' || old.team || 'x')
        );
    END
    """,
    """
    CREATE TRIGGER entry_word_changed AFTER UPDATE OF words ON entry
    WHEN old.words <> new.words BEGIN
        INSERT INTO entry_word (entry_word, rowid, words)
        VALUES (
            'delete', old.team * 2147483648 + old.number,
            replace(old.words, ' ', ' ' || old.team || 'x')
        );
        INSERT INTO entry_word (rowid, words)
        VALUES (
            new.team * 2147483648 + new.number,
            replace(new.words, ' ', ' ' || new.team || 'x')
        );
    END
    """,
)
POSTGRESQL = (
    """
    CREATE INDEX ix_entry_words ON entry USING gin (array_to_tsvector(string_to_array(
        btrim(replace(entry.words, ' ', ' ' || entry.team::text || 'x'), ' '), ' ')))
    """,
)


def upgrade() -> None:
    database = op.get_bind()
    _cut_long_words(database)
    is_sqlite = database.dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    op.create_index(
        "ix_entry_team_alliance_status_due_on_created_at",
        "entry",
        ["team", "alliance", "status", "due_on", "created_at"],
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_entry_team_alliance_status_due_on_created_at", "entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(sa.text("DROP INDEX ix_entry_words"))
        return
    for name in ("new", "gone", "changed"):
        op.execute(sa.text(f"DROP TRIGGER entry_word_{name}"))
    op.execute(sa.text("DROP TABLE entry_word"))


def _cut_long_words(database: sa.Connection) -> None:
    entry = sa.table("entry", *map(sa.column, ("team", "number", "words")))
    long = sa.select(entry).where(sa.func.length(entry.c.words) > LONGEST_WORD)
    for row in database.execute(long).all():
        words = f" {' '.join(word[:LONGEST_WORD] for word in row.words.split())} "
        if words != row.words:
            its_key = (entry.c.team == row.team) & (entry.c.number == row.number)
            database.execute(sa.update(entry).where(its_key).values(words=words))
