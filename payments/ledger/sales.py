"""Entries of what is sold and given back: who gets what of a paid order, who gives how much of it back."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.money import allocate
from payments.ledger.accounts import Account
from payments.ledger.entries import Entry, EntryKind, Line
from payments.ledger.errors import NothingLeft
from payments.ledger.posting import lock, post
from payments.ledger.reading import find_lines, list_lines

BASIS_POINTS = 10_000
_Share = tuple[Account, uuid.UUID | None]
_TAX: _Share = (Account.TAX_PAYABLE, None)


@dataclass(frozen=True)
class Funding:
    """A discount that not the shop pays for: the creator who is named, or the market."""

    amount_minor: int
    creator_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Sale:
    """An order whose money has arrived: `paid_minor` of the buyer, and what others add to it.

    `tax_minor` of what was paid is tax: the market owes it to the state, not to the shop.
    """

    order_id: uuid.UUID
    shop_owner_id: uuid.UUID
    paid_minor: int
    currency: str
    paid_at: dt.datetime
    fundings: Sequence[Funding] = ()
    tax_minor: int = 0


@dataclass(frozen=True)
class GivenBack:
    """A refund of an order, at the moment when it was promised or sent.

    `tax_minor` of it is tax; None: as much as its part of what is left of the order.
    """

    order_id: uuid.UUID
    refund_id: uuid.UUID
    amount_minor: int
    currency: str
    at: dt.datetime
    tax_minor: int | None = None


def post_sale(session: Session, sale: Sale, *, fee_basis_points: int) -> None:
    """Post a paid order once: the fee that holds now is the market's, the rest the shop's. Safe to repeat."""
    lock(session)
    if not find_lines(session, EntryKind.ORDER_PAID, sale.order_id):
        lines = build_sale(sale, fee_basis_points)
        post(session, Entry(EntryKind.ORDER_PAID, sale.order_id, sale.paid_at, lines))


def post_paid_in_vain(session: Session, sale: Sale) -> None:
    """Post money that arrived for an order that is not sold: all of it is owed back. Safe to repeat."""
    lines = [
        Line(Account.GATEWAY_CLEARING, sale.paid_minor, sale.currency),
        Line(Account.REFUNDS, -sale.paid_minor, sale.currency),
    ]
    post(session, Entry(EntryKind.PAID_IN_VAIN, sale.order_id, sale.paid_at, lines))


def post_promise(session: Session, given: GivenBack) -> None:
    """Post that a sold order, or a part of its price, is owed back: each gives its share. Safe to repeat.

    Raises NothingLeft: all that was paid is promised back already.
    """
    lock(session)
    if find_lines(session, EntryKind.REFUND_PROMISED, given.order_id, str(given.refund_id)):
        return
    kept = _sum_shares(
        [
            *find_lines(session, EntryKind.ORDER_PAID, given.order_id),
            *list_lines(session, EntryKind.REFUND_PROMISED, given.order_id),
        ]
    )
    lines = build_reversal(kept, given.amount_minor, given.currency, given.tax_minor)
    kind, part = EntryKind.REFUND_PROMISED, str(given.refund_id)
    post(session, Entry(kind, given.order_id, given.at, lines, part))


def post_sent(session: Session, given: GivenBack) -> None:
    """Post that a refund is back with the buyer. Safe to repeat."""
    lines = [
        Line(Account.REFUNDS, given.amount_minor, given.currency),
        Line(Account.GATEWAY_CLEARING, -given.amount_minor, given.currency),
    ]
    part = str(given.refund_id)
    post(session, Entry(EntryKind.REFUND_SENT, given.order_id, given.at, lines, part))


def build_sale(sale: Sale, fee_basis_points: int) -> Sequence[Line]:
    """Return the lines of a paid order. The fee is of what the shop sold for, rounded to the nearest unit.

    Tax is nobody's earnings: neither the shop's nor a part of what the fee is of.
    """
    sold_minor = sale.paid_minor - sale.tax_minor + sum(funding.amount_minor for funding in sale.fundings)
    fee_minor = (sold_minor * fee_basis_points + BASIS_POINTS // 2) // BASIS_POINTS
    lines = [Line(Account.GATEWAY_CLEARING, sale.paid_minor, sale.currency)]
    lines += [_line_of(funding, sale.currency) for funding in sale.fundings]
    lines += [
        Line(Account.SHOP_PAYABLE, fee_minor - sold_minor, sale.currency, sale.shop_owner_id),
        Line(Account.PLATFORM_REVENUE, -fee_minor, sale.currency),
        Line(Account.TAX_PAYABLE, -sale.tax_minor, sale.currency),
    ]
    return [line for line in lines if line.amount_minor]


def build_reversal(
    kept: dict[_Share, int], amount_minor: int, currency: str, tax_minor: int | None = None
) -> Sequence[Line]:
    """Return the lines that give back an amount of what the shares of an order still come to.

    Each gives back in proportion to what it still has (largest remainder), never more than that: however an
    order is given back in parts, in the end all shares are zero. With `tax_minor` the tax gives back that,
    as far as it has it and the others have the rest.

    Raises NothingLeft: the shares come to less than that.
    """
    left_minor = -sum(kept.values())
    if amount_minor > left_minor:
        raise NothingLeft
    lines: list[Line] = []
    rest_minor, others = amount_minor, kept
    if amount_minor == left_minor:
        lines = [Line(account, -minor, currency, owner_id) for (account, owner_id), minor in kept.items()]
        rest_minor = 0
    elif tax_minor is not None and _TAX in kept:
        has_minor = -kept[_TAX]
        of_tax_minor = max(amount_minor - (left_minor - has_minor), min(tax_minor, has_minor, amount_minor))
        lines.append(Line(Account.TAX_PAYABLE, of_tax_minor, currency))
        rest_minor -= of_tax_minor
        others = {share: minor for share, minor in kept.items() if share != _TAX}
    lines += _reverse(others, rest_minor, currency)
    lines.append(Line(Account.REFUNDS, -amount_minor, currency))
    return [line for line in lines if line.amount_minor]


def _reverse(kept: dict[_Share, int], amount_minor: int, currency: str) -> list[Line]:
    """Return what each of these shares gives back of an amount that they have."""
    if not amount_minor:
        return []
    gained = [(share, -minor) for share, minor in kept.items() if minor < 0]
    funded = [(share, minor) for share, minor in kept.items() if minor > 0]
    funded_minor = sum(minor for _, minor in funded)
    left_minor = sum(minor for _, minor in gained) - funded_minor
    unfunded_minor = funded_minor * amount_minor // left_minor
    lines = _share_out(gained, amount_minor + unfunded_minor, currency)
    return lines + _share_out(funded, unfunded_minor, currency, sign=-1)


def _share_out(
    shares: Sequence[tuple[_Share, int]], amount_minor: int, currency: str, sign: int = 1
) -> list[Line]:
    if not amount_minor:
        return []
    parts = allocate(amount_minor, [minor for _, minor in shares])
    return [
        Line(account, sign * part, currency, owner_id)
        for ((account, owner_id), _), part in zip(shares, parts, strict=True)
    ]


def _sum_shares(lines: Sequence[Line]) -> dict[_Share, int]:
    """Return what each share of an order comes to, without the money itself."""
    sums: Counter[_Share] = Counter()
    for line in lines:
        if line.account not in {Account.GATEWAY_CLEARING, Account.REFUNDS}:
            sums[line.account, line.owner_id] += line.amount_minor
    return dict(sums)


def _line_of(funding: Funding, currency: str) -> Line:
    if funding.creator_id is None:
        return Line(Account.COUPON_FUNDING, funding.amount_minor, currency)
    return Line(Account.CREATOR_PAYABLE, funding.amount_minor, currency, funding.creator_id)
