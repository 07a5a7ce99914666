"""Which price of a variant a buyer expects, however his client wrote it down."""

from kernel.ids import new_id
from orders.schemas import Address, PlaceOrder, WantedLineItem

ADDRESS = Address(name="Mei", line1="88 Raohe Street", city="Taipei", country="TW", phone="12345")


def test_without_a_word_about_prices_none_is_expected() -> None:
    order = PlaceOrder(line_items=[WantedLineItem(variant_id=new_id(), quantity=1)], shipping_address=ADDRESS)

    assert order.expected_prices() == {}


def test_of_two_prices_for_one_variant_the_lower_one_is_expected() -> None:
    variant_id = new_id()
    items = [
        WantedLineItem(variant_id=variant_id, quantity=1, expected_price_minor=price)
        for price in (1990, 900, 1500)
    ]

    order = PlaceOrder(line_items=items, shipping_address=ADDRESS)

    assert order.expected_prices() == {variant_id: 900}
