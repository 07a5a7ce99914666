"""What came of a broadcast: the pin log for players, the figures for the host."""

import uuid
from collections.abc import Mapping
from operator import itemgetter

from kernel.clock import now
from kernel.transaction import reading
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.routes import Api
from live import figures, pin_log
from live.broadcasts import ms_of
from live.cards import describe_card, list_cards
from live.figures import Figures, PinFigures
from live.routes.answers import (
    CardAnswer,
    FiguresAnswer,
    LogAnswer,
    LogEntryAnswer,
    MoneyAnswer,
    PinFiguresAnswer,
    SampleAnswer,
)
from live.routes.doors import get_hosted, get_watched
from live.values import Card, PinEntry

api = Api("figures", __name__)


@api.get("/broadcasts/<uuid:broadcast_id>/pins", access=ANYONE, answer=LogAnswer)
def get_pin_log(broadcast_id: uuid.UUID) -> LogAnswer:
    """Return what was shown, priced and sold out when, in media time; and the products as they are today."""
    with reading() as session:
        get_watched(session, broadcast_id)
        log = pin_log.list_log(session, broadcast_id)
        cards = list_cards(session, broadcast_id, {entry.product_id for entry in log})
    return LogAnswer(
        items=[_describe_entry(entry) for entry in log],
        products=[CardAnswer.model_validate(describe_card(card)) for card in cards.values()],
    )


@api.get("/broadcasts/<uuid:broadcast_id>/figures", access=SIGNED_IN, answer=FiguresAnswer)
def get_figures(broadcast_id: uuid.UUID) -> FiguresAnswer:
    """Return viewers, likes, taps, orders and revenue of an own broadcast, over time and per pin."""
    with reading() as session:
        get_hosted(session, broadcast_id)
        found = figures.read_figures(session, broadcast_id)
        cards = list_cards(session, broadcast_id, {pin.product_id for pin in found.pins})
    return present_figures(found, cards)


def present_figures(found: Figures, cards: Mapping[uuid.UUID, Card]) -> FiguresAnswer:
    """Return figures as the API answers them."""
    return FiguresAnswer(
        viewers=[SampleAnswer(**vars(sample)) for sample in found.samples],
        viewers_count=found.viewers_count,
        peak_viewers_count=found.peak_viewers_count,
        likes_count=found.likes_count,
        comments_count=found.comments_count,
        taps_count=found.taps_count,
        carts_count=found.carts_count,
        orders_count=found.orders_count,
        revenue=[
            MoneyAnswer(currency=currency, amount_minor=amount)
            for currency, amount in sorted(found.revenue_minor.items(), key=itemgetter(0))
        ],
        pins=[_describe_pin(pin, cards[pin.product_id]) for pin in found.pins if pin.product_id in cards],
    )


def _describe_pin(pin: PinFigures, card: Card) -> PinFiguresAnswer:
    values = {name: value for name, value in vars(pin).items() if name != "program_time"}
    return PinFiguresAnswer(
        **values,
        title=card.title,
        picture_url=card.picture_url,
        currency=card.currency,
        seconds=((pin.until or now()) - pin.at).total_seconds(),
        program_time_ms=ms_of(pin.program_time),
    )


def _describe_entry(entry: PinEntry) -> LogEntryAnswer:
    return LogEntryAnswer(
        id=entry.id,
        kind=entry.kind,
        product_id=entry.product_id,
        variant_id=entry.variant_id,
        deal_id=entry.deal_id,
        pin_id=entry.pin_id,
        at_ms=ms_of(entry.at) or 0,
        program_time_ms=ms_of(entry.program_time),
        price_minor=entry.price_minor,
        currency=entry.currency,
        disclosure=entry.disclosure,
    )
