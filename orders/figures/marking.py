"""Noting that something changed of an order: one row, which waits for nobody who buys."""

import uuid

from sqlalchemy.orm import Session

from kernel.bulk import insert_rows
from orders.events import OrderPaid
from orders.figures.models import FigureMark
from payments.events import RefundRequested


def note_paid(session: Session, event: OrderPaid) -> None:
    """Note that an order is paid."""
    _note(session, event.order_id)


def note_refund(session: Session, event: RefundRequested) -> None:
    """Note that money of an order is promised back."""
    _note(session, event.part_id)


def _note(session: Session, part_id: uuid.UUID) -> None:
    insert_rows(session, FigureMark.__table__, [{"part_id": part_id}])  # type: ignore[arg-type]
