"""Decisions and secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "decision",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release", sa.String(64), nullable=False),
        sa.Column("input_hmac", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("agency", sa.String(300), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
    )
    op.create_index("decision_subject", "decision", ["kind", "subject"])
    op.create_table(
        "secret", sa.Column("name", sa.String(64), primary_key=True), sa.Column("value", sa.String(128), nullable=False)
    )


def downgrade() -> None:
    """Drop the first tables."""
    op.drop_table("secret")
    op.drop_index("decision_subject", "decision")
    op.drop_table("decision")
