"""Teams and their alliance logs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("team", "team_channel", "alliance", "entry", "operation", "change", "purge", "notice")


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("digest", sa.Boolean, nullable=False),
        sa.Column("reminders", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("next_alliance", sa.Integer, nullable=False),
        sa.Column("next_entry", sa.Integer, nullable=False),
        sa.Column("next_operation", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_workspace", "team", ["workspace"])
    op.create_table(
        "team_channel",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_team_channel"),
        sa.ForeignKeyConstraint(
            ["team"], ["team.id"], name="fk_team_channel_team_team", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_team_channel_team", "team_channel", ["team"])
    op.create_table(
        "alliance",
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("sponsor", sa.Text, nullable=False),
        sa.Column("counterpart", sa.Text, nullable=False),
        sa.Column("partner_sponsor", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=True),
        sa.Column("next_review_on", sa.Date, nullable=True),
        sa.Column("notice_on", sa.Date, nullable=True),
        sa.Column("charter", sa.Text, nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("removed_by", sa.String(32), nullable=True),
        sa.Column("removed_at", Instant, nullable=True),
        sa.Column("removed_because", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("team", "id", name="pk_alliance"),
        sa.ForeignKeyConstraint(
            ["team"], ["team.id"], name="fk_alliance_team_team", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "uq_alliance_team_name_key",
        "alliance",
        ["team", "name_key"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "entry",
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("alliance", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("due_text", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("permalink", sa.Text, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("replaces", sa.Integer, nullable=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("removed_by", sa.String(32), nullable=True),
        sa.Column("removed_at", Instant, nullable=True),
        sa.Column("removed_because", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("team", "number", name="pk_entry"),
        sa.ForeignKeyConstraint(
            ["team", "alliance"],
            ["alliance.team", "alliance.id"],
            name="fk_entry_team_alliance_alliance",
        ),
        sa.ForeignKeyConstraint(
            ["team"], ["team.id"], name="fk_entry_team_team", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_entry_team_alliance_kind_created_at",
        "entry",
        ["team", "alliance", "kind", "created_at"],
    )
    op.create_index("ix_entry_team_created_at", "entry", ["team", "created_at"])
    op.create_index("ix_entry_team_status_due_on", "entry", ["team", "status", "due_on"])
    op.create_table(
        "operation",
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("undoes", sa.Integer, nullable=True),
        sa.Column("undone_by", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("team", "id", name="pk_operation"),
        sa.ForeignKeyConstraint(
            ["team"], ["team.id"], name="fk_operation_team_team", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_operation_team_who_id", "operation", ["team", "who", "id"])
    op.create_table(
        "change",
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("operation", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("subject_id", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("team", "operation", "ordinal", name="pk_change"),
        sa.ForeignKeyConstraint(
            ["team", "operation"],
            ["operation.team", "operation.id"],
            name="fk_change_team_operation_operation",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_change_team_subject_subject_id", "change", ["team", "subject", "subject_id"]
    )
    op.create_table(
        "purge",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("team_name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("alliances", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_purge"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice",
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("team", "kind", "subject", name="pk_notice"),
        sa.ForeignKeyConstraint(
            ["team"], ["team.id"], name="fk_notice_team_team", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
