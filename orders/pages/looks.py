"""What pages about orders show beside the orders themselves."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from kernel.clock import now
from orders import return_pictures
from orders.return_values import Return
from orders.return_wording import (
    build_return_steps,
    deadline_words,
    kind_words,
    reason_words,
    return_state_words,
)
from orders.values import Order
from orders.wording import carrier_names
from products import catalogue
from products.withdrawal import RULES, Withdrawal


def find_pictures(session: Session, orders: Iterable[Order]) -> dict[uuid.UUID, str]:
    """Return what the products of some orders look like today, by variant."""
    offers = catalogue.get_offers(session, {item.variant_id for order in orders for item in order.line_items})
    return {variant_id: offer.picture_url for variant_id, offer in offers.items() if offer.picture_url}


def withdrawal_words(order: Order) -> dict[uuid.UUID, str]:
    """Return why lines of an order can't be given back without a reason, for those that can't, by variant."""
    return {
        item.variant_id: gettext(RULES[Withdrawal(item.withdrawal)].sentence)
        for item in order.line_items
        if not item.is_withdrawable
    }


def describe_return(session: Session, returned: Return, order: Order, viewer_id: uuid.UUID) -> dict[str, Any]:
    """Return what the pages of a return show of it, those of both sides and of moderators alike."""
    until = returned.disputable_until
    return {
        "evidence": return_pictures.list_pictures(session, returned.id),
        "viewer_id": viewer_id,
        "can_dispute": until is not None and now() <= until,
        "returned": returned,
        "order": order,
        "pictures": find_pictures(session, [order]),
        "words": return_state_words(),
        "reasons": reason_words(),
        "kinds": kind_words(),
        "steps": build_return_steps(returned),
        "deadline": deadline_words(returned),
        "carriers": carrier_names(),
    }
