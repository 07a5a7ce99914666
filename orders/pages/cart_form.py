"""The lines of the cart's checkout form: hidden fields that say what the page showed."""

import uuid

from flask import request
from pydantic import ValidationError

from kernel.transaction import reading
from kernel.web.problems import invalid_fields
from orders.cart_rows import CartOwner, list_kept
from orders.cart_schemas import PlaceCheckout
from orders.schemas import BuyerForm

LINE = "line-"
_QUANTITY, _PRICE, _NOTE = (f"{LINE}{name}-" for name in ("quantity", "price", "note"))


def read_lines(form: BuyerForm, buyer_id: uuid.UUID) -> PlaceCheckout:
    """Return what the fields `line-quantity-…`, `line-price-…` (variants) and `line-note-…` (shops) say.

    Where things were seen is what the buyer's cart knows of it. Raises InvalidFields.
    """
    fields = request.form
    variants = [name.removeprefix(_QUANTITY) for name in fields if name.startswith(_QUANTITY)]
    lines = [
        {
            "variant_id": variant,
            "quantity": _read_number(fields[_QUANTITY + variant]),
            "expected_price_minor": _read_number(fields.get(_PRICE + variant, "")),
        }
        for variant in variants
    ]
    notes = {name.removeprefix(_NOTE): fields[name] for name in fields if name.startswith(_NOTE)}
    try:
        body = PlaceCheckout.model_validate(
            {"line_items": lines, "shipping_address": form.address(), "notes": notes}
        )
    except ValidationError as error:
        raise invalid_fields(error) from None
    with reading() as session:
        kept = list_kept(session, CartOwner(user_id=buyer_id))
    sources = {line.variant_id: line.source for line in kept}
    items = [item.model_copy(update={"source": sources.get(item.variant_id)}) for item in body.line_items]
    return body.model_copy(update={"line_items": items})


def _read_number(text: str) -> int | str:
    """Return the number that a field says; what is none stays text, which is refused."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else text
