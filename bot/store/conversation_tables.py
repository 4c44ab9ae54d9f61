"""The tables of what was asked and answered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.database import Instant, metadata

threads = Table(
    "thread",
    metadata,
    Column("workspace", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("message", String(64), primary_key=True),
)

turns = Table(
    "turn",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("workspace", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread", String(64), nullable=False),
    Column("message", String(64), nullable=False),
    Column("asker", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("standalone", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("reply", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("composed_by", String(64), nullable=False),
    Column("build", String(64), nullable=False),
    Column("posted", String(64), nullable=False),
    Column("answered_at", Instant, nullable=False),
    Column("tokens_in", Integer, nullable=False, server_default="0"),
    Column("tokens_out", Integer, nullable=False, server_default="0"),
    Column("cost", Float, nullable=True),
    UniqueConstraint("workspace", "channel", "message"),
    Index(None, "workspace", "channel", "thread"),
    Index(None, "outcome", "answered_at"),
)

proofs = Table(
    "proof",
    metadata,
    Column("turn", ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("passage", String(128), nullable=False),
    Column("source", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("work", JSON, nullable=False),
    Column("contained_in", JSON, nullable=False),
    Column("built_at", Instant, nullable=True),
)

shares = Table(
    "share",
    metadata,
    Column("turn", ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("person", String(32), nullable=False),
    Column("message", String(64), nullable=False),
    Column("shared_at", Instant, nullable=False),
)

withdrawals = Table(
    "withdrawal",
    metadata,
    Column("question", String(128), primary_key=True),
    Column("withdrawn_at", Instant, nullable=False),
)
