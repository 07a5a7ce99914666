"""All variants of a product set at once: what stays keeps its stock and history; never half a matrix."""

import datetime as dt
import uuid

import pytest

from kernel.clock import now
from kernel.transaction import reading, transaction
from products import catalogue, matrix, stock, stock_log, variants
from products.errors import LastVariant, NoSuchProduct, NoSuchVariant, OptionsDiffer, SkuTaken
from products.matrix import KeptVariant, MatrixRow
from products.values import Product, Variant
from products.variants import NewVariant
from tests.factories import make_person, make_product
from tests.service.content.published import counted_statements

pytestmark = pytest.mark.usefixtures("app")


def kept(variant: Variant, **changes: object) -> KeptVariant:
    """Return a variant as it is, but for these changes."""
    values = {"sku": variant.sku, "options": variant.options, "price_minor": variant.list_price_minor}
    return KeptVariant(variant.id, **(values | changes))  # type: ignore[arg-type]


def set_variants(product: Product, *rows: MatrixRow) -> Product:
    """Set a product's variants as its owner."""
    with transaction() as session:
        return matrix.set_variants(session, product.id, rows, owner_id=product.shop.owner_id)


def test_a_new_option_leaves_the_variants_of_before_what_they_were():
    product = make_product(stock_counts=[3, 7])
    small, large = product.variants
    blue = NewVariant(f"B-{small.sku}", {"Size": "1", "Colour": "Blue"}, 2500, 4)

    changed = set_variants(
        product,
        kept(small, options={"Size": "1", "Colour": "Red"}),
        blue,
        kept(large, options={"Size": "2", "Colour": "Red"}),
    )

    assert [(one.options["Colour"], one.on_hand_count) for one in changed.variants] == [
        ("Red", 3),
        ("Blue", 4),
        ("Red", 7),
    ]
    assert [changed.variants[0].id, changed.variants[2].id] == [small.id, large.id]
    with reading() as session:
        assert len(variants.list_prices(session, small.id)) == 1
        assert stock_log.sum_changes(session, changed.variants[1].id) == (4, 0)


def test_two_variants_exchange_their_skus():
    product = make_product(stock_counts=[1, 2])
    first, second = product.variants

    changed = set_variants(product, kept(first, sku=second.sku), kept(second, sku=first.sku))

    assert [(one.id, one.sku) for one in changed.variants] == [(first.id, second.sku), (second.id, first.sku)]


def test_what_is_not_named_any_more_is_withdrawn_and_its_sku_free_again():
    product = make_product(stock_counts=[1, 2])
    first, second = product.variants
    again = NewVariant(second.sku, {"Size": "9"}, 500, 1)

    changed = set_variants(product, kept(first), again)

    with reading() as session:
        offers = catalogue.get_offers(session, [second.id])
    assert [one.sku for one in changed.variants] == [first.sku, second.sku]
    assert not offers[second.id].is_on_sale


def test_a_changed_price_enters_the_history_once():
    product = make_product(price_minor=1000)
    [variant] = product.variants

    set_variants(product, kept(variant, price_minor=900))
    set_variants(product, kept(variant, price_minor=900))

    with reading() as session:
        assert [one.price_minor for one in variants.list_prices(session, variant.id)] == [1000, 900]


def test_a_reservation_survives_the_matrix():
    product = make_product(stock_counts=[5, 5])
    first, second = product.variants
    with transaction() as session:
        held = stock.NewReservation(uuid.uuid4(), first.id, 2, now() + dt.timedelta(minutes=10))
        stock.hold(session, [held])

    changed = set_variants(product, kept(second), kept(first))

    assert [one.reserved_count for one in changed.variants] == [0, 2]


@pytest.mark.parametrize("refusal", [LastVariant, OptionsDiffer, NoSuchVariant, SkuTaken])
def test_what_does_not_fit_changes_nothing(refusal: type[Exception]):
    product, other = make_product(stock_counts=[1, 2]), make_product()
    first, second = product.variants
    rows: dict[type[Exception], list[MatrixRow]] = {
        LastVariant: [],
        OptionsDiffer: [kept(first), kept(second, options=first.options)],
        NoSuchVariant: [kept(first), kept(other.variants[0], options={"Size": "3"})],
        SkuTaken: [kept(first, price_minor=1), NewVariant(first.sku, {"Size": "3"}, 1, 1)],
    }

    with pytest.raises(refusal):
        set_variants(product, *rows[refusal])

    with reading() as session:
        left = catalogue.get_product(session, product.id)
    assert left.variants == product.variants


def test_nobody_sets_the_variants_of_somebody_else():
    product = make_product()

    with pytest.raises(NoSuchProduct), transaction() as session:
        matrix.set_variants(session, product.id, [kept(product.variants[0])], owner_id=make_person().id)


def test_the_number_of_statements_does_not_grow_with_what_stays():
    few, many = make_product(stock_counts=[1] * 2), make_product(stock_counts=[1] * 20)

    with counted_statements() as for_few:
        set_variants(few, *map(kept, few.variants))
    with counted_statements() as for_many:
        set_variants(many, *map(kept, many.variants))

    assert len(for_few) == len(for_many)
