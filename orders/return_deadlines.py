"""The deadlines of returns: who has to act is reminded; what nobody says in time, time says."""

from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from orders.events import ReturnDueSoon
from orders.models import ReturnRecord
from orders.return_lookup import list_due
from orders.returns import pass_deadline

#: Returns about which one sweep decides, so that its transaction stays short.
SWEEP_COUNT = 50
_RETURNS = cast(Table, ReturnRecord.__table__)


def pass_deadlines(session: Session) -> None:
    """Move the returns on whose time has come. Safe to do at any time.

    Publishes ReturnChanged for each, and what follows from it.
    """
    for return_id in list_due(session, SWEEP_COUNT):
        pass_deadline(session, return_id)


def remind(session: Session) -> None:
    """Tell of the returns about which time soon decides, once for each deadline. Safe to do at any time.

    Publishes ReturnDueSoon for each.
    """
    is_near = _RETURNS.c.remind_at <= now()
    near = select(_RETURNS).where(is_near).order_by(_RETURNS.c.id).limit(SWEEP_COUNT)
    for row in session.execute(near).all():
        # Whoever moves a return on meanwhile sets another moment, or none.
        reminding = update(_RETURNS).where(_RETURNS.c.id == row.id, is_near, _RETURNS.c.state == row.state)
        if change(session, reminding.values(remind_at=None)):
            parties = (row.order_id, row.buyer_id, row.shop_owner_id)
            publish(session, ReturnDueSoon(*parties, row.id, row.state))
