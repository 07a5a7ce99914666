"""Stock: what is held, sold, freed and put back, one thing after the other."""

import datetime as dt
import random
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from kernel import events, realtime
from kernel.clock import now
from kernel.events import Delivery, Subscription
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products import catalogue, stock, stock_log
from products.errors import CorrectionTooLarge, NoSuchVariant, OutOfStock
from products.events import ReservationExpired
from products.models import Reservation
from products.stock import NewReservation
from products.values import Product
from tests.factories import make_person, make_product

pytestmark = pytest.mark.usefixtures("app")
SOON = dt.timedelta(minutes=10)


def hold(product: Product, *quantities: int, expires_in: dt.timedelta = SOON) -> uuid.UUID:
    """Hold a quantity of each variant for a new reference."""
    reference_id = new_id()
    wanted = [
        NewReservation(reference_id, variant.id, quantity, now() + expires_in)
        for variant, quantity in zip(product.variants, quantities, strict=True)
    ]
    with transaction() as session:
        stock.hold(session, wanted)
    return reference_id


def do(step: Callable[..., bool], *args: object) -> bool:
    """Do one step in a transaction of its own."""
    with transaction() as session:
        return step(session, *args)


def counts(product: Product) -> list[tuple[int, int, int]]:
    """Return (on hand, reserved, available) of each variant."""
    with reading() as session:
        variants = catalogue.get_product(session, product.id).variants
    return [(one.on_hand_count, one.reserved_count, one.available_count) for one in variants]


def test_what_is_held_cannot_be_held_again():
    product = make_product(stock_counts=[2])

    hold(product, 2)

    with pytest.raises(OutOfStock) as refused:
        hold(product, 1)
    assert refused.value.members == {"variant_id": product.variants[0].id, "requested": 1, "available": 0}
    assert counts(product) == [(2, 2, 0)]


def test_lines_of_one_variant_are_summed_before_they_are_held():
    product = make_product(stock_counts=[3])
    variant_id = product.variants[0].id
    wanted = [NewReservation(new_id(), variant_id, 2, now() + SOON) for _ in range(2)]

    with transaction() as session, pytest.raises(OutOfStock) as refused:
        stock.hold(session, wanted)

    assert refused.value.members["requested"] == 4


def test_a_refused_hold_keeps_nothing_even_if_its_caller_goes_on():
    product = make_product(stock_counts=[5, 1])
    wanted = [NewReservation(new_id(), variant.id, 2, now() + SOON) for variant in product.variants]

    with transaction() as session, pytest.raises(OutOfStock):
        stock.hold(session, wanted)

    assert counts(product) == [(5, 0, 5), (1, 0, 1)]


def test_a_sale_takes_the_units_from_the_shelf_once():
    product = make_product(stock_counts=[5, 5])
    reference_id = hold(product, 2, 1)

    first, second = do(stock.commit, reference_id), do(stock.commit, reference_id)

    assert (first, second) == (True, False)
    assert counts(product) == [(3, 0, 3), (4, 0, 4)]


def test_what_is_released_can_be_bought_by_others_once():
    product = make_product(stock_counts=[5])
    reference_id = hold(product, 2)

    first, second = do(stock.release, reference_id), do(stock.release, reference_id)

    assert (first, second) == (True, False)
    assert counts(product) == [(5, 0, 5)]


def test_what_was_sold_cannot_be_released():
    product = make_product(stock_counts=[5])
    reference_id = hold(product, 2)
    do(stock.commit, reference_id)

    assert not do(stock.release, reference_id)
    assert counts(product) == [(3, 0, 3)]


def test_goods_that_come_back_are_put_on_the_shelf_once():
    product = make_product(stock_counts=[5])
    reference_id = hold(product, 2)
    do(stock.commit, reference_id)

    first, second = do(stock.put_back, reference_id), do(stock.put_back, reference_id)

    assert (first, second) == (True, False)
    assert counts(product) == [(5, 0, 5)]


def test_only_what_is_overdue_expires():
    product = make_product(stock_counts=[5])
    overdue = hold(product, 2, expires_in=-dt.timedelta(seconds=1))
    hold(product, 1)

    with transaction() as session:
        expired_count = stock.expire_reservations(session)

    assert expired_count == 1
    assert counts(product) == [(5, 1, 4)]
    assert not do(stock.commit, overdue)


def test_an_expired_reference_is_told_in_the_same_transaction(monkeypatch: pytest.MonkeyPatch):
    told: list[ReservationExpired] = []
    hears = Subscription(
        ReservationExpired, lambda _session, event: told.append(event), Delivery.IN_TRANSACTION
    )
    monkeypatch.setattr(events, "_subscriptions", {ReservationExpired: [hears]})
    reference_id = hold(make_product(stock_counts=[5, 5]), 1, 1, expires_in=-dt.timedelta(seconds=1))

    with transaction() as session:
        stock.expire_reservations(session)

    assert told == [ReservationExpired(reference_id)]


def test_a_late_payment_gets_its_units_if_they_are_still_there():
    product = make_product(stock_counts=[2])
    reference_id = hold(product, 2, expires_in=-dt.timedelta(seconds=1))
    do(lambda session: stock.expire_reservations(session) > 0)

    held = do(stock.hold_again, reference_id, now() + SOON)

    assert held
    assert counts(product) == [(2, 2, 0)]
    assert do(stock.commit, reference_id)


def test_a_late_payment_gets_nothing_if_one_of_its_units_is_gone():
    product = make_product(stock_counts=[2, 2])
    reference_id = hold(product, 1, 2, expires_in=-dt.timedelta(seconds=1))
    do(lambda session: stock.expire_reservations(session) > 0)
    hold(product, 1, 1)

    held = do(stock.hold_again, reference_id, now() + SOON)

    assert not held
    assert counts(product) == [(2, 1, 1), (2, 1, 1)]


def test_a_correction_says_who_and_why():
    product = make_product(stock_counts=[5])
    variant_id = product.variants[0].id

    with transaction() as session:
        available = stock.correct(
            session, variant_id, owner_id=product.shop.owner_id, change_count=-2, reason="broken"
        )

    assert available == 3
    with reading() as session:
        newest = stock_log.list_changes(session, variant_id)[0]
    assert (newest.kind, newest.on_hand_change, newest.reason) == ("corrected", -2, "broken")


def test_a_correction_cannot_take_what_orders_hold():
    product = make_product(stock_counts=[5])
    hold(product, 4)

    with pytest.raises(CorrectionTooLarge), transaction() as session:
        stock.correct(
            session, product.variants[0].id, owner_id=product.shop.owner_id, change_count=-2, reason=""
        )

    assert counts(product) == [(5, 4, 1)]


def test_nobody_corrects_the_stock_of_others():
    product = make_product(stock_counts=[5])

    with pytest.raises(NoSuchVariant), transaction() as session:
        stock.correct(session, product.variants[0].id, owner_id=make_person().id, change_count=1, reason="")


def test_whatever_happens_the_log_gives_the_counts():
    dice = random.Random(7)
    product = make_product(stock_counts=[20, 20])
    references: list[uuid.UUID] = []

    for _ in range(150):
        step = dice.choice(
            ["hold", "hold", "commit", "release", "put_back", "hold_again", "expire", "correct"]
        )
        known = dice.choice(references) if references else new_id()
        if step == "hold":
            try:
                references.append(hold(product, dice.randint(1, 3), dice.randint(1, 3)))
            except OutOfStock:
                continue
        elif step == "expire":
            do(_expire_everything)
        elif step == "hold_again":
            do(stock.hold_again, known, now() + SOON)
        elif step == "correct":
            do(_correct, product, dice.randint(-1, 2))
        else:
            do(getattr(stock, step), known)

    with reading() as session:
        logged = [stock_log.sum_changes(session, variant.id) for variant in product.variants]
    assert [(on_hand, reserved) for on_hand, reserved, _ in counts(product)] == logged
    assert all(on_hand - reserved == available for on_hand, reserved, available in counts(product))


def _expire_everything(session) -> bool:
    session.execute(update(Reservation).values(expires_at=now() - SOON))
    return stock.expire_reservations(session) > 0


def _correct(session, product: Product, change_count: int) -> bool:
    owner_id = product.shop.owner_id
    try:
        stock.correct(
            session, product.variants[0].id, owner_id=owner_id, change_count=change_count, reason=""
        )
    except CorrectionTooLarge:
        return False
    return True


def test_open_screens_hear_of_a_change_of_stock(app, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(realtime, "_publisher", None)
    product = make_product(stock_counts=[3])

    hold(product, 2)

    with reading() as session:
        told = session.scalars(
            select(realtime.Announcement).where(realtime.Announcement.room == f"product:{product.id}")
        ).all()
    assert [(one.message, one.payload) for one in told] == [
        ("stock_changed", {"variant_id": str(product.variants[0].id), "available_count": 1})
    ]
