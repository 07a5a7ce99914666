"""Who is connected to whom, in four tables: routes, event subscriptions, jobs, periodic work."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy.orm import Session

import accounts.pages
import accounts.routes
import accounts.subscribers
from accounts.events import SessionsEnded
from accounts.sessions import prune_sessions
from kernel.events import Delivery, Subscription, durable_jobs
from kernel.jobs import JobKind
from kernel.realtime import prune_announcements
from kernel.web.idempotency import prune_idempotency_records


@dataclass(frozen=True)
class Periodic:
    """Something that the worker does every so often, safe to do at any time and twice."""

    every_seconds: float
    run: Callable[[Session], None]


BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.pages.pages,
    accounts.routes.api,
)

#: What is the same for everybody who is not signed in, and asked for all the time.
CACHED_PATHS = frozenset({"/", "/api/v1/feed"})

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription(SessionsEnded, accounts.subscribers.close_screens, Delivery.IN_TRANSACTION),
)

JOBS: tuple[JobKind, ...] = (*durable_jobs(SUBSCRIPTIONS),)

#: Done once when a worker starts, before its first job.
WORKER_START: tuple[Callable[[], None], ...] = ()

PERIODIC: tuple[Periodic, ...] = (
    Periodic(30, prune_announcements),
    Periodic(3600, prune_sessions),
    Periodic(3600, prune_idempotency_records),
)
