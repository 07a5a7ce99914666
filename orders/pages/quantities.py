"""How many of what goes back, as the forms of returns say it."""

import uuid

from flask import request
from flask_babel import gettext

from kernel.web.problems import InvalidFields
from orders.values import Order


def read_quantities(order: Order) -> dict[uuid.UUID, int]:
    """Return what goes back, as the form's fields `quantity-<variant id>` say.

    Raises InvalidFields: a field is no number, or nothing goes back.
    """
    wanted = {
        item.variant_id: request.form.get(f"quantity-{item.variant_id}", "0") for item in order.line_items
    }
    if not all(text.isascii() and text.isdecimal() and len(text) < 4 for text in wanted.values()):
        raise InvalidFields({"quantity": gettext("This must be a whole number.")})
    quantities = {variant_id: int(text) for variant_id, text in wanted.items() if int(text)}
    if not quantities:
        raise InvalidFields({"quantity": gettext("Please say how many of what you give back.")})
    return quantities
