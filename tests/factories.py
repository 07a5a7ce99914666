"""Makers of what tests need around the thing they test. Each makes a new one, so tests don't meet."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from accounts import people
from accounts.people import Person
from accounts.roles import Role
from commissions import offers
from commissions.values import CommissionOffer
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction
from products import catalogue, sale_prices, shops
from products.models import PriceEntry
from products.sale_prices import NewSalePrice, SalePrice
from products.values import Product, Shop
from products.variants import NewVariant
from promotions import coupons, deals, full_reductions
from promotions.coupon_values import Coupon, NewCoupon
from promotions.full_reduction_values import NewShopReduction, ShopReduction, Tier
from promotions.pipeline.values import Reduction
from promotions.values import Deal, NewDeal

PASSWORD = "correct horse battery"


def make_person(*roles: Role, name: str = "Somebody") -> Person:
    """Make a person with these roles; the password is `PASSWORD`."""
    email = f"{secrets.token_hex(6)}@example.test"
    with transaction() as session:
        return people.sign_up(session, email=email, password=PASSWORD, display_name=name, roles=roles)


def make_people(count: int, *roles: Role) -> Iterable[Person]:
    """Make several people."""
    return [make_person(*roles, name=f"Person {number}") for number in range(count)]


def make_shop(owner: Person | None = None, name: str = "Lantern Alley") -> Shop:
    """Make a shop, of a new merchant unless an owner is given."""
    owner = owner or make_person(name="Merchant")
    with transaction() as session:
        return shops.open_shop(session, owner_id=owner.id, name=name)


def make_product(
    shop: Shop | None = None,
    *,
    stock_counts: Sequence[int] = (10,),
    price_minor: int = 1990,
    currency: str = "USD",
    title: str = "Paper lantern",
) -> Product:
    """Make a product with one variant for each stock count, in a new shop unless one is given."""
    shop = shop or make_shop()
    variants = [
        NewVariant(
            sku=f"S-{secrets.token_hex(4)}",
            options={"Size": str(number)} if len(stock_counts) > 1 else {},
            price_minor=price_minor,
            stock_count=count,
        )
        for number, count in enumerate(stock_counts, start=1)
    ]
    with transaction() as session:
        return catalogue.create_product(
            session,
            shop.id,
            owner_id=shop.owner_id,
            title=title,
            description="",
            currency=currency,
            variants=variants,
        )


def let_prices_age(product: Product, days: int = 40) -> None:
    """Act as if what a product has cost so far had begun so many days earlier."""
    ids = [variant.id for variant in product.variants]
    with transaction() as session:
        for entry in session.scalars(select(PriceEntry).where(PriceEntry.variant_id.in_(ids))):
            entry.created_at -= dt.timedelta(days=days)


def make_deal(
    product: Product,
    *,
    price_minor: int = 900,
    quota_count: int = 3,
    per_buyer_limit: int = 1,
    seconds: int = 600,
    starts_in_seconds: int = 0,
    reference_id: uuid.UUID | None = None,
) -> Deal:
    """Open a deal for the first variant of a product, in some broadcast or other."""
    starts_at = now() + dt.timedelta(seconds=starts_in_seconds)
    new = NewDeal(
        variant_id=product.variants[0].id,
        reference_id=reference_id or new_id(),
        price_minor=price_minor,
        quota_count=quota_count,
        per_buyer_limit=per_buyer_limit,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(seconds=seconds),
    )
    with transaction() as session:
        return deals.open_deal(session, new, owner_id=product.shop.owner_id)


def make_sale_price(
    product: Product,
    *,
    price_minor: int | None = None,
    percent: int | None = None,
    starts_in: dt.timedelta = dt.timedelta(),
    lasts: dt.timedelta = dt.timedelta(days=7),
) -> SalePrice:
    """Lower the prices of all variants of a product for a while."""
    starts_at = now() + starts_in
    new = NewSalePrice(starts_at, starts_at + lasts, percent=percent, price_minor=price_minor)
    with transaction() as session:
        owner_id = product.shop.owner_id
        return sale_prices.create_sale_price(session, new_id(), new, product_id=product.id, owner_id=owner_id)


def make_reduction(
    product: Product,
    *tiers: tuple[int, int],
    name: str = "Spend more",
    starts_in: dt.timedelta = dt.timedelta(),
) -> ShopReduction:
    """Make a full-reduction of a product's shop: (from, less) in minor units, or 500 off from 2000 on."""
    starts_at = now() + starts_in
    steps = [Tier(since, Reduction(amount_minor=less)) for since, less in tiers or [(2000, 500)]]
    new = NewShopReduction(name, product.currency, starts_at, starts_at + dt.timedelta(days=7), steps)
    with transaction() as session:
        return full_reductions.create_reduction(
            session, new_id(), new, shop_id=product.shop.id, owner_id=product.shop.owner_id
        )


def make_coupon(product: Product, **values: Any) -> Coupon:
    """Make a running coupon of a product's shop, of 500 minor units unless `values` say otherwise."""
    if "percent" not in values:
        values.setdefault("amount_minor", 500)
    terms: dict[str, Any] = {
        "name": "Lantern week",
        "currency": product.currency,
        "starts_at": now() - dt.timedelta(hours=1),
        "ends_at": now() + dt.timedelta(days=7),
        **values,
    }
    with transaction() as session:
        return coupons.create_coupon(
            session, new_id(), NewCoupon(**terms), shop_id=product.shop.id, owner_id=product.shop.owner_id
        )


def make_commission_offer(
    product: Product, *, basis_points: int = 1000, is_public: bool = True
) -> CommissionOffer:
    """Offer a commission for a product of its shop."""
    with transaction() as session:
        return offers.set_offer(
            session,
            product.id,
            owner_id=product.shop.owner_id,
            basis_points=basis_points,
            is_public=is_public,
        )
