"""Who is connected to whom, in four tables: routes, event subscriptions, jobs, periodic work."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy.orm import Session

import accounts.pages
import accounts.routes
import accounts.subscribers
import products.jobs
import products.pages
import products.routes
import products.subscribers
from accounts.events import SessionsEnded
from accounts.sessions import prune_sessions
from kernel.events import Delivery, Subscription, durable_jobs
from kernel.jobs import JobKind
from kernel.realtime import prune_announcements
from kernel.web.idempotency import prune_idempotency_records
from products.events import StockChanged
from products.stock import expire_reservations


@dataclass(frozen=True)
class Periodic:
    """Something that the worker does every so often, safe to do at any time and twice."""

    every_seconds: float
    run: Callable[[Session], object]


BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.pages.pages,
    accounts.routes.api,
    products.pages.pages,
    products.routes.api,
)

#: What is the same for everybody who is not signed in, and asked for all the time.
CACHED_PATHS = frozenset({"/", "/api/v1/feed"})

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription(SessionsEnded, accounts.subscribers.close_screens, Delivery.IN_TRANSACTION),
    # A row beside the stock's: a transaction of its own would double the cost of every order.
    Subscription(StockChanged, products.subscribers.announce_stock, Delivery.IN_TRANSACTION),
)

JOBS: tuple[JobKind, ...] = (
    *durable_jobs(SUBSCRIPTIONS),
    JobKind("products.jobs.delete_picture_files", transactional=products.jobs.delete_picture_files),
)

#: Done once when a worker starts, before its first job.
WORKER_START: tuple[Callable[[], None], ...] = ()

PERIODIC: tuple[Periodic, ...] = (
    Periodic(5, expire_reservations),
    Periodic(30, prune_announcements),
    Periodic(3600, prune_sessions),
    Periodic(3600, prune_idempotency_records),
)
