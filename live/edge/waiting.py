"""Requests that wait for what does not exist yet, all let go in one pass when something comes.

The only primitive is the lock that every concurrency library has: a waiter sleeps on one of its own, so that
waking thousands is thousands of releases and nothing that they then fight over, and giving up costs the same
for one as for the last of many.
"""

import itertools
import threading


class WaitingRoom:
    """Who waits for one thing. `enter` and `wake` are called under the lock that guards that thing."""

    def __init__(self) -> None:
        self._waiting: dict[int, threading.Lock] = {}
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self) -> "Waiter":
        """Take a place; whoever does must `wait` next, outside the guarding lock."""
        number, lock = next(self._numbers), threading.Lock()
        lock.acquire()
        self._waiting[number] = lock
        return Waiter(self, number, lock)

    def wake(self) -> None:
        """Let everybody go who is waiting now."""
        waiting, self._waiting = self._waiting, {}
        for lock in waiting.values():
            lock.release()

    def leave(self, number: int) -> None:
        """Give a place up."""
        self._waiting.pop(number, None)


class Waiter:
    """One request's place in a waiting room."""

    def __init__(self, room: WaitingRoom, number: int, lock: threading.Lock) -> None:
        self._room = room
        self._number = number
        self._lock = lock

    def wait(self, seconds: float) -> bool:
        """Sleep until woken, at most `seconds`; tell whether it was waking."""
        try:
            return self._lock.acquire(timeout=max(seconds, 0))
        finally:
            self._room.leave(self._number)
