"""Who gets what of a paid order, and who gives how much back: exact, however it is given back in parts."""

import datetime as dt
import itertools
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.ledger.accounts import Account
from payments.ledger.entries import Line, check_balanced
from payments.ledger.errors import NothingLeft
from payments.ledger.sales import Funding, Sale, build_reversal, build_sale

SHOP, CREATOR = uuid.UUID(int=7), uuid.UUID(int=8)


def sale(paid_minor: int, *fundings: Funding) -> Sale:
    at = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    return Sale(uuid.UUID(int=1), SHOP, paid_minor, "USD", at, fundings)


def amounts(lines: Sequence[Line]) -> dict[str, int]:
    return {line.account.value: line.amount_minor for line in lines}


@pytest.mark.parametrize(
    ("sold", "basis_points", "expected"),
    [
        (sale(1990), 0, {"gateway_clearing": 1990, "shop_payable": -1990}),
        (sale(1990), 500, {"gateway_clearing": 1990, "shop_payable": -1890, "platform_revenue": -100}),
        (sale(1), 500, {"gateway_clearing": 1, "shop_payable": -1}),
        (sale(1990), 10_000, {"gateway_clearing": 1990, "platform_revenue": -1990}),
        (
            sale(1790, Funding(200)),
            1000,
            {
                "gateway_clearing": 1790,
                "coupon_funding": 200,
                "shop_payable": -1791,
                "platform_revenue": -199,
            },
        ),
        (
            sale(1790, Funding(200, CREATOR)),
            0,
            {"gateway_clearing": 1790, "creator_payable": 200, "shop_payable": -1990},
        ),
    ],
)
def test_a_paid_order_is_the_shops_but_for_the_fee(
    sold: Sale, basis_points: int, expected: dict[str, int]
) -> None:
    lines = build_sale(sold, basis_points)

    check_balanced(lines)
    assert amounts(lines) == expected


def test_half_of_the_price_takes_half_of_each_share() -> None:
    kept = shares(build_sale(sale(1790, Funding(210)), 1000))

    lines = build_reversal(kept, 895, "USD")

    check_balanced(lines)
    assert amounts(lines) == {
        "shop_payable": 900,
        "platform_revenue": 100,
        "coupon_funding": -105,
        "refunds": -895,
    }


def test_tax_is_owed_to_the_state_and_no_fee_is_taken_of_it() -> None:
    lines = build_sale(replace(sale(1103), tax_minor=53), 1000)

    check_balanced(lines)
    assert amounts(lines) == {
        "gateway_clearing": 1103,
        "shop_payable": -945,
        "platform_revenue": -105,
        "tax_payable": -53,
    }


@pytest.mark.parametrize(
    ("amount_minor", "tax_minor", "of_tax_minor"),
    [
        (551, None, 27),  # in proportion
        (600, 0, 0),  # shipping without tax
        (525, 25, 25),
        (500, 90, 53),  # never more than there is
        (1100, 0, 50),  # as the others have no more
        (1103, 7, 53),  # all of it
    ],
)
def test_tax_is_given_back_as_it_is_known(
    amount_minor: int, tax_minor: int | None, of_tax_minor: int
) -> None:
    kept = shares(build_sale(replace(sale(1103), tax_minor=53), 1000))

    lines = build_reversal(kept, amount_minor, "USD", tax_minor)

    check_balanced(lines)
    assert amounts(lines).get("tax_payable", 0) == of_tax_minor


def test_more_than_was_paid_is_not_given_back() -> None:
    kept = shares(build_sale(sale(100), 0))

    with pytest.raises(NothingLeft):
        build_reversal(kept, 101, "USD")


@given(
    paid_minor=st.integers(1, 10**9),
    funded=st.lists(st.integers(1, 10**6), max_size=2),
    basis_points=st.integers(0, 10_000),
    cuts=st.lists(st.integers(1, 10**9), max_size=6),
    taxes=st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 10**6)),
)
def test_parts_never_take_more_than_there_is_and_all_of_them_take_all(
    paid_minor: int,
    funded: list[int],
    basis_points: int,
    cuts: list[int],
    taxes: tuple[int, int | None],
) -> None:
    tax_minor, of_part_minor = min(taxes[0], paid_minor), taxes[1]
    fundings = [Funding(minor, creator) for minor, creator in zip(funded, (None, CREATOR), strict=False)]
    kept = shares(build_sale(replace(sale(paid_minor, *fundings), tax_minor=tax_minor), basis_points))
    bounds = sorted({cut for cut in cuts if cut < paid_minor} | {0, paid_minor})

    for start, end in itertools.pairwise(bounds):
        before = dict(kept)
        lines = build_reversal(kept, end - start, "USD", of_part_minor)
        check_balanced(lines)
        for line in lines:
            if line.account is not Account.REFUNDS:
                kept[line.account, line.owner_id] += line.amount_minor
        assert all(abs(kept[share]) <= abs(before[share]) for share in kept)
        assert all(kept[share] * before[share] >= 0 for share in kept)

    assert not any(kept.values())


def shares(lines: Sequence[Line]) -> dict[tuple[Account, uuid.UUID | None], int]:
    sums: Counter[tuple[Account, uuid.UUID | None]] = Counter()
    for line in lines:
        if line.account is not Account.GATEWAY_CLEARING:
            sums[line.account, line.owner_id] += line.amount_minor
    return dict(sums)
