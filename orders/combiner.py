"""The write combiner: one thread puts the orders that wait at this moment into one transaction.

A hot SKU's row can be locked and flushed to disk only so often in a second; a batch pays for that once.
Whoever submits is answered after the commit, never before.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence

from kernel.errors import DomainError, Unavailable
from kernel.logs import log
from orders.purchases import Placed, Purchase, Result

#: Larger batches only make the first of them wait longer.
MAX_BATCH = 256
#: Beyond this many waiting, a refusal now is better than an answer after the buyer has left.
MAX_WAITING = 2048
GATHER_SECONDS = 0.002
ANSWER_SECONDS = 30.0


class _Waiting:
    """A purchase and the thread that waits for its result."""

    __slots__ = ("_answered", "purchase", "result")

    def __init__(self, purchase: Purchase) -> None:
        self.purchase = purchase
        self.result: Result | None = None
        self._answered = threading.Lock()
        self._answered.acquire()

    def answer(self, result: Result) -> None:
        self.result = result
        self._answered.release()

    def wait(self) -> Placed:
        """Return the order; raise the refusal; raise Unavailable when no answer came in time."""
        if not self._answered.acquire(timeout=ANSWER_SECONDS) or self.result is None:
            raise Unavailable
        if isinstance(self.result, DomainError):
            raise self.result
        return self.result


class Combiner:
    """Collects purchases of many threads and places them in batches on a thread of its own."""

    def __init__(
        self, place: Callable[[Sequence[Purchase]], Sequence[Result]], *, max_waiting: int = MAX_WAITING
    ) -> None:
        self._place = place
        self._max_waiting = max_waiting
        self._queue: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def waiting_count(self) -> int:
        """Return how many purchases wait for the next batch."""
        return self._queue.qsize()

    def submit(self, purchase: Purchase) -> Placed:
        """Place a purchase together with those that wait beside it; return its committed order.

        Raises whatever refuses it. Raises Unavailable: too many wait already, or the database does not
        answer; the same key may be sent again.
        """
        if self.waiting_count >= self._max_waiting:
            raise Unavailable
        waiting = _Waiting(purchase)
        self._queue.put(waiting)
        if self._thread is None or not self._thread.is_alive():
            self._start()
        return waiting.wait()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="order-combiner", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._answer(self._take())

    def _take(self) -> list[_Waiting]:
        batch = [self._queue.get()]
        if not self._queue.empty():
            # There is a rush: a moment more, and those who are being read now share this transaction.
            time.sleep(GATHER_SECONDS)
        while len(batch) < MAX_BATCH:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _answer(self, batch: Sequence[_Waiting]) -> None:
        """Answer everybody in the batch, whatever happens: a thread that died would hang them all."""
        try:
            results: Sequence[Result] = self._place([one.purchase for one in batch])
        except BaseException:  # noqa: BLE001
            log.exception("order_batch_failed", count=len(batch))
            results = []
        for number, one in enumerate(batch):
            one.answer(results[number] if number < len(results) else Unavailable())
