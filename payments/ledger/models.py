"""Tables of the books. Entries and lines are only ever added: triggers of the database refuse all else."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base

#: Stands for no owner, so that one balance of an account has one row.
NO_OWNER = uuid.UUID(int=0)


class LedgerEntryRecord(Base):
    """One entry at its place in the chain."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("reference_id", "kind", "part"),
        Index("ix_ledger_entries_occurred_at", "occurred_at"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    reference_id: Mapped[uuid.UUID]
    part: Mapped[str]
    occurred_at: Mapped[dt.datetime]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class LedgerLineRecord(Base):
    """An amount of an entry on an account."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        Index("ix_ledger_lines_account_owner_id_currency", "account", "owner_id", "currency", "entry_number"),
        CheckConstraint("amount_minor <> 0", name="amount_says_something"),
    )

    entry_number: Mapped[int] = mapped_column(ForeignKey("ledger_entries.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    owner_id: Mapped[uuid.UUID]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]


class LedgerHeadRecord(Base):
    """The end of the chain. Its one row is the lock under which entries are added."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="is_the_only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class LedgerBalanceRecord(Base):
    """What the lines of an account come to, by owner and currency; counted along with each entry."""

    __tablename__ = "ledger_balances"

    account: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)


class LedgerCheckRecord(Base):
    """How the books were when all of them were read."""

    __tablename__ = "ledger_checks"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    checked_at: Mapped[dt.datetime]
    entries_count: Mapped[int] = mapped_column(BigInteger)
    last_hash: Mapped[str]
    broken_number: Mapped[int | None] = mapped_column(BigInteger)
    wrong_balances_count: Mapped[int]
