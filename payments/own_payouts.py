"""What every page of somebody's own money says of payouts: where they go, and those that went there."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kernel import runtime
from payments.ledger.accounts import Account
from payments.payouts import payouts
from payments.payouts.destinations import Destination, find_destination
from payments.payouts.payouts import Payout
from payments.wording import destination_words, payout_words


@dataclass(frozen=True)
class OwnPayouts:
    """What `templates/payments/_payouts.html` shows. `choices` are empty where the gateway asks itself."""

    items: Sequence[Payout]
    destination: Destination | None
    choices: Mapping[str, str]
    words: Mapping[str, str]
    minimum_minor: int


def read_own_payouts(session: Session, owner_id: uuid.UUID, account: Account) -> OwnPayouts:
    """Return what there is to say of payouts off an account."""
    config = runtime.config()
    return OwnPayouts(
        payouts.list_payouts(session, owner_id, account),
        find_destination(session, owner_id),
        destination_words() if config.payment_gateway == "sandbox" else {},
        payout_words(),
        config.payout_minimum_minor,
    )
