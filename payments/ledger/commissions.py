"""Entries of commissions: what a shop owes a creator for a sale, when it can be paid out, what goes back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from payments.ledger.accounts import Account
from payments.ledger.entries import Entry, EntryKind, Line
from payments.ledger.posting import post


@dataclass(frozen=True)
class Commission:
    """An amount of what a line of an order brings; `part` names the line, and the step of its way."""

    order_id: uuid.UUID
    part: str
    creator_id: uuid.UUID
    shop_owner_id: uuid.UUID
    amount_minor: int
    currency: str
    at: dt.datetime


def post_accrued(session: Session, owed: Commission) -> None:
    """Post that a shop owes a commission, because what was sold has arrived. Safe to repeat."""
    _post(
        session,
        EntryKind.COMMISSION_ACCRUED,
        owed,
        _shop(owed, 1),
        _creator(owed, -1, Account.CREATOR_ACCRUED),
    )


def post_payable(session: Session, owed: Commission) -> None:
    """Post that a commission can be paid out, because what was sold is kept. Safe to repeat."""
    lines = (_creator(owed, 1, Account.CREATOR_ACCRUED), _creator(owed, -1, Account.CREATOR_PAYABLE))
    _post(session, EntryKind.COMMISSION_PAYABLE, owed, *lines)


def post_reversed(session: Session, back: Commission, account: Account) -> None:
    """Post that a commission goes back to the shop, off the account where it stands by now. Safe to repeat.

    What was paid out already is owed by the creator then: his balance falls, below zero if need be.
    """
    _post(session, EntryKind.COMMISSION_REVERSED, back, _creator(back, 1, account), _shop(back, -1))


def _post(session: Session, kind: EntryKind, owed: Commission, *lines: Line) -> None:
    post(session, Entry(kind, owed.order_id, owed.at, lines, owed.part))


def _shop(owed: Commission, sign: int) -> Line:
    return Line(Account.SHOP_PAYABLE, sign * owed.amount_minor, owed.currency, owed.shop_owner_id)


def _creator(owed: Commission, sign: int, account: Account) -> Line:
    return Line(account, sign * owed.amount_minor, owed.currency, owed.creator_id)
