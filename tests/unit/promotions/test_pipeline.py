"""How a price comes about: every step, in order, with sums that are exact."""

import uuid
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.full_reduction_values import find_next_step
from promotions.pipeline.pricing import price_lines
from promotions.pipeline.values import (
    Breakdown,
    CouponTerms,
    FullReduction,
    Funder,
    ItemPrice,
    Kind,
    Line,
    Reduction,
    Shipping,
    ShopCosts,
    Tax,
    Terms,
)

SHOP, OTHER_SHOP = uuid.UUID(int=1), uuid.UUID(int=2)
MUG, PLATE, LAMP = uuid.UUID(int=11), uuid.UUID(int=12), uuid.UUID(int=13)


def make_line(product: uuid.UUID, list_price_minor: int, quantity: int = 1, **values: Any) -> Line:
    """Return a line of the first shop, unless `values` say otherwise."""
    return Line(product, product, values.pop("shop_id", SHOP), quantity, list_price_minor, **values)


def make_coupon(shop_id: uuid.UUID | None = SHOP, threshold_minor: int = 0, **values: Any) -> CouponTerms:
    """Return a coupon; `amount_minor`, `percent` and `cap_minor` say what it takes off."""
    names = ("amount_minor", "percent", "cap_minor")
    reduction = Reduction(**{name: values.pop(name) for name in names if name in values})
    funder = Funder.PLATFORM if shop_id is None else Funder.SHOP
    return CouponTerms(uuid.uuid4(), funder, shop_id, threshold_minor, reduction, **values)


def make_reduction(threshold_minor: int, amount_minor: int, shop_id: uuid.UUID = SHOP) -> FullReduction:
    """Return a full-reduction."""
    return FullReduction(uuid.uuid4(), shop_id, threshold_minor, Reduction(amount_minor=amount_minor))


def discounts(priced: Breakdown) -> list[int]:
    """Return what is taken off each line."""
    return [line.discount_minor for line in priced.lines]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([], None),
        ([(Kind.SALE, 800)], Kind.SALE),
        ([(Kind.SALE, 700), (Kind.MEMBER, 900)], Kind.MEMBER),
        ([(Kind.MEMBER, 500), (Kind.FLASH_SALE, 600)], Kind.FLASH_SALE),
        ([(Kind.FLASH_SALE, 500), (Kind.GROUP, 600)], Kind.GROUP),
        ([(Kind.GROUP, 500), (Kind.LIVE_DEAL, 950), (Kind.SALE, 1)], Kind.LIVE_DEAL),
        ([(Kind.LIVE_DEAL, 1000), (Kind.SALE, 900)], Kind.SALE),  # a price that is not lower is none
    ],
)
def test_exactly_one_item_price_holds_and_the_first_in_rank(
    offered: list[tuple[Kind, int]], chosen: Kind | None
) -> None:
    prices = tuple(ItemPrice(kind, unit_minor) for kind, unit_minor in offered)

    priced = price_lines([make_line(MUG, 1000, 3, candidates=prices)])

    unit_minor = dict(offered)[chosen] if chosen else 1000
    assert [step.kind for step in priced.adjustments] == ([chosen] if chosen else [])
    assert (
        priced.total_minor == 3 * unit_minor == 3000 + sum(step.amount_minor for step in priced.adjustments)
    )


def test_steps_come_in_order_and_each_takes_off_what_the_one_before_left() -> None:
    sale = ItemPrice(Kind.SALE, 9000)
    terms = Terms(
        full_reductions=[make_reduction(8000, 1000)],
        coupons=[make_coupon(None, percent=10), make_coupon(SHOP, percent=50)],
    )

    priced = price_lines([make_line(MUG, 10000, candidates=[sale])], terms)

    assert [(step.kind, step.funder, step.amount_minor) for step in priced.adjustments] == [
        (Kind.SALE, Funder.SHOP, -1000),
        (Kind.FULL_REDUCTION, Funder.SHOP, -1000),
        (Kind.SHOP_COUPON, Funder.SHOP, -4000),
        (Kind.PLATFORM_COUPON, Funder.PLATFORM, -400),
    ]
    assert priced.total_minor == 3600


def test_a_threshold_is_measured_at_item_prices_before_other_discounts() -> None:
    line = make_line(MUG, 10000, candidates=[ItemPrice(Kind.SALE, 5000)])
    reductions = [make_reduction(5000, 4000)]
    reached = Terms(reductions, [make_coupon(SHOP, 5000, amount_minor=100)])
    missed = Terms(reductions, [make_coupon(SHOP, 5001, amount_minor=100)])

    totals = [price_lines([line], terms).total_minor for terms in (reached, missed)]

    assert totals == [900, 1000]


def test_of_several_full_reductions_the_best_that_is_reached_holds() -> None:
    terms = Terms([make_reduction(1000, 100), make_reduction(2000, 300), make_reduction(9000, 5000)])

    assert price_lines([make_line(MUG, 1000, 2)], terms).total_minor == 1700


@pytest.mark.parametrize(
    ("prices", "amount_minor", "shares"),
    [
        ([100, 100], 5, [3, 2]),  # a tie goes to the earlier line
        ([333, 333, 334], 100, [33, 33, 34]),
        ([1, 1, 1], 2, [1, 1, 0]),
        ([1000, 500, 250], 7, [4, 2, 1]),
    ],
)
def test_a_discount_is_shared_by_largest_remainder(
    prices: list[int], amount_minor: int, shares: list[int]
) -> None:
    lines = [make_line(uuid.uuid4(), price) for price in prices]

    priced = price_lines(lines, Terms(coupons=[make_coupon(amount_minor=amount_minor)]))

    assert discounts(priced) == shares


def test_a_coupon_for_products_takes_nothing_off_others() -> None:
    coupon = make_coupon(amount_minor=300, product_ids=frozenset({PLATE}))

    priced = price_lines([make_line(MUG, 1000), make_line(PLATE, 1000)], Terms(coupons=[coupon]))

    assert discounts(priced) == [0, 300]


def test_a_shops_coupon_takes_nothing_off_another_shops_lines() -> None:
    lines = [make_line(MUG, 1000), make_line(LAMP, 1000, shop_id=OTHER_SHOP)]

    assert discounts(price_lines(lines, Terms(coupons=[make_coupon(amount_minor=300)]))) == [300, 0]


@pytest.mark.parametrize(
    ("percent", "cap_minor", "price_minor", "taken"),
    [(15, None, 999, 150), (15, 100, 999, 100), (33, None, 101, 33), (50, None, 1, 0), (10, None, 5, 1)],
)
def test_a_part_in_hundredths_is_rounded_and_capped(
    percent: int, cap_minor: int | None, price_minor: int, taken: int
) -> None:
    coupon = make_coupon(percent=percent, cap_minor=cap_minor)

    assert discounts(price_lines([make_line(MUG, price_minor)], Terms(coupons=[coupon]))) == [taken]


def test_something_is_left_to_pay_of_every_shop() -> None:
    lines = [make_line(MUG, 1000), make_line(PLATE, 500), make_line(LAMP, 700, shop_id=OTHER_SHOP)]

    priced = price_lines(lines, Terms(coupons=[make_coupon(None, amount_minor=9_999_999)]))

    assert [line.paid_minor for line in priced.lines] == [1, 0, 1]


def test_a_line_may_be_free_beside_others() -> None:
    coupon = make_coupon(percent=100, product_ids=frozenset({PLATE}))

    priced = price_lines([make_line(MUG, 1000), make_line(PLATE, 500)], Terms(coupons=[coupon]))

    assert [line.paid_minor for line in priced.lines] == [1000, 0]


def test_shipping_and_its_coupon_are_beside_the_goods() -> None:
    terms = Terms(
        shipping={SHOP: Shipping(600)}, shipping_coupons=[make_coupon(None, 1000, amount_minor=500)]
    )

    priced = price_lines([make_line(MUG, 1000)], terms)

    assert (priced.goods_minor, priced.shipping_minor, priced.total_minor) == (1000, 100, 1100)


@pytest.mark.parametrize(("taken_minor", "shipping_minor"), [(0, 0), (200, 0), (201, 600)])
def test_goods_are_sent_free_from_an_amount_on_that_is_measured_after_discounts(
    taken_minor: int, shipping_minor: int
) -> None:
    coupons = [make_coupon(amount_minor=taken_minor)] if taken_minor else []
    terms = Terms(coupons=coupons, shipping={SHOP: Shipping(600, free_from_minor=800)})

    assert price_lines([make_line(MUG, 1000)], terms).shipping_minor == shipping_minor


def test_each_shop_asks_for_its_own_shipping_and_tax() -> None:
    lines = [make_line(MUG, 1000), make_line(LAMP, 2000, shop_id=OTHER_SHOP)]
    terms = Terms(shipping={SHOP: Shipping(100)}, taxes={OTHER_SHOP: Tax(1000, is_included=False)})

    priced = price_lines(lines, terms)

    assert priced.shops == {SHOP: ShopCosts(shipping_minor=100), OTHER_SHOP: ShopCosts(added_tax_minor=200)}
    assert priced.total_minor == 1000 + 100 + 2000 + 200


#: Goods and shipping in minor units; expected are (total, tax, of it on shipping).
#: Yen have no smaller part, euros a hundredth, dinars a thousandth.
@pytest.mark.parametrize(
    ("goods", "shipping_minor", "tax", "expected"),
    [
        ([1050], 0, Tax(500, is_included=False), (1103, 53, 0)),
        ([1050], 0, Tax(500, is_included=True), (1050, 50, 0)),
        # Yen: 8 % of 1,375 is 110; in it are 101.85.
        ([980, 395], 0, Tax(800, is_included=False), (1485, 110, 0)),
        ([980, 395], 0, Tax(800, is_included=True), (1375, 102, 0)),
        # Half a yen is rounded up, once: by line, 3 × 0.5 would be 3.
        ([5, 5, 5], 0, Tax(1000, is_included=False), (17, 2, 0)),
        # Euros with taxed and untaxed shipping.
        ([1999, 501], 490, Tax(1900, is_included=True, covers_shipping=True), (2990, 477, 78)),
        ([1999, 501], 490, Tax(1900, is_included=True), (2990, 399, 0)),
        ([1999, 501], 490, Tax(1900, is_included=False, covers_shipping=True), (3558, 568, 93)),
        ([1999, 501], 490, Tax(1900, is_included=False), (3465, 475, 0)),
        # Dinars: 5 % of 12.345 is 0.617.
        ([12345], 1500, Tax(500, is_included=False, covers_shipping=True), (14537, 692, 75)),
        ([12345], 1500, Tax(500, is_included=True, covers_shipping=True), (13845, 659, 71)),
        # So little that nothing is left of it.
        ([1], 0, Tax(500, is_included=True), (1, 0, 0)),
    ],
)
def test_tax_is_on_top_or_in_the_price_and_shared_exactly(
    goods: list[int],
    shipping_minor: int,
    tax: Tax,
    expected: tuple[int, int, int],
) -> None:
    total_minor, tax_minor, of_shipping_minor = expected
    lines = [make_line(uuid.uuid4(), price_minor) for price_minor in goods]

    priced = price_lines(lines, Terms(shipping={SHOP: Shipping(shipping_minor)}, taxes={SHOP: tax}))

    added, included = (0, tax_minor) if tax.is_included else (tax_minor, 0)
    of_lines = [line.added_tax_minor + line.included_tax_minor for line in priced.lines]
    assert priced.shops[SHOP] == ShopCosts(shipping_minor, added, included, of_shipping_minor)
    assert priced.total_minor == total_minor
    assert sum(of_lines) + of_shipping_minor == tax_minor


#: As minor units know no digits, yen (none), dollars (two) and dinars (three) differ in nothing but size.
PRICES = st.integers(1, 5) | st.integers(1, 100_000_000_00)
SHOPS = st.sampled_from([SHOP, OTHER_SHOP])
REDUCTIONS = st.builds(Reduction, amount_minor=PRICES) | st.builds(
    Reduction, percent=st.integers(1, 100), cap_minor=st.none() | PRICES
)
CANDIDATES = st.builds(ItemPrice, st.sampled_from([Kind.LIVE_DEAL, Kind.MEMBER, Kind.SALE]), PRICES)
LINES = st.builds(
    Line, st.uuids(), st.sampled_from([MUG, PLATE]), SHOPS, st.integers(1, 99), PRICES, st.lists(CANDIDATES)
)
SCOPES = st.none() | st.just(frozenset({MUG}))
COUPONS = st.builds(
    CouponTerms, st.uuids(), st.sampled_from(Funder), st.none() | SHOPS, PRICES, REDUCTIONS, SCOPES
)
TERMS = st.builds(
    Terms,
    st.lists(st.builds(FullReduction, st.uuids(), SHOPS, PRICES, REDUCTIONS), max_size=3),
    st.lists(COUPONS, max_size=4),
    st.dictionaries(SHOPS, st.builds(Shipping, st.integers(0, 10_000), st.none() | PRICES)),
    st.lists(COUPONS, max_size=2),
    st.dictionaries(SHOPS, st.builds(Tax, st.integers(1, 10_000), st.booleans(), st.booleans())),
)


@given(st.lists(LINES, min_size=1, max_size=6), TERMS)
def test_lines_sum_exactly_and_nothing_is_below_zero(lines: list[Line], terms: Terms) -> None:
    priced = price_lines(lines, terms)

    listed = sum(line.list_price_minor * line.quantity for line in lines)
    assert priced.total_minor == listed + sum(step.amount_minor for step in priced.adjustments)
    assert all(line.discount_minor >= 0 and line.paid_minor >= 0 for line in priced.lines)
    assert priced.shipping_minor >= 0
    tax_minor = priced.added_tax_minor + priced.included_tax_minor
    of_lines = sum(line.added_tax_minor + line.included_tax_minor for line in priced.lines)
    assert tax_minor == of_lines + sum(costs.shipping_tax_minor for costs in priced.shops.values())
    paid: dict[uuid.UUID, int] = defaultdict(int)
    for line in priced.lines:
        paid[line.line.shop_id] += line.paid_minor
    assert min(paid.values()) > 0
    assert price_lines(lines, terms) == priced


def test_two_orders_of_one_unit_each_both_keep_something_to_pay() -> None:
    lines = [make_line(MUG, 1), make_line(PLATE, 1, shop_id=OTHER_SHOP)]

    priced = price_lines(lines, Terms(coupons=[make_coupon(None, amount_minor=1)]))

    assert [line.paid_minor for line in priced.lines] == [1, 1]


@pytest.mark.parametrize(
    ("base_minor", "missing_minor", "less_minor"),
    [(0, 1000, 100), (999, 1, 100), (1000, 1000, 300), (1999, 1, 300), (2000, None, None)],
)
def test_the_next_step_of_a_full_reduction(
    base_minor: int, missing_minor: int | None, less_minor: int | None
) -> None:
    tiers = [make_reduction(2000, 300), make_reduction(1000, 100), make_reduction(3000, 300)]

    step = find_next_step(tiers, base_minor)

    found = None if step is None else (step.missing_minor, step.reduction.amount_minor)
    assert found == (None if missing_minor is None else (missing_minor, less_minor))
