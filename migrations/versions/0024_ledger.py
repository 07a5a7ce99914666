"""The market's books: entries, their lines, the end of the chain and the balances."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

ADDED_TO_ONLY = ("ledger_entries", "ledger_lines")
OF_BALANCE = ("account", "owner_id", "currency")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "ledger_entries",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_entries"),
        sa.UniqueConstraint("reference_id", "kind", "part", name="uq_ledger_entries_reference_id_kind_part"),
    )
    op.create_table(
        "ledger_lines",
        sa.Column("entry_number", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="ck_ledger_lines_amount_says_something"),
        sa.ForeignKeyConstraint(
            ["entry_number"], ["ledger_entries.number"], name="fk_ledger_lines_entry_number"
        ),
        sa.PrimaryKeyConstraint("entry_number", "position", name="pk_ledger_lines"),
    )
    op.create_index(
        "ix_ledger_lines_account_owner_id_currency", "ledger_lines", [*OF_BALANCE, "entry_number"]
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_ledger_head_is_the_only_one"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.create_table(
        "ledger_balances",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*OF_BALANCE, name="pk_ledger_balances"),
    )
    _refuse_changes()


def downgrade() -> None:
    """Take the change back; the books are lost."""
    for table in ("ledger_balances", "ledger_head", "ledger_lines", "ledger_entries"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_ledger()")


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the books are only added to'; END $$"
        )
        for table in ADDED_TO_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_added_to_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ledger()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger()"
            )
        return
    for table in ADDED_TO_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'the books are only added to'); END"
            )
