"""Conversations, feedback and replicas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "message", name="pk_thread"),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("asker", sa.String(32), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("standalone", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("composed_by", sa.String(64), nullable=False),
        sa.Column("build", sa.String(64), nullable=False),
        sa.Column("posted", sa.String(64), nullable=False),
        sa.Column("answered_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.UniqueConstraint(
            "workspace", "channel", "message", name="uq_turn_workspace_channel_message"
        ),
    )
    op.create_index("ix_turn_workspace_channel_thread", "turn", ["workspace", "channel", "thread"])
    op.create_index("ix_turn_outcome_answered_at", "turn", ["outcome", "answered_at"])
    op.create_table(
        "proof",
        sa.Column("turn", sa.String(128), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("passage", sa.String(128), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("locator", sa.Text, nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("work", sa.JSON, nullable=False),
        sa.Column("contained_in", sa.JSON, nullable=False),
        sa.Column("built_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("turn", "number", name="pk_proof"),
        sa.ForeignKeyConstraint(
            ["turn"], ["turn.id"], name="fk_proof_turn_turn", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "share",
        sa.Column("turn", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("shared_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("turn", "channel", name="pk_share"),
        sa.ForeignKeyConstraint(
            ["turn"], ["turn.id"], name="fk_share_turn_turn", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "feedback",
        sa.Column("turn", sa.String(128), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("is_helpful", sa.Boolean, nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("turn", "person", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["turn"], ["turn.id"], name="fk_feedback_turn_turn", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "replica",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replica"),
    )


def downgrade() -> None:
    for table in ("replica", "feedback", "share", "proof", "turn", "thread"):
        op.drop_table(table)
