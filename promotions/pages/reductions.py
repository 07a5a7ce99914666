"""Where a merchant makes, watches and ends the full-reductions of a shop."""

import uuid
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext

from kernel.clock import now
from kernel.errors import DomainError
from kernel.form_fields import MOMENT_CHARACTERS
from kernel.ids import new_id
from kernel.money import CURRENCIES
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.templates import render
from products import shops
from promotions import full_reductions
from promotions.full_reductions import MAX_TIERS_COUNT
from promotions.pages.coupons import state_words
from promotions.reduction_schemas import ReductionForm

pages = Pages("reductions", __name__)


@pages.page("/console/shops/<uuid:shop_id>/reductions", access=SIGNED_IN)
def show_reductions(shop_id: uuid.UUID) -> Response:
    """Show a shop's full-reductions and the form of a new one."""
    return _show(shop_id, {"key": str(new_id()), "kind": "amount"})


@pages.page("/console/shops/<uuid:shop_id>/reductions", access=SIGNED_IN, methods=("POST",))
def create_reduction(shop_id: uuid.UUID) -> Response:
    """Make a full-reduction."""
    owner_id = get_actor().user_id
    try:
        form = parse_form(ReductionForm)
        new = form.to_value()
        with transaction() as session:
            full_reductions.create_reduction(session, form.key, new, shop_id=shop_id, owner_id=owner_id)
    except DomainError as error:
        return _show(shop_id, request.form.to_dict(), error)
    flash(gettext("The offer is ready for your buyers."), "success")
    return go_to(f"/console/shops/{shop_id}/reductions")


@pages.page("/console/reductions/<uuid:reduction_id>/end", access=SIGNED_IN, methods=("POST",))
def end_reduction(reduction_id: uuid.UUID) -> Response:
    """End a full-reduction for good."""
    owner_id = get_actor().user_id
    with transaction() as session:
        full_reductions.end_reduction(session, reduction_id, owner_id=owner_id)
        shop_id = full_reductions.get_own_reduction(session, reduction_id, owner_id).shop_id
    flash(gettext("The offer has ended."), "success")
    return go_to(f"/console/shops/{shop_id}/reductions")


def _show(shop_id: uuid.UUID, values: dict[str, Any], error: DomainError | None = None) -> Response:
    at = now()
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, get_actor().user_id)
        listed = full_reductions.list_of_shop(session, shop_id)
    fields = error.fields if isinstance(error, InvalidFields) else {}
    for name in ("starts_at", "ends_at"):
        values[name] = values.get(name, "")[:MOMENT_CHARACTERS]
    return render(
        "promotions/reductions.html",
        status=error.status if error else 200,
        shop=shop,
        reductions=[(one, one.find_state(at)) for one in listed],
        currencies=[(code, code) for code in CURRENCIES],
        tiers_count=MAX_TIERS_COUNT,
        words=state_words(),
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=gettext(error.title) if error and not fields else None,
    )
