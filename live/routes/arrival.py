"""What of a broadcast arrives, for its host: whether the encoder's settings are right."""

import uuid

from flask_babel import gettext
from pydantic import BaseModel

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.routes import Api
from live.arrival import find_health
from live.routes.doors import get_hosted
from live.states import BroadcastState

api = Api("arrival", __name__)


class HealthAnswer(BaseModel):
    """What arrives at the market; `advice` is empty when all is well."""

    bitrate_kbps: int
    frame_rate: float
    dropped_count: int
    key_frame_gap_seconds: float
    latency_ms: int
    advice: str


class ArrivalAnswer(BaseModel):
    """How a broadcast stands, and what of it arrives; nothing without a publisher."""

    state: BroadcastState
    is_interrupted: bool
    health: HealthAnswer | None


@api.get("/broadcasts/<uuid:broadcast_id>/health", access=SIGNED_IN, answer=ArrivalAnswer)
def get_health(broadcast_id: uuid.UUID) -> ArrivalAnswer:
    """Return what of an own broadcast arrives at the market."""
    with reading() as session:
        broadcast = get_hosted(session, broadcast_id)
    found = find_health(broadcast)
    if found and (advice := found["advice"]):
        found["advice"] = gettext(advice)
    return ArrivalAnswer(
        state=broadcast.state,
        is_interrupted=broadcast.interrupted_at is not None,
        health=HealthAnswer(**found) if found else None,
    )
