"""Merchants offer, creators pick."""

import datetime as dt
import uuid

import pytest
from flask import Flask
from sqlalchemy import update

from accounts import blocks
from accounts.people import Person
from accounts.roles import Role
from commissions import offers, promoting
from commissions.errors import NoSuchCommissionOffer, NoSuchCreator, OfferEnded, OwnProduct
from commissions.models import CommissionOfferRow
from commissions.values import Promoter
from kernel.clock import now
from kernel.transaction import reading, transaction
from products.errors import NoSuchProduct
from tests.factories import make_commission_offer, make_person, make_product

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def creator(app: Flask) -> Person:
    assert app
    return make_person(Role.CREATOR, name="Creator")


def pick(offer_id: uuid.UUID, creator: Person) -> None:
    with transaction() as session:
        promoting.pick(session, offer_id, creator.id)


def own(creator: Person) -> list[Promoter]:
    with reading() as session:
        return list(promoting.list_own(session, creator.id))


def earning(product_id: uuid.UUID, later: dt.timedelta = dt.timedelta(0)) -> dict[uuid.UUID, int]:
    at = now() + later
    with reading() as session:
        found = promoting.list_promoters_of(session, [product_id], at)
    return {one.creator_id: one.rate_at(at) for one in found}


def test_a_creator_picks_what_everybody_may_and_drops_it_again(creator: Person):
    product = make_product()
    offer = make_commission_offer(product, basis_points=1250)
    with reading() as session:
        assert offer.id in [one.id for one in promoting.list_open(session, creator.id).items]

    pick(offer.id, creator)
    pick(offer.id, creator)

    assert earning(product.id) == {creator.id: 1250}
    with reading() as session:
        assert offer.id not in [one.id for one in promoting.list_open(session, creator.id).items]
    with transaction() as session:
        promoting.drop(session, offer.id, creator.id)
    assert earning(product.id) == {}
    assert own(creator) == []


def test_what_is_by_invitation_is_only_for_who_is_invited(creator: Person):
    product = make_product()
    offer = make_commission_offer(product, is_public=False)
    with pytest.raises(NoSuchCommissionOffer):
        pick(offer.id, creator)

    with transaction() as session:
        owner_id = product.shop.owner_id
        offers.invite(session, product.id, f"@{creator.handle}", owner_id=owner_id, basis_points=2000)

    assert [(one.is_promoting, one.rate_at(now())) for one in own(creator)] == [(False, 2000)]
    assert earning(product.id) == {}
    pick(offer.id, creator)
    assert earning(product.id) == {creator.id: 2000}


def test_a_rate_of_ones_own_falls_after_the_notice_like_every_other(creator: Person):
    product = make_product()
    offer = make_commission_offer(product, basis_points=1000)
    pick(offer.id, creator)

    with transaction() as session:
        owner_id = product.shop.owner_id
        offers.invite(session, product.id, creator.handle, owner_id=owner_id, basis_points=300)

    assert earning(product.id) == {creator.id: 1000}
    assert earning(product.id, dt.timedelta(days=30, minutes=1)) == {creator.id: 300}


def test_who_promotes_an_offer_that_ended_earns_until_the_notice_is_over(creator: Person):
    product = make_product()
    offer = make_commission_offer(product, basis_points=1000)
    pick(offer.id, creator)
    with transaction() as session:
        owner_id = product.shop.owner_id
        offers.invite(session, product.id, creator.handle, owner_id=owner_id, basis_points=3000)

    with transaction() as session:
        offers.end_offer(session, product.id, owner_id=owner_id)

    assert earning(product.id) == {creator.id: 3000}
    assert earning(product.id, dt.timedelta(days=30, minutes=1)) == {}
    with pytest.raises(OfferEnded):
        pick(offer.id, make_person(Role.CREATOR))


def test_nobody_promotes_what_he_sells(creator: Person):
    product = make_product()
    offer = make_commission_offer(product)
    with pytest.raises(OwnProduct), transaction() as session:
        promoting.pick(session, offer.id, product.shop.owner_id)


def test_who_is_parted_from_the_merchant_finds_no_offer(creator: Person):
    product = make_product()
    offer = make_commission_offer(product)
    with transaction() as session:
        blocks.block(session, product.shop.owner_id, creator.id)

    with pytest.raises(NoSuchCommissionOffer):
        pick(offer.id, creator)
    with reading() as session:
        assert offer.id not in [one.id for one in promoting.list_open(session, creator.id).items]


def test_only_the_merchant_offers_and_only_creators_are_invited(creator: Person):
    product = make_product()
    make_commission_offer(product)
    owner_id, buyer = product.shop.owner_id, make_person()

    with pytest.raises(NoSuchProduct), transaction() as session:
        offers.set_offer(session, product.id, owner_id=creator.id, basis_points=1, is_public=True)
    with pytest.raises(NoSuchCommissionOffer), transaction() as session:
        offers.invite(session, product.id, creator.handle, owner_id=creator.id, basis_points=None)
    with pytest.raises(NoSuchCreator), transaction() as session:
        offers.invite(session, product.id, buyer.handle, owner_id=owner_id, basis_points=None)


def test_an_offer_set_twice_is_one_and_its_cut_is_told_once(creator: Person):
    product = make_product()
    offer = make_commission_offer(product, basis_points=1000)
    pick(offer.id, creator)

    first = make_commission_offer(product, basis_points=500)
    again = make_commission_offer(product, basis_points=500)

    assert first == again
    assert first.id == offer.id
    with transaction() as session:
        due = update(CommissionOfferRow).where(CommissionOfferRow.id == offer.id)
        session.execute(due.values(next_rate_at=now() - dt.timedelta(seconds=1)))
    assert earning(product.id) == {creator.id: 500}
