"""What several shops get of one payment: nothing is lost, nothing is counted twice."""

import uuid
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import now
from orders.cart_rows import KeptLine
from orders.cart_view import Cart, CartLine, group_by_shop
from orders.discounts import Bought, Discounts
from orders.new_orders import build_orders, build_payment
from orders.pricing import Line, Price, Pricing
from orders.purchases import Basket, Purchase
from products.values import Offer

SHOPS = [uuid.UUID(int=number) for number in range(1, 5)]
#: (shop, price in minor units, wanted, available, saved for later)
LINES = st.lists(
    st.tuples(
        st.sampled_from(SHOPS),
        st.integers(1, 100_000_000_00),
        st.integers(1, 99),
        st.integers(0, 99),
        st.booleans(),
    ),
    min_size=1,
    max_size=40,
)
Drawn = list[tuple[uuid.UUID, int, int, int, bool]]


def offer(number: int, shop_id: uuid.UUID, price_minor: int, available_count: int) -> Offer:
    """Return an offer of its own variant."""
    return Offer(
        variant_id=uuid.UUID(int=1000 + number),
        product_id=uuid.UUID(int=2000 + number),
        shop_id=shop_id,
        shop_owner_id=shop_id,
        product_title="Paper lantern",
        shop_name="Lantern Alley",
        options={},
        sku=f"S-{number}",
        price_minor=price_minor,
        list_price_minor=price_minor,
        special=None,
        currency="USD",
        available_count=available_count,
        is_on_sale=True,
        picture_url=None,
    )


@given(LINES)
def test_the_orders_of_a_checkout_come_to_its_payment(drawn: Drawn) -> None:
    lines = [
        Line(offer(number, shop_id, price, 99), Price(price), wanted)
        for number, (shop_id, price, wanted, _, _) in enumerate(drawn)
    ]
    quantities = tuple((line.offer.variant_id, line.quantity) for line in lines)
    purchase = Purchase(uuid.uuid4(), "key", "hash", quantities, {}, None, {}, Basket())

    pricing = Pricing(None, {}, ())  # type: ignore[arg-type]
    orders = build_orders(purchase, Bought(lines), pricing, Discounts(None, [purchase], pricing.at, ()))  # type: ignore[arg-type]

    by_shop: Counter[uuid.UUID] = Counter()
    for shop_id, price, wanted, _, _ in drawn:
        by_shop[shop_id] += price * wanted
    assert {order.lines[0].offer.shop_id: order.total_minor for order in orders} == by_shop
    assert build_payment(orders).amount_minor == sum(by_shop.values())
    assert build_payment(orders).reference_id == orders[0].id
    assert sorted(line.offer.sku for order in orders for line in order.lines) == sorted(
        line.offer.sku for line in lines
    )


@given(LINES)
def test_a_cart_asks_for_what_can_be_bought_and_for_nothing_else(drawn: Drawn) -> None:
    lines = [
        CartLine(
            KeptLine(uuid.UUID(int=1000 + number), wanted, is_saved, price, "USD", None, now()),
            offer(number, shop_id, price, available),
        )
        for number, (shop_id, price, wanted, available, is_saved) in enumerate(drawn)
    ]
    wanted = [line for line in lines if not line.kept.is_saved]

    cart = Cart(group_by_shop(wanted), [line for line in lines if line.kept.is_saved])

    ready = [line for line in wanted if line.quantity <= line.offer.available_count]
    assert cart.totals.get("USD", 0) == sum(line.total_minor for line in ready)
    assert cart.units_count == sum(line.quantity for line in wanted)
    assert cart.blocked_count == len(wanted) - len(ready)
    chosen = [line.variant_id for shop in cart.choose_ready() for line in shop.lines]
    assert sorted(chosen) == sorted(line.variant_id for line in ready)
