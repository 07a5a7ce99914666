"""The checkout's pages: what is about to be bought, be it one thing or a cart, and paying it."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.problems import InvalidFields
from kernel.web.routes import Pages, go_to, parse_form, parse_query
from kernel.web.templates import locale, render
from orders import cart_view, carts, checkout, lookup
from orders.cart_rows import CartOwner, KeptLine
from orders.cart_view import Cart, CartLine, ShopLines, group_by_shop
from orders.charges import index_by_shop
from orders.countries import list_countries
from orders.errors import CartFull, NoSuchOffer, NotOnSale, PriceChanged
from orders.pages.cart_form import LINE, read_lines
from orders.pages.coupon_choice import COUPON, check_price, coupon_fields, describe_coupons
from orders.pages.refusals import explain
from orders.pages.shipping_choice import SHIPPING, read_destination
from orders.quotes import read_quote
from orders.schemas import Address, BuyerForm, CheckoutForm, CheckoutPageQuery
from orders.wording import state_words
from payments.authorization import payment_url
from products.values import Offer

pages = Pages("checkout", __name__)


@dataclass(frozen=True)
class _Wanted:
    """What a checkout page is about; `cart` is where it comes from, if it does."""

    shops: Sequence[ShopLines]
    cart: Cart | None = None

    @property
    def lines(self) -> list[CartLine]:
        return [line for shop in self.shops for line in shop.lines]


@pages.app_template_global()
def shipping_countries() -> tuple[tuple[str, str], ...]:
    """Return the countries to choose from, in the reader's language."""
    return list_countries(locale())


@pages.page("/checkout", access=SIGNED_IN)
def checkout_form() -> Response:
    """Show what is about to be bought and ask where it goes."""
    query = parse_query(CheckoutPageQuery, beside=(COUPON, SHIPPING))
    with reading() as session:
        if query.variant is None:
            wanted = _read_cart(session, query.currency)
        else:
            wanted = _only(checkout.get_offer(session, query.variant), query.quantity)
        addresses = lookup.list_addresses(session, get_actor().user_id)
    if not wanted.shops:
        return go_to("/cart")
    values = {**(addresses[0] if addresses else {}), "quantity": query.quantity, "key": str(new_id())}
    if query.country is not None:
        values["country"] = query.country
    return _show(wanted, values)


@pages.page("/checkout", access=SIGNED_IN, methods=("POST",))
def place_order() -> Response:
    """Place the order of one thing and go on to paying."""
    try:
        form = parse_form(CheckoutForm)
        placed = checkout.place_order(
            buyer_id=get_actor().user_id,
            key=form.key,
            request_hash=hashlib.sha256(form.model_dump_json().encode()).hexdigest(),
            quantities={form.variant: form.quantity},
            shipping_address=form.address(),
            source=None,
            expected_prices={} if form.price is None else {form.variant: form.price},
            quote=None if form.quote is None else read_quote(form.quote),
        )
    except DomainError as error:
        return _refuse_order(error)
    return go_to(payment_url(placed.payment_id))


@pages.page("/checkout/cart", access=SIGNED_IN, methods=("POST",))
def place_cart() -> Response:
    """Place the orders of what the cart's checkout showed, and go on to paying."""
    try:
        form = parse_form(BuyerForm, beside=LINE)
        body = read_lines(form, get_actor().user_id)
        placed = checkout.place_checkout(
            buyer_id=get_actor().user_id,
            key=form.key,
            request_hash=hashlib.sha256(
                f"{form.key} {form.quote} {body.model_dump_json()}".encode()
            ).hexdigest(),
            quantities=body.quantities(),
            shipping_address=form.address(),
            basket=body.basket(),
            expected_prices=body.expected_prices(),
            quote=None if form.quote is None else read_quote(form.quote),
        )
    except DomainError as error:
        return _refuse_cart(error)
    return go_to(payment_url(placed.payment_id))


@pages.page("/checkouts/<uuid:checkout_id>", access=SIGNED_IN)
def show_checkout(checkout_id: uuid.UUID) -> Response:
    """Show what was ordered at once: to be paid, or what came of it."""
    with reading() as session:
        bought = lookup.get_checkout(session, checkout_id, get_actor().user_id)
    return render(
        "orders/paying.html", checkout=bought, words=state_words(), pay_url=payment_url(bought.payment_id)
    )


@pages.page("/checkouts/<uuid:checkout_id>/again", access=SIGNED_IN, methods=("POST",))
def put_in_cart_again(checkout_id: uuid.UUID) -> Response:
    """Put what was ordered into the cart once more, as far as it is on sale."""
    actor = get_actor()
    with transaction() as session:
        bought = lookup.get_checkout(session, checkout_id, actor.user_id)
        missing = [
            item.product_title
            for order in bought.orders
            for item in order.line_items
            if not _add_again(session, actor.user_id, item.variant_id, item.quantity)
        ]
    if missing:
        flash(gettext("This is not on sale any more: %(titles)s", titles=", ".join(missing)), "error")
    return go_to("/cart")


def _add_again(session: Session, user_id: uuid.UUID, variant_id: uuid.UUID, quantity: int) -> bool:
    try:
        carts.set_line(session, CartOwner(user_id=user_id), variant_id, quantity=quantity)
    except (NoSuchOffer, NotOnSale, CartFull):
        return False
    return True


def _read_cart(session: Session, currency: str | None) -> _Wanted:
    cart = cart_view.get_cart(session, CartOwner(user_id=get_actor().user_id))
    return _Wanted(cart.choose_ready(currency), cart)


def _only(offer: Offer, quantity: int) -> _Wanted:
    kept = KeptLine(offer.variant_id, quantity, False, offer.price_minor, offer.currency, None, now())
    return _Wanted(group_by_shop([CartLine(kept, offer)]))


def _refuse_order(error: DomainError) -> Response:
    """Show the form again with what was entered; without a readable product there is no form to show."""
    values = request.form.to_dict()
    try:
        variant_id = uuid.UUID(values.get("variant", ""))
    except ValueError:
        raise error from None
    quantity = str(values.get("quantity", 1))
    with reading() as session:
        offer = checkout.get_offer(session, variant_id)
    return _show(_only(offer, int(quantity) if quantity.isdecimal() else 1), values, error)


def _refuse_cart(error: DomainError) -> Response:
    """Show the cart's checkout again as it stands now, with what was entered."""
    with reading() as session:
        wanted = _read_cart(session, request.args.get("currency"))
    if not wanted.shops:
        flash(explain(error, {}), "error")
        return go_to("/cart")
    if isinstance(error, PriceChanged):
        wanted = _at_price(wanted, error)
    return _show(wanted, request.form.to_dict(), error)


def _at_price(wanted: _Wanted, error: PriceChanged) -> _Wanted:
    """Let the line that was refused cost what it would: a live price may not hold for so many."""
    price_minor = int(str(error.members["price_minor"]))
    lines = [
        replace(line, offer=replace(line.offer, price_minor=price_minor))
        if line.variant_id == error.members["variant_id"]
        else line
        for line in wanted.lines
    ]
    return _Wanted(group_by_shop(lines), wanted.cart)


def _show(wanted: _Wanted, values: dict[str, Any], error: DomainError | None = None) -> Response:
    fields = error.fields if isinstance(error, InvalidFields) else {}
    # A field that nobody sees has nowhere to say what is wrong with it.
    is_seen = bool(fields.keys() & Address.model_fields.keys())
    titles = {line.variant_id: line.offer.product_title for line in wanted.lines}
    with reading() as session:
        addresses = lookup.list_addresses(session, get_actor().user_id)
        to = read_destination(values.get("country"))
        check = check_price(session, get_actor().user_id, wanted.lines, to)
    return render(
        "orders/checkout.html",
        status=error.status if error else 200,
        shops=wanted.shops,
        cart=wanted.cart,
        currency=wanted.shops[0].currency,
        total_minor=sum(line.total_minor for line in wanted.lines),
        check=check,
        country=to.country,
        countries=dict(list_countries(locale())),
        charges={} if check is None else index_by_shop(check.charges),
        coupons=None if check is None else describe_coupons(check),
        coupon_fields=coupon_fields(),
        addresses=[dict(address) for address in addresses],
        values=values,
        errors={name: gettext(sentence) for name, sentence in fields.items()},
        error=explain(error, titles) if error and not is_seen else None,
    )
