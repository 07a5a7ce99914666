"""The states of a broadcast as a table, and the only way to move from one to another."""

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from kernel.db import change
from live.models import BroadcastRow


class BroadcastState(StrEnum):
    """Where a broadcast is. `stopped`: a moderator ended it, and only moderators may look at it."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    STOPPED = "stopped"


#: state -> states it may move to. What has ended can still be stopped: then its replay is not shown.
NEXT: dict[BroadcastState, frozenset[BroadcastState]] = {
    BroadcastState.SCHEDULED: frozenset({BroadcastState.LIVE, BroadcastState.ENDED, BroadcastState.STOPPED}),
    BroadcastState.LIVE: frozenset({BroadcastState.ENDED, BroadcastState.STOPPED}),
    BroadcastState.ENDED: frozenset({BroadcastState.STOPPED}),
    BroadcastState.STOPPED: frozenset(),
}
#: A broadcast that may still show something.
OPEN_STATES = (BroadcastState.SCHEDULED, BroadcastState.LIVE)


def states_before(state: BroadcastState) -> list[BroadcastState]:
    """Return the states from which `state` may be reached."""
    return [before for before, after in NEXT.items() if state in after]


def move(session: Session, broadcast_id: uuid.UUID, state: BroadcastState, **values: Any) -> bool:
    """Move a broadcast to `state` if the table allows it from where it is; tell whether it did.

    One conditional UPDATE: of two who move it at once, one does.
    """
    moving = update(BroadcastRow).where(
        BroadcastRow.id == broadcast_id, BroadcastRow.state.in_(states_before(state))
    )
    return change(session, moving.values(state=state, **values)) == 1
