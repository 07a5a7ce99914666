"""The payments' API: playing outcomes in the sandbox."""

import uuid

from kernel.transaction import transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from payments.gateways.factory import find_gateway
from payments.gateways.sandbox.gateway import get_sandbox_payment, play_outcome
from payments.schemas import PlayedAnswer, PlayOutcome

api = Api("payments", __name__)


@api.post(
    "/sandbox/payments/<uuid:payment_id>",
    access=SIGNED_IN,
    body=PlayOutcome,
    answer=PlayedAnswer,
    status=202,
)
def play_sandbox_payment(payment_id: uuid.UUID, body: PlayOutcome) -> PlayedAnswer:
    """Let the sandbox send the signed webhook of an outcome for one of the buyer's own payments."""
    find_gateway("sandbox")
    with transaction() as session:
        payment = get_sandbox_payment(session, payment_id, buyer_id=get_actor().user_id)
        event_id = play_outcome(session, payment, succeeds=body.succeeds, faults=body.faults())
    return PlayedAnswer(event_id=event_id, payment_id=payment_id, **body.model_dump())
