"""The waiting room: everybody goes at once, and who leaves early leaves nothing behind."""

import threading

from live.edge.waiting import Waiter, WaitingRoom
from tests.waiting import wait_until


def test_waking_lets_everybody_go() -> None:
    room, guard, woken = WaitingRoom(), threading.Lock(), []

    def wait() -> None:
        with guard:
            waiter = room.enter()
        woken.append(waiter.wait(30))

    threads = [threading.Thread(target=wait) for _ in range(300)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(room) == 300)

    with guard:
        room.wake()

    for thread in threads:
        thread.join()
    assert woken == [True] * 300
    assert len(room) == 0


def test_who_gives_up_leaves_no_place_behind() -> None:
    room = WaitingRoom()
    waiters: list[Waiter] = [room.enter() for _ in range(1000)]

    answers = [waiter.wait(0) for waiter in waiters]

    assert not any(answers)
    assert len(room) == 0


def test_who_enters_after_a_waking_waits_for_the_next() -> None:
    room = WaitingRoom()
    early = room.enter()
    room.wake()

    late = room.enter()

    assert early.wait(0)
    assert not late.wait(0)
