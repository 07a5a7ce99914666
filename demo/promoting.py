"""What the seed market's shops offer its creators, and what those promote."""

import uuid

from accounts.roles import Role
from commissions import offers, promoting
from demo.catalogue import ACCOUNTS
from demo.stalls import People, Shops
from kernel.transaction import reading, transaction
from products import catalogue, shops
from products.values import Product

BASIS_POINTS = 1_000


def promote(people: People, opened: Shops) -> None:
    """Let every shop offer ten percent for its latest products, and every creator promote what others sell.

    What a shop has offered once is left as it is: whoever tries the demo may have changed it.
    """
    creator_ids = [people[one.handle] for one in ACCOUNTS if one.role == Role.CREATOR]
    for shop_id in opened.values():
        with reading() as session:
            owner_id = shops.get_shop(session, shop_id).owner_id
            listed = catalogue.list_products_of_shop(session, shop_id).items
        for product in listed:
            _offer(product, owner_id, [one for one in creator_ids if one != owner_id])


def _offer(product: Product, owner_id: uuid.UUID, creator_ids: list[uuid.UUID]) -> None:
    with transaction() as session:
        if offers.find_own_offer(session, product.id, owner_id=owner_id) is not None:
            return
        offer = offers.set_offer(
            session, product.id, owner_id=owner_id, basis_points=BASIS_POINTS, is_public=True
        )
        for creator_id in creator_ids:
            promoting.pick(session, offer.id, creator_id)
