"""What the host does around the picture: publishing, tray, pins, live prices, announcements, polls."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from live import announcements, pins, polls, prices, stream_keys, tray
from live.cards import list_cards, tell_deal
from live.errors import WrongBroadcastState
from live.pins import describe_pin
from live.polls import describe_poll
from live.publishing import find_place, rtmp_url
from live.routes.answers import (
    DealAnswer,
    KeyAnswer,
    PinAnswer,
    PollAnswer,
    ReceiptAnswer,
    TicketAnswer,
    TrayAnswer,
    TrayItemAnswer,
)
from live.routes.doors import get_hosted, get_known, get_moderated, get_watched
from live.schemas import MakeAnnouncement, OpenDeal, OpenPoll, PinProduct, SetTray, Vote, moment_of

api = Api("show", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.post(
    "/broadcasts/<uuid:broadcast_id>/stream-key", access=SIGNED_IN, answer=KeyAnswer, status=201, key="own"
)
@limiter.limit("30/hour")
def rotate_stream_key(broadcast_id: uuid.UUID) -> KeyAnswer:
    """Make a new stream key for an own broadcast; the one before works no more."""
    with transaction() as session:
        key = stream_keys.rotate_key(session, broadcast_id, _me())
    return KeyAnswer(stream_key=key, rtmp_url=rtmp_url())


@api.post(
    "/broadcasts/<uuid:broadcast_id>/publish-ticket",
    access=SIGNED_IN,
    answer=TicketAnswer,
    status=201,
    key="own",
)
@limiter.limit("120/hour")
def make_publish_ticket(broadcast_id: uuid.UUID) -> TicketAnswer:
    """Return with what and where a page publishes an own broadcast."""
    with reading() as session:
        broadcast = get_hosted(session, broadcast_id)
    if broadcast.is_over:
        raise WrongBroadcastState(state=broadcast.state)
    return TicketAnswer(**vars(find_place(broadcast_id, _me())))


@api.get("/broadcasts/<uuid:broadcast_id>/tray", access=ANYONE, answer=TrayAnswer)
def get_tray(broadcast_id: uuid.UUID) -> TrayAnswer:
    """Return what lies in the tray, with what it costs now."""
    with reading() as session:
        get_known(session, broadcast_id)
        return _tray(tray.describe_tray(tray.list_tray(session, broadcast_id)))


@api.put("/broadcasts/<uuid:broadcast_id>/tray", access=SIGNED_IN, body=SetTray, answer=TrayAnswer)
def set_tray(broadcast_id: uuid.UUID, body: SetTray) -> TrayAnswer:
    """Put these products into an own broadcast's tray, in this order, with the host's notes."""
    wanted = [(item.product_id, item.note) for item in body.items]
    with transaction() as session:
        items = tray.set_tray(session, broadcast_id, wanted, creator_id=_me())
        return _tray(tray.describe_tray(items, with_notes=True))


@api.post(
    "/broadcasts/<uuid:broadcast_id>/pins", access=SIGNED_IN, body=PinProduct, answer=PinAnswer, status=201
)
def pin_product(broadcast_id: uuid.UUID, body: PinProduct) -> PinAnswer:
    """Explain a product of the tray, instead of the one before."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        program_time = moment_of(body.program_time_ms)
        entry = pins.pin_product(
            session, broadcast_id, body.product_id, actor_id=_me(), program_time=program_time
        )
        card = list_cards(session, broadcast_id, [entry.product_id])[entry.product_id]
        return PinAnswer.model_validate(describe_pin(entry, card))


@api.delete("/broadcasts/<uuid:broadcast_id>/pins", access=SIGNED_IN, status=204)
def unpin(broadcast_id: uuid.UUID) -> None:
    """Explain nothing."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        pins.unpin(session, broadcast_id, actor_id=_me())


@api.post(
    "/broadcasts/<uuid:broadcast_id>/deals", access=SIGNED_IN, body=OpenDeal, answer=DealAnswer, status=201
)
def open_deal(broadcast_id: uuid.UUID, body: OpenDeal) -> DealAnswer:
    """Open a live price for an own product in an own broadcast."""
    with transaction() as session:
        deal = prices.open_live_price(session, broadcast_id, host_id=_me(), **body.model_dump())
        return DealAnswer.model_validate(tell_deal(session, deal))


@api.delete("/broadcasts/<uuid:broadcast_id>/deals/<uuid:deal_id>", access=SIGNED_IN, status=204)
def close_deal(broadcast_id: uuid.UUID, deal_id: uuid.UUID) -> None:
    """End a live price before its time."""
    with transaction() as session:
        prices.close_live_price(session, broadcast_id, deal_id, host_id=_me())


@api.post(
    "/broadcasts/<uuid:broadcast_id>/announcements",
    access=SIGNED_IN,
    body=MakeAnnouncement,
    answer=ReceiptAnswer,
    status=201,
)
@limiter.limit("30/minute")
def make_announcement(broadcast_id: uuid.UUID, body: MakeAnnouncement) -> ReceiptAnswer:
    """Show a line to everybody in the room."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        made_id = announcements.make_announcement(session, broadcast_id, body.text, actor_id=_me())
        return ReceiptAnswer(id=made_id)


@api.post(
    "/broadcasts/<uuid:broadcast_id>/polls", access=SIGNED_IN, body=OpenPoll, answer=PollAnswer, status=201
)
@limiter.limit("30/minute")
def open_poll(broadcast_id: uuid.UUID, body: OpenPoll) -> PollAnswer:
    """Ask the room something."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        poll = polls.open_poll(session, broadcast_id, **body.model_dump())
        return PollAnswer.model_validate(describe_poll(poll))


@api.post("/broadcasts/<uuid:broadcast_id>/polls/<uuid:poll_id>/close", access=SIGNED_IN, answer=PollAnswer)
def close_poll(broadcast_id: uuid.UUID, poll_id: uuid.UUID) -> PollAnswer:
    """End a poll before its time."""
    with transaction() as session:
        get_moderated(session, broadcast_id)
        return PollAnswer.model_validate(describe_poll(polls.close_poll(session, broadcast_id, poll_id)))


@api.post(
    "/broadcasts/<uuid:broadcast_id>/polls/<uuid:poll_id>/votes",
    access=SIGNED_IN,
    body=Vote,
    answer=PollAnswer,
    status=201,
)
def vote(broadcast_id: uuid.UUID, poll_id: uuid.UUID, body: Vote) -> PollAnswer:
    """Choose an answer, once."""
    with transaction() as session:
        get_watched(session, broadcast_id)
        poll = polls.vote(session, broadcast_id, poll_id, _me(), body.option)
        return PollAnswer(**describe_poll(poll), voted=body.option)


def _tray(items: list[dict[str, object]]) -> TrayAnswer:
    return TrayAnswer(items=[TrayItemAnswer.model_validate(item) for item in items])
