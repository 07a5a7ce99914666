"""Buying: a purchase becomes an order with its stock held and its payment open, or is refused."""

import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kernel.errors import Unavailable
from kernel.logs import log
from kernel.transaction import reading, transaction
from orders.batch import find_placed, place_batch, replay
from orders.combiner import Combiner
from orders.purchases import Basket, Placed, Purchase, Result
from orders.quotes import Quote
from products import catalogue
from products.errors import NoSuchVariant, OutOfStock
from products.values import Offer

#: How long a variant is believed to be sold out without asking the database (seconds).
SOLD_OUT_SECONDS = 1.0
#: Two processes may use one key at the same moment, or meet in a deadlock: the loser tries again.
ATTEMPTS = 3

_sold_out_until: dict[uuid.UUID, float] = {}


def place_order(
    *,
    buyer_id: uuid.UUID,
    key: str,
    request_hash: str,
    quantities: Mapping[uuid.UUID, int],
    shipping_address: Mapping[str, str],
    source: Mapping[str, Any] | None,
    expected_prices: Mapping[uuid.UUID, int] | None = None,
    quote: Quote | None = None,
    method_ids: frozenset[uuid.UUID] = frozenset(),
) -> Placed:
    """Place an order at the present prices and hold its stock; return it when it is committed.

    The same key and hash again return the same order. Commits by itself: orders of many buyers share a
    transaction.

    Raises OutOfStock, NotOnSale, NoSuchOffer, SeveralShops. Raises PriceChanged: an expected price does not
    hold. Raises QuoteForeign, QuoteExpired, QuoteChanged: the quote does not. Raises NotShipped,
    ShippingGone: it can't be sent there, or not in a way of `method_ids`. Raises KeyReused: the key
    stands for another purchase. Raises Unavailable. Publishes OrderPlaced.
    """
    wanted = tuple(sorted(quantities.items()))
    prices = expected_prices or {}
    purchase = Purchase(
        buyer_id, key, request_hash, wanted, shipping_address, source, prices, None, quote, method_ids
    )
    return _combiner.submit(purchase)


def place_checkout(
    *,
    buyer_id: uuid.UUID,
    key: str,
    request_hash: str,
    quantities: Mapping[uuid.UUID, int],
    shipping_address: Mapping[str, str],
    basket: Basket,
    expected_prices: Mapping[uuid.UUID, int] | None = None,
    quote: Quote | None = None,
    method_ids: frozenset[uuid.UUID] = frozenset(),
) -> Placed:
    """Place an order with each shop of these variants, to be paid together: all of them or none.

    As `place_order` otherwise; what is bought leaves the buyer's cart in the same transaction.

    Raises SeveralCurrencies. Raises NoteForNoOrder. Raises what `place_order` raises, but for SeveralShops.
    """
    wanted = tuple(sorted(quantities.items()))
    prices = expected_prices or {}
    purchase = Purchase(
        buyer_id, key, request_hash, wanted, shipping_address, None, prices, basket, quote, method_ids
    )
    return _combiner.submit(purchase)


def get_offer(session: Session, variant_id: uuid.UUID) -> Offer:
    """Return what a buyer is about to buy.

    Raises NoSuchVariant.
    """
    offer = catalogue.get_offers(session, [variant_id]).get(variant_id)
    if offer is None:
        raise NoSuchVariant
    return offer


def is_believed_sold_out(variant_id: uuid.UUID) -> bool:
    """Tell whether buyers of this variant may be refused without asking the database."""
    return variant_id in _sold_out_until


def forget_sold_out(variant_id: uuid.UUID) -> None:
    """Ask the database again for this variant: there is some of it."""
    _sold_out_until.pop(variant_id, None)


def place_all(purchases: Sequence[Purchase]) -> list[Result]:
    """Place a batch: what is known to be sold out by a look only, the others in one transaction."""
    results: dict[int, Result] = {}
    flagged = [(number, one, gone) for number, one in enumerate(purchases) if (gone := _find_sold_out(one))]
    if flagged:
        with reading() as session:
            kept = find_placed(session, [one for _, one, _ in flagged])
        for number, one, gone in flagged:
            earlier = kept.get(one.intent)
            results[number] = replay(one, earlier) if earlier else gone
    rest = [number for number in range(len(purchases)) if number not in results]
    if rest:
        answers = _place_together([purchases[number] for number in rest])
        results |= dict(zip(rest, answers, strict=True))
    return [results[number] for number in range(len(purchases))]


def _place_together(purchases: Sequence[Purchase]) -> list[Result]:
    try:
        return _place_in_transaction(purchases)
    except Exception:  # noqa: BLE001  (one poisoned purchase must not fail those beside it)
        log.warning("order_batch_replayed", count=len(purchases), exc_info=True)
        return [_place_alone(one) for one in purchases]


def _place_alone(purchase: Purchase) -> Result:
    for _ in range(ATTEMPTS):
        try:
            return _place_in_transaction([purchase])[0]
        except DBAPIError:
            log.warning("order_tried_again", exc_info=True)
        except Exception:  # noqa: BLE001  (its sender is told; the thread goes on)
            log.exception("order_failed")
            break
    return Unavailable()


def _place_in_transaction(purchases: Sequence[Purchase]) -> list[Result]:
    with transaction() as session:
        answer = place_batch(session, purchases)
    _note_sold_out(answer.sold_out)
    return answer.results


def _note_sold_out(variant_ids: Collection[uuid.UUID]) -> None:
    if variant_ids:
        until = time.monotonic() + SOLD_OUT_SECONDS
        _sold_out_until.update(dict.fromkeys(variant_ids, until))


def _find_sold_out(purchase: Purchase) -> OutOfStock | None:
    """Return the refusal of a purchase of something that was sold out a moment ago, or None."""
    for variant_id, quantity in purchase.quantities:
        until = _sold_out_until.get(variant_id)
        if until is None:
            continue
        if until > time.monotonic():
            return OutOfStock(variant_id=variant_id, requested=quantity, available=0)
        forget_sold_out(variant_id)
    return None


_combiner = Combiner(place_all)
