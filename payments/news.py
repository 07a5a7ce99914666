"""News of gateways taken in, by whatever way they came: each in a transaction of its own, and counted."""

from kernel.metrics import GATEWAY_EVENTS
from kernel.transaction import transaction
from payments.gateways.base import GatewayEvent
from payments.settling import apply_event
from payments.states import EventOutcome


def take_in(gateway: str, event: GatewayEvent) -> EventOutcome | None:
    """Apply what a gateway told; return what came of it, None when it was told before."""
    with transaction() as session:
        outcome = apply_event(session, gateway, event)
    GATEWAY_EVENTS.labels(gateway, outcome or "repeated").inc()
    return outcome
