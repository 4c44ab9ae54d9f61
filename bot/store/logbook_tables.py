"""The tables of the alliance log. Every row belongs to one team."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from bot.store.database import Instant, metadata

teams = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("reminders", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    # Numbers are given out in the team's own row, which also makes its writers take turns.
    Column("next_alliance", Integer, nullable=False),
    Column("next_entry", Integer, nullable=False),
    Column("next_operation", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "workspace"),
    sqlite_autoincrement=True,
)

team_channels = Table(
    "team_channel",
    metadata,
    Column("workspace", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
)


def _removal() -> tuple[Column[object], ...]:
    return (
        Column("removed_by", String(32)),
        Column("removed_at", Instant),
        Column("removed_because", Text),
    )


alliances = Table(
    "alliance",
    metadata,
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("sponsor", Text, nullable=False),
    Column("counterpart", Text, nullable=False),
    Column("partner_sponsor", Text, nullable=False),
    Column("started_on", Date),
    Column("next_review_on", Date),
    Column("notice_on", Date),
    Column("charter", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    *_removal(),
    # A deleted alliance gives its name free.
    Index(
        "uq_alliance_team_name_key",
        "team",
        "name_key",
        unique=True,
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)

entries = Table(
    "entry",
    metadata,
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("alliance", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("summary", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("side", String(8), nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Date),
    Column("due_text", Text, nullable=False),
    Column("happened_on", Date),
    Column("status", String(16), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("permalink", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("replaces", Integer),
    Column("words", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    *_removal(),
    ForeignKeyConstraint(["team", "alliance"], ["alliance.team", "alliance.id"]),
    Index(None, "team", "alliance", "kind", "created_at"),
    # Holds all that an overview of alliances counts, so that it reads no entry.
    Index(
        None,
        "team",
        "alliance",
        "status",
        "due_on",
        "created_at",
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
    Index(None, "team", "status", "due_on"),
    Index(None, "team", "created_at"),
)

operations = Table(
    "operation",
    metadata,
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("who", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("action", String(32), nullable=False),
    Column("undoes", Integer),
    Column("undone_by", Integer),
    Index(None, "team", "who", "id"),
)

changes = Table(
    "change",
    metadata,
    Column("team", Integer, primary_key=True),
    Column("operation", Integer, primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("subject", String(8), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    ForeignKeyConstraint(
        ["team", "operation"], ["operation.team", "operation.id"], ondelete="CASCADE"
    ),
    Index(None, "team", "subject", "subject_id"),
)

purges = Table(
    "purge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", String(32), nullable=False),
    Column("team", Integer, nullable=False),
    Column("team_name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("alliances", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    sqlite_autoincrement=True,
)

notices = Table(
    "notice",
    metadata,
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_on", Date, nullable=False),
)
