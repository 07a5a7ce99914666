"""The write combiner answers everybody, whatever happens to a batch."""

import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.errors import Unavailable
from orders.combiner import MAX_BATCH, Combiner
from orders.purchases import Placed, Purchase, Result
from products.errors import OutOfStock


def make_purchase(key: str = "key") -> Purchase:
    """Make a purchase of nothing in particular."""
    return Purchase(uuid.uuid4(), key, "hash", ((uuid.uuid4(), 1),), {}, None)


def placed() -> Placed:
    """Make an order."""
    return Placed(uuid.uuid4(), uuid.uuid4(), 100, "USD")


def test_those_who_wait_together_are_placed_together() -> None:
    sizes: list[int] = []
    first_runs, go_on = threading.Event(), threading.Event()

    def place(purchases: Sequence[Purchase]) -> list[Result]:
        sizes.append(len(purchases))
        first_runs.set()
        go_on.wait()
        return [placed() for _ in purchases]

    combiner = Combiner(place)
    with ThreadPoolExecutor(21) as pool:
        answers = [pool.submit(combiner.submit, make_purchase())]
        first_runs.wait()
        answers += [pool.submit(combiner.submit, make_purchase()) for _ in range(20)]
        while combiner.waiting_count < 20:
            pass
        go_on.set()
        orders = {answer.result().order_id for answer in answers}

    assert sizes == [1, 20]
    assert len(orders) == 21
    assert max(sizes) <= MAX_BATCH


def test_a_refusal_reaches_the_one_it_is_meant_for() -> None:
    refused = make_purchase("refused")

    def place(purchases: Sequence[Purchase]) -> list[Result]:
        return [OutOfStock() if one is refused else placed() for one in purchases]

    combiner = Combiner(place)

    assert combiner.submit(make_purchase()).currency == "USD"
    with pytest.raises(OutOfStock):
        combiner.submit(refused)


@pytest.mark.parametrize("accident", [RuntimeError, SystemExit, KeyboardInterrupt])
def test_an_accident_is_answered_and_the_next_batch_goes_on(accident: type[BaseException]) -> None:
    accidents = [accident()]

    def place(purchases: Sequence[Purchase]) -> list[Result]:
        if accidents:
            raise accidents.pop()
        return [placed() for _ in purchases]

    combiner = Combiner(place)

    with pytest.raises(Unavailable):
        combiner.submit(make_purchase())
    assert combiner.submit(make_purchase()).currency == "USD"


def test_beyond_its_bound_it_refuses_at_once() -> None:
    runs, go_on = threading.Event(), threading.Event()

    def place(purchases: Sequence[Purchase]) -> list[Result]:
        runs.set()
        go_on.wait()
        return [placed() for _ in purchases]

    combiner = Combiner(place, max_waiting=1)
    with ThreadPoolExecutor(2) as pool:
        pool.submit(combiner.submit, make_purchase())
        runs.wait()
        pool.submit(combiner.submit, make_purchase())
        while combiner.waiting_count < 1:
            pass

        with pytest.raises(Unavailable):
            combiner.submit(make_purchase())
        go_on.set()
