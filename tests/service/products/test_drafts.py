"""Drafts: only their merchant sees them, nothing of them can be bought, their prices were never on offer."""

from collections.abc import Callable

import pytest

from kernel.transaction import reading, transaction
from products import catalogue, drafts, matrix, variants
from products.errors import NoSuchProduct
from products.values import Product, ProductState
from products.variants import NewVariant
from tests.factories import make_person, make_shop
from tests.market import ApiClient
from tests.service.products.test_matrix import kept

Clients = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


def make_draft(price_minor: int = 1990) -> Product:
    """Make a draft with one variant."""
    shop = make_shop()
    with transaction() as session:
        return catalogue.create_product(
            session,
            shop.id,
            owner_id=shop.owner_id,
            title="Moon lamp",
            description="",
            currency="USD",
            variants=[NewVariant("MOON", {}, price_minor, 5)],
            is_draft=True,
        )


def test_a_draft_is_seen_by_its_owner_only(api: Clients):
    draft = make_draft()

    for client, status in ((api(), 404), (api(make_person().id), 404), (api(draft.shop.owner_id), 200)):
        assert client.get(f"/products/{draft.id}").status_code == status
    assert api().get(f"/shops/{draft.shop.id}/products").json["items"] == []
    assert api().get("/products", query="Moon lamp").json["items"] == []


def test_nothing_of_a_draft_can_be_bought():
    draft = make_draft()

    with reading() as session:
        offers = catalogue.get_offers(session, [draft.variants[0].id])

    assert not offers[draft.variants[0].id].is_on_sale


def test_the_prices_of_a_draft_are_history_from_the_day_it_is_on_sale():
    draft = make_draft(price_minor=1000)
    owner_id = draft.shop.owner_id
    with transaction() as session:
        matrix.set_variants(session, draft.id, [kept(draft.variants[0], price_minor=800)], owner_id=owner_id)
    with reading() as session:
        before = variants.list_prices(session, draft.variants[0].id)

    for _ in range(2):
        with transaction() as session:
            published = drafts.publish_product(session, draft.id, owner_id=owner_id)

    with reading() as session:
        after = variants.list_prices(session, draft.variants[0].id)
    assert published.is_on_sale
    assert (before, [one.price_minor for one in after]) == ([], [800])


def test_an_archived_draft_comes_back_as_a_draft():
    draft = make_draft()
    owner_id = draft.shop.owner_id

    with transaction() as session:
        catalogue.archive_product(session, draft.id, owner_id=owner_id)
        catalogue.restore_product(session, draft.id, owner_id=owner_id)

    with reading() as session:
        assert catalogue.get_product(session, draft.id).state is ProductState.DRAFT


def test_nobody_publishes_the_draft_of_somebody_else():
    draft = make_draft()

    with pytest.raises(NoSuchProduct), transaction() as session:
        drafts.publish_product(session, draft.id, owner_id=make_person().id)
