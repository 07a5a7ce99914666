"""What gateways call our payments, and when they are asked about them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IS_PLANNED = sa.text("look_up_at IS NOT NULL")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "gateway_references",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_gateway_references_payment_id"),
        sa.PrimaryKeyConstraint("payment_id", name="pk_gateway_references"),
    )
    op.create_index(
        "ix_gateway_references_look_up_at",
        "gateway_references",
        ["look_up_at"],
        unique=False,
        sqlite_where=IS_PLANNED,
        postgresql_where=IS_PLANNED,
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_gateway_references_look_up_at", table_name="gateway_references")
    op.drop_table("gateway_references")
