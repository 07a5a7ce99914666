"""The deadlines of returns: what nobody says in time, time says."""

from sqlalchemy.orm import Session

from orders.return_lookup import list_due
from orders.returns import pass_deadline

#: Returns about which one sweep decides, so that its transaction stays short.
SWEEP_COUNT = 50


def pass_deadlines(session: Session) -> None:
    """Move the returns on whose time has come. Safe to do at any time.

    Publishes ReturnChanged for each, and what follows from it.
    """
    for return_id in list_due(session, SWEEP_COUNT):
        pass_deadline(session, return_id)
