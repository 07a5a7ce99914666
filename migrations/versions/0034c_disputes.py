"""Disputes about returns, and pictures as evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0034c"
down_revision = "0035"
branch_labels = None
depends_on = None

DISPUTED = sa.text("state = 'disputed'")
TIMES, TEXTS = ("refused_at", "disputed_at", "decided_at"), ("dispute_text", "decision_text")


def upgrade() -> None:
    """Apply the change: what was refused until now can be disputed as well."""
    with op.batch_alter_table("returns") as table:
        for name in TIMES:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("decided_by", sa.Uuid(), nullable=True))
        table.create_foreign_key("fk_returns_decided_by", "users", ["decided_by"], ["id"])
    op.execute("UPDATE returns SET refused_at = ended_at WHERE state = 'rejected'")
    op.create_index(
        "ix_returns_disputed_at",
        "returns",
        ["disputed_at"],
        sqlite_where=DISPUTED,
        postgresql_where=DISPUTED,
    )
    op.create_table(
        "return_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("widths", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_pictures_return_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_return_pictures_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_return_pictures"),
    )
    op.create_index("ix_return_pictures_return_id", "return_pictures", ["return_id"])


def downgrade() -> None:
    """Take the change back; disputes and pictures are lost, and what is disputed is refused again."""
    op.drop_index("ix_return_pictures_return_id", table_name="return_pictures")
    op.drop_table("return_pictures")
    op.drop_index("ix_returns_disputed_at", table_name="returns")
    op.execute("UPDATE returns SET state = 'rejected', ended_at = disputed_at WHERE state = 'disputed'")
    op.execute("UPDATE returns SET state = 'received' WHERE state = 'granted'")
    with op.batch_alter_table("returns") as table:
        table.drop_constraint("fk_returns_decided_by", type_="foreignkey")
        for name in (*TIMES, *TEXTS, "decided_by"):
            table.drop_column(name)
