"""What live does when it hears of products, stock, prices, people and of its own beginnings and ends."""

from sqlalchemy.orm import Session

from accounts.events import PeopleParted, PersonSuspended
from kernel import jobs
from kernel.realtime import announce
from live import cards, pin_log, pins, polls, prices, tray
from live.broadcasts import end_open_broadcasts_of, find_broadcast, room_of, stop_broadcast
from live.events import BroadcastEnded, ReplayReady
from live.own_broadcasts import list_open
from live.replay import AFTERWORK, show_again
from live.supervision import SUBJECT_KIND
from live.values import PinKind
from moderation.events import TakedownReverted, TakenDown
from products.events import ProductArchived, SalePriceTurned, StockChanged, StockCorrected
from promotions import deals
from promotions.events import DealClosed, DealEvent, DealOpened, DealPlanned, DealQuotaChanged


def tidy_up(session: Session, event: BroadcastEnded) -> None:
    """End with a broadcast what was open in it: its pin, its live prices, its poll."""
    pins.unpin(session, event.broadcast_id, actor_id=None)
    deals.close_deals_of(session, event.broadcast_id, reason="broadcast_ended")
    polls.close_polls_of(session, event.broadcast_id)


def start_afterwork(session: Session, event: ReplayReady) -> None:
    """Have a stored broadcast's replay and what else is made of it prepared."""
    for name, queue in AFTERWORK:
        jobs.enqueue(session, name, {"broadcast_id": str(event.broadcast_id)}, queue=queue)


def end_broadcasts(session: Session, event: PersonSuspended) -> None:
    """End what a suspended person shows or plans to show."""
    end_open_broadcasts_of(session, event.user_id, reason="host_suspended")


def tell_parted(session: Session, event: PeopleParted) -> None:
    """Tell the rooms of two people whom a block parts: neither talks any more where the other is the host."""
    for host_id, other_id in (
        (event.blocker_id, event.blocked_id),
        (event.blocked_id, event.blocker_id),
    ):
        for broadcast in list_open(session, host_id):
            announce(session, room_of(broadcast.id), "person_parted", {"user_id": str(other_id)})


def take_down(session: Session, event: TakenDown) -> None:
    """Stop a broadcast that a moderator took down."""
    if event.subject_kind == SUBJECT_KIND and event.moderator_id is not None:
        stop_broadcast(session, event.subject_id, event.moderator_id, event.reason)


def put_back(session: Session, event: TakedownReverted) -> None:
    """Let the replay of a broadcast be seen again that was stopped by mistake."""
    if event.subject_kind == SUBJECT_KIND:
        show_again(session, event.subject_id)


def delist(session: Session, event: ProductArchived) -> None:
    """Show a product that is off sale in no room any more."""
    tray.delist_everywhere(session, event.product_id)


def tell_sold_out(session: Session, event: StockChanged) -> None:
    """Tell the rooms that show a product that a variant of it is sold out, and log it.

    Every order changes stock, so this asks nothing unless the last unit went.
    """
    if event.available_count > 0:
        return
    payload = {"product_id": str(event.product_id), "variant_id": str(event.variant_id)}
    for broadcast_id in pin_log.list_live_with(session, event.product_id):
        variant = {"variant_id": event.variant_id}
        pin_log.record(session, broadcast_id, PinKind.SOLD_OUT, event.product_id, **variant)
        announce(session, room_of(broadcast_id), "sold_out", payload)


def tell_prices(session: Session, event: SalePriceTurned) -> None:
    """Tell the rooms that show a product what it costs now."""
    for broadcast_id in pin_log.list_live_with(session, event.product_id):
        tray.tell_tray(session, broadcast_id)


def log_stock(session: Session, event: StockCorrected) -> None:
    """Log that the merchant changed the stock of a product while it is shown."""
    for broadcast_id in pin_log.list_live_with(session, event.product_id):
        values = {"variant_id": event.variant_id, "actor_id": event.actor_id}
        pin_log.record(session, broadcast_id, PinKind.STOCK, event.product_id, **values)


def tell_deal_opened(session: Session, event: DealOpened) -> None:
    """Log a live price that holds from now on and tell its room."""
    if find_broadcast(session, event.reference_id) is None:
        return
    prices.log_price(session, PinKind.PRICE_OPEN, event)
    announce(session, room_of(event.reference_id), "deal_opened", _describe(session, event))


def tell_deal(session: Session, event: DealPlanned | DealQuotaChanged) -> None:
    """Tell a room how a live price stands: it will begin, or fewer or more units are left."""
    announce(session, room_of(event.reference_id), "deal_changed", _describe(session, event))


def tell_deal_closed(session: Session, event: DealClosed) -> None:
    """Log the end of a live price and tell its room what the product costs now."""
    if find_broadcast(session, event.reference_id) is None:
        return
    prices.log_price(session, PinKind.PRICE_CLOSE, event)
    payload = {**_describe(session, event), "reason": event.reason, "present_price_minor": event.price_minor}
    announce(session, room_of(event.reference_id), "deal_closed", payload)


def _describe(session: Session, event: DealEvent) -> dict[str, object]:
    return cards.tell_deal(session, deals.get_deal(session, event.deal_id))
