"""What language models took, and questions that were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.database import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("tokens_in", "tokens_out"):
        op.add_column("turn", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("turn", sa.Column("cost", sa.Float, nullable=True))
    op.create_table(
        "withdrawal",
        sa.Column("question", sa.String(128), nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("question", name="pk_withdrawal"),
    )


def downgrade() -> None:
    op.drop_table("withdrawal")
    for name in ("cost", "tokens_out", "tokens_in"):
        op.drop_column("turn", name)
