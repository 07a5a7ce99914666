"""Stock when several people want the same thing in the same moment, each in a thread of their own."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products import catalogue, stock, stock_log
from products.errors import OutOfStock
from products.stock import NewReservation
from products.values import Product, Variant
from tests.factories import make_product

pytestmark = pytest.mark.usefixtures("app")


def at_once(tasks: Iterable[Callable[[], bool]]) -> list[bool]:
    """Run tasks in threads that all start together; return what each of them answered."""
    tasks = list(tasks)
    start = Barrier(len(tasks))

    def run(task: Callable[[], bool]) -> bool:
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def try_to_hold(wanted: list[tuple[uuid.UUID, int]], reference_id: uuid.UUID | None = None) -> bool:
    """Hold (variant, quantity) pairs; tell whether it worked."""
    reference_id = reference_id or new_id()
    expires_at = now() + dt.timedelta(minutes=10)
    try:
        with transaction() as session:
            stock.hold(
                session, [NewReservation(reference_id, one, count, expires_at) for one, count in wanted]
            )
    except OutOfStock:
        return False
    return True


def step(move: Callable[..., bool], *args: object) -> Callable[[], bool]:
    """Return a task that does one step in a transaction of its own."""

    def run() -> bool:
        with transaction() as session:
            return bool(move(session, *args))

    return run


def variants_of(product: Product) -> list[Variant]:
    """Return the variants as they are now, after checking them against the log."""
    with reading() as session:
        variants = list(catalogue.get_product(session, product.id).variants)
        for variant in variants:
            assert stock_log.sum_changes(session, variant.id) == (
                variant.on_hand_count,
                variant.reserved_count,
            )
    return variants


def test_of_two_buyers_of_the_last_unit_one_gets_it():
    product = make_product(stock_counts=[1])
    variant_id = product.variants[0].id

    got = at_once([lambda: try_to_hold([(variant_id, 1)])] * 2)

    assert sorted(got) == [False, True]
    assert variants_of(product)[0].available_count == 0


def test_many_buyers_get_exactly_what_there_is():
    product = make_product(stock_counts=[10])
    variant_id = product.variants[0].id

    got = at_once([lambda: try_to_hold([(variant_id, 1)])] * 16)

    assert got.count(True) == 10
    assert variants_of(product)[0].reserved_count == 10


def test_buyers_who_name_the_same_things_in_another_order_do_not_wait_for_each_other():
    product = make_product(stock_counts=[100, 100])
    first, second = (variant.id for variant in product.variants)
    orders = [[(first, 1), (second, 1)], [(second, 1), (first, 1)]] * 6

    got = at_once([lambda wanted=wanted: try_to_hold(wanted) for wanted in orders])

    assert all(got)
    assert [variant.reserved_count for variant in variants_of(product)] == [12, 12]


def test_a_payment_and_the_end_of_its_time_cannot_both_win():
    product = make_product(stock_counts=[50, 50])
    wanted = [(variant.id, 1) for variant in product.variants]
    references = [new_id() for _ in range(8)]
    overdue = now() - dt.timedelta(seconds=1)
    with transaction() as session:
        for reference_id in references:
            stock.hold(session, [NewReservation(reference_id, one, n, overdue) for one, n in wanted])

    commits = [step(stock.commit, reference_id) for reference_id in references]
    *paid, _, _ = at_once([*commits, step(stock.expire_reservations), step(stock.expire_reservations)])
    step(stock.expire_reservations)()

    left = 50 - paid.count(True)
    assert [(one.on_hand_count, one.reserved_count) for one in variants_of(product)] == [(left, 0)] * 2


def test_a_sale_told_by_many_at_once_counts_once():
    product = make_product(stock_counts=[5])
    reference_id = new_id()
    try_to_hold([(product.variants[0].id, 2)], reference_id)

    told = at_once([step(stock.commit, reference_id)] * 6 + [step(stock.release, reference_id)] * 2)

    assert told.count(True) == 1
    assert variants_of(product)[0].reserved_count == 0


def test_two_late_payments_of_the_last_unit_cannot_both_get_it():
    product = make_product(stock_counts=[1])
    references = [new_id(), new_id()]
    overdue = now() - dt.timedelta(seconds=1)
    for reference_id in references:
        with transaction() as session:
            stock.hold(session, [NewReservation(reference_id, product.variants[0].id, 1, overdue)])
        step(stock.expire_reservations)()

    later = now() + dt.timedelta(minutes=10)
    got = at_once([step(stock.hold_again, reference_id, later) for reference_id in references])

    assert sorted(got) == [False, True]
    assert variants_of(product)[0].available_count == 0
