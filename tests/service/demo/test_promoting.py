"""The seed market's creators promote what its shops sell."""

from flask import Flask

from accounts.roles import Role
from commissions import offers, promoting
from demo.catalogue import ACCOUNTS
from demo.promoting import promote
from kernel.clock import now
from kernel.transaction import reading, transaction
from tests.factories import make_person, make_product


def test_creators_promote_what_others_sell_and_a_second_time_changes_nothing(app: Flask):
    assert app
    people = {one.handle: make_person(Role(one.role)).id for one in ACCOUNTS}
    creators = {people[one.handle] for one in ACCOUNTS if one.role == Role.CREATOR}
    product = make_product()
    owner_id = product.shop.owner_id

    promote(people, {"shop": product.shop.id})
    with transaction() as session:
        offers.set_offer(session, product.id, owner_id=owner_id, basis_points=2000, is_public=True)
    promote(people, {"shop": product.shop.id})

    with reading() as session:
        found = promoting.list_promoters_of(session, [product.id], now())
    assert {one.creator_id for one in found} == creators
    assert {one.rate_at(now()) for one in found} == {2000}
