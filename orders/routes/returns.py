"""The API of returns: asking, answering, sending back, taking in. The same rules as the pages."""

import uuid

from kernel.transaction import reading, transaction
from kernel.web.access import MERCHANTS, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.idempotency import read_key
from kernel.web.routes import Api
from orders import disputes, lookup, return_lookup, returns
from orders.return_schemas import (
    AnswerForm,
    AskReturn,
    DisputeForm,
    ReceiveForm,
    ReturnAnswer,
    ReturnsAnswer,
    SendForm,
    build_return_answer,
)

api = Api("returns", __name__)


@api.get("/orders/<uuid:order_id>/returns", access=SIGNED_IN, answer=ReturnsAnswer)
def list_returns(order_id: uuid.UUID) -> ReturnsAnswer:
    """List the returns of an order to its buyer or its merchant, the oldest first."""
    with reading() as session:
        lookup.get_order(session, order_id, party_id=get_actor().user_id)
        items = return_lookup.list_returns_of_order(session, order_id)
    return ReturnsAnswer(items=[build_return_answer(one) for one in items])


@api.post(
    "/orders/<uuid:order_id>/returns",
    access=SIGNED_IN,
    body=AskReturn,
    answer=ReturnAnswer,
    status=201,
    key="required",
)
def ask_return(order_id: uuid.UUID, body: AskReturn) -> ReturnAnswer:
    """Ask for units of one's order to be taken back, or for their money. A key stands for one return."""
    with transaction() as session:
        user_id = get_actor().user_id
        # Whoever has no part in the order hears that, and not that a key is missing.
        lookup.get_order_of_buyer(session, order_id, user_id)
        return_id = returns.open_return(session, order_id, body.wanted(read_key()), buyer_id=user_id)
        return build_return_answer(return_lookup.get_return_of_buyer(session, return_id, user_id))


@api.get("/returns/<uuid:return_id>", access=SIGNED_IN, answer=ReturnAnswer)
def get_return(return_id: uuid.UUID) -> ReturnAnswer:
    """Return a return to its buyer or its merchant."""
    with reading() as session:
        returned = return_lookup.get_return_of_party(session, return_id, get_actor().user_id)
    return build_return_answer(returned)


@api.post("/returns/<uuid:return_id>/send", access=SIGNED_IN, body=SendForm, answer=ReturnAnswer)
def send_return(return_id: uuid.UUID, body: SendForm) -> ReturnAnswer:
    """Say that one has sent the goods, and how they can be followed."""
    with transaction() as session:
        user_id = get_actor().user_id
        returns.send(session, return_id, buyer_id=user_id, **body.model_dump())
        return build_return_answer(return_lookup.get_return_of_buyer(session, return_id, user_id))


@api.post("/returns/<uuid:return_id>/drop", access=SIGNED_IN, answer=ReturnAnswer)
def drop_return(return_id: uuid.UUID) -> ReturnAnswer:
    """Give a return up: one keeps what one has."""
    with transaction() as session:
        user_id = get_actor().user_id
        returns.drop(session, return_id, buyer_id=user_id)
        return build_return_answer(return_lookup.get_return_of_buyer(session, return_id, user_id))


@api.post("/returns/<uuid:return_id>/approve", access=MERCHANTS, answer=ReturnAnswer)
def approve_return(return_id: uuid.UUID) -> ReturnAnswer:
    """Say yes to a return of one's shop."""
    with transaction() as session:
        user_id = get_actor().user_id
        returns.approve(session, return_id, shop_owner_id=user_id)
        return build_return_answer(return_lookup.get_return_of_shop_owner(session, return_id, user_id))


@api.post("/returns/<uuid:return_id>/reject", access=MERCHANTS, body=AnswerForm, answer=ReturnAnswer)
def reject_return(return_id: uuid.UUID, body: AnswerForm) -> ReturnAnswer:
    """Say no to a return of one's shop, and why."""
    with transaction() as session:
        user_id = get_actor().user_id
        returns.reject(session, return_id, body.answer, shop_owner_id=user_id)
        return build_return_answer(return_lookup.get_return_of_shop_owner(session, return_id, user_id))


@api.post("/returns/<uuid:return_id>/receive", access=MERCHANTS, body=ReceiveForm, answer=ReturnAnswer)
def receive_return(return_id: uuid.UUID, body: ReceiveForm) -> ReturnAnswer:
    """Say that the goods are back; the money goes back with that, which can't be undone."""
    with transaction() as session:
        user_id = get_actor().user_id
        returns.receive(session, return_id, shop_owner_id=user_id, **body.model_dump())
        return build_return_answer(return_lookup.get_return_of_shop_owner(session, return_id, user_id))


@api.post("/returns/<uuid:return_id>/dispute", access=SIGNED_IN, body=DisputeForm, answer=ReturnAnswer)
def dispute_return(return_id: uuid.UUID, body: DisputeForm) -> ReturnAnswer:
    """Ask a moderator about a shop's no, once."""
    with transaction() as session:
        user_id = get_actor().user_id
        disputes.dispute(session, return_id, body.text, buyer_id=user_id)
        return build_return_answer(return_lookup.get_return_of_buyer(session, return_id, user_id))
