"""Payouts, and where they go."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state IN ('requested', 'sent')")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "payout_destinations",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_payout_destinations_owner_id"),
        sa.PrimaryKeyConstraint("owner_id", name="pk_payout_destinations"),
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name="ck_payouts_amount_is_positive"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_payouts_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payouts"),
    )
    op.create_index("ix_payouts_owner_id_id", "payouts", ["owner_id", "id"], unique=False)
    op.create_index(
        "uq_payouts_under_way",
        "payouts",
        ["owner_id", "currency"],
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )


def downgrade() -> None:
    """Take the change back; payouts are lost but for what the books say of them."""
    op.drop_table("payouts")
    op.drop_table("payout_destinations")
