"""News between packages: what happened is published in the transaction it happened in.

Who hears what is the table in `wiring.py`. There are three ways to hear:

* `IN_TRANSACTION`: the handler runs at once, in the publisher's transaction; both happen or neither.
* `DURABLE`: a job row in the publisher's transaction; the worker runs the handler, and retries it.
* `AFTER_COMMIT`: the handler runs after the commit, for screens; it may be lost.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from kernel.jobs import JobKind, enqueue
from kernel.logs import log
from kernel.transaction import after_commit


@dataclass(frozen=True)
class Event:
    """Something that happened, named in the past tense. Fields are ids and plain values, never rows."""


class Delivery(Enum):
    """When a subscriber hears of an event, see the module's docstring."""

    IN_TRANSACTION = "in_transaction"
    AFTER_COMMIT = "after_commit"
    DURABLE = "durable"


@dataclass(frozen=True)
class Subscription:
    """One row of the table in `wiring.py`: every handler is called with (session, event)."""

    event: type[Event]
    handler: Callable[[Session, Any], None]
    delivery: Delivery

    @property
    def name(self) -> str:
        """Return the handler's dotted name, which is also the name of its durable job."""
        return f"{self.handler.__module__}.{self.handler.__name__}"


_subscriptions: dict[type[Event], list[Subscription]] = defaultdict(list)
_adapters: dict[type[Event], TypeAdapter[Any]] = {}


def subscribe(subscriptions: Iterable[Subscription]) -> None:
    """Replace the table of who hears what. Called once, by an entry point."""
    _subscriptions.clear()
    for subscription in subscriptions:
        _subscriptions[subscription.event].append(subscription)


def publish(session: Session, event: Event) -> None:
    """Tell everybody who subscribed to this kind of event, each in the way he asked for."""
    for subscription in _subscriptions.get(type(event), ()):
        if subscription.delivery is Delivery.IN_TRANSACTION:
            subscription.handler(session, event)
        elif subscription.delivery is Delivery.DURABLE:
            enqueue(
                session, subscription.name, {"event": _adapter(type(event)).dump_python(event, mode="json")}
            )
        else:
            after_commit(session, lambda subscription=subscription: _tell(subscription, event))  # type: ignore[misc]


def durable_jobs(subscriptions: Iterable[Subscription]) -> list[JobKind]:
    """Return the jobs through which the durable subscribers are reached."""
    return [_job_of(s) for s in subscriptions if s.delivery is Delivery.DURABLE]


def _job_of(subscription: Subscription) -> JobKind:
    def run(session: Session, event: Mapping[str, Any]) -> None:
        subscription.handler(session, _adapter(subscription.event).validate_python(event))

    return JobKind(subscription.name, transactional=run)


def _tell(subscription: Subscription, event: Event) -> None:
    # Import here: a subscriber after the commit needs a transaction of its own.
    from kernel.transaction import transaction

    try:
        with transaction() as session:
            subscription.handler(session, event)
    except Exception:  # noqa: BLE001  (the change is committed; a screen that was not told must not fail it)
        log.exception("announcement_lost", handler=subscription.name)


def _adapter(kind: type[Event]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
