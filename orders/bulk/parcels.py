"""What a file of parcels would do to a merchant's orders, and doing it if that is still the same."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel.errors import N_
from orders import lookup
from orders.bulk.errors import ParcelsChanged, ParcelsHaveProblems
from orders.bulk.tracking_file import LineProblem, TrackingFile, TrackingLine
from orders.shipments import NewShipment, ship
from orders.values import Order


@dataclass(frozen=True)
class Parcel:
    """All that is left of an order, and how it left."""

    order: Order
    line: TrackingLine


@dataclass(frozen=True)
class ParcelPlan:
    """What would be shipped, what can't be, and how many parcels are known already."""

    parcels: Sequence[Parcel]
    problems: Sequence[LineProblem]
    known_count: int
    blank_count: int

    @property
    def digest(self) -> str:
        """Return what tells this plan from every other one."""
        said = [
            f"{one.order.id} {one.line.carrier} {one.line.tracking_number}"
            for one in sorted(self.parcels, key=lambda one: one.order.id)
        ]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def build_plan(session: Session, file: TrackingFile, *, shop_owner_id: uuid.UUID) -> ParcelPlan:
    """Return what a file would do now; it changes nothing."""
    found = lookup.list_orders_of_numbers(
        session, {line.number for line in file.lines}, shop_owner_id=shop_owner_id
    )
    ways: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in file.lines:
        ways[line.number].add(_how(line))
    parcels: dict[uuid.UUID, Parcel] = {}
    problems, known = list(file.problems), set()
    for line in file.lines:
        order = found.get(line.number)
        reason = _find_problem(order, line, is_told_once=len(ways[line.number]) == 1)
        if reason:
            problems.append(LineProblem(line.line, order.shown_number if order else line.number, reason))
        elif order and _is_known(order, line):
            known.add(order.id)
        elif order:
            parcels[order.id] = Parcel(order, line)
    problems.sort(key=lambda problem: problem.line)
    return ParcelPlan(list(parcels.values()), problems, len(known), file.blank_count)


def carry_out(
    session: Session, file: TrackingFile, *, shop_owner_id: uuid.UUID, digest: str, partly: bool
) -> int:
    """Ship what the plan with this digest says; return how many parcels. `partly`: without what can't be.

    Raises ParcelsChanged: the plan is another one by now. Raises ParcelsHaveProblems. Publishes OrderShipped.
    """
    plan = build_plan(session, file, shop_owner_id=shop_owner_id)
    if plan.digest != digest:
        raise ParcelsChanged
    if plan.problems and not partly:
        raise ParcelsHaveProblems
    # Oldest first, so that two who ship the same orders cannot wait for each other.
    for one in sorted(plan.parcels, key=lambda one: one.order.id):
        parcel = NewShipment(f"file {digest[:40]}", one.line.carrier, one.line.tracking_number)
        ship(session, one.order.id, parcel, shop_owner_id=shop_owner_id)
    return len(plan.parcels)


def _find_problem(order: Order | None, line: TrackingLine, *, is_told_once: bool) -> str | None:
    if order is None:
        return N_("Your shops have no such order.")
    if _is_known(order, line):
        return None
    if not order.is_shippable:
        return N_("Nothing of this order waits to be shipped.")
    return None if is_told_once else N_("Another line says that this order left in another parcel.")


def _is_known(order: Order, line: TrackingLine) -> bool:
    sent = {(one.carrier, one.tracking_number) for one in order.shipments}
    return not order.is_shippable and _how(line) in sent


def _how(line: TrackingLine) -> tuple[str, str]:
    return (line.carrier, line.tracking_number)
