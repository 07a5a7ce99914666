"""Which variant of a product a room shows, and for how much."""

import datetime as dt
import uuid

from kernel.clock import now
from kernel.ids import new_id
from live.cards import build_card, describe_card
from products.values import Product, Shop, Special, Variant
from promotions.values import Deal, DealState


def make_variant(price_minor: int, *, special_minor: int | None = None) -> Variant:
    """Return a variant that costs this, or less for a while."""
    special = None
    if special_minor is not None:
        special = Special(new_id(), special_minor, now(), now() + dt.timedelta(minutes=1))
    return Variant(
        id=new_id(),
        product_id=new_id(),
        sku="S",
        options={},
        price_minor=price_minor if special_minor is None else special_minor,
        list_price_minor=price_minor,
        special=special,
        was_minor=price_minor if special else None,
        on_hand_count=5,
        reserved_count=1,
        available_count=4,
    )


def make_product(*variants: Variant) -> Product:
    """Return a product with these variants."""
    shop = Shop(new_id(), new_id(), "Lantern Alley", is_open=True)
    return Product(new_id(), shop, "Lantern", "", "USD", None, variants, [])


def make_deal(variant_id: uuid.UUID, *, starts_in_seconds: int) -> Deal:
    """Return a deal of a variant, open or to come."""
    starts_at = now() + dt.timedelta(seconds=starts_in_seconds)
    return Deal(
        id=new_id(),
        variant_id=variant_id,
        product_id=new_id(),
        reference_id=new_id(),
        owner_id=new_id(),
        state=DealState.PLANNED,
        price_minor=900,
        list_price_minor=1990,
        currency="USD",
        quota_count=10,
        left_count=10,
        per_buyer_limit=1,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=1),
        close_reason=None,
    )


def test_without_a_deal_the_cheapest_variant_stands_for_the_product() -> None:
    dear, cheap = make_variant(1990), make_variant(500)

    card = build_card(make_product(dear, cheap), None)

    assert (card.price_minor, card.was_minor, card.available_count) == (500, None, 8)
    assert list(card.variant_ids) == [cheap.id, dear.id]


def test_a_deal_shows_its_own_variant_with_the_price_it_had() -> None:
    shown, cheap = make_variant(1990, special_minor=900), make_variant(500)

    card = build_card(make_product(cheap, shown), make_deal(shown.id, starts_in_seconds=-5))

    assert (card.price_minor, card.was_minor) == (900, 1990)
    assert card.variant_ids[0] == shown.id


def test_a_deal_to_come_is_named_while_the_price_is_still_the_old_one() -> None:
    variant = make_variant(1990)

    card = describe_card(build_card(make_product(variant), make_deal(variant.id, starts_in_seconds=60)))

    assert (card["price_minor"], card["was_minor"]) == (1990, None)
    assert (card["deal"]["price_minor"], card["deal"]["is_open"]) == (900, False)


def test_a_deal_of_a_withdrawn_variant_shows_what_is_left_of_the_product() -> None:
    variant = make_variant(1990)

    card = build_card(make_product(variant), make_deal(new_id(), starts_in_seconds=0))

    assert card.price_minor == 1990
