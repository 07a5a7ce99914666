"""What tests of live do all the time: announce a broadcast, put it on the air, say something in it."""

import uuid
from typing import Any

import orjson
from werkzeug.test import TestResponse

from accounts import people
from kernel import realtime
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from live import broadcasts, chat
from live.values import Broadcast, CommentState, NewComment
from products.values import Product
from tests.factories import make_product, make_shop
from tests.market import ApiClient
from tests.pictures import jpeg_bytes
from tests.service.orders.market_day import order_body


def announce_broadcast(host: ApiClient, *products: Product, **changes: Any) -> uuid.UUID:
    """Announce a broadcast with these products in its tray; return its id."""
    body = {"title": "Night stall", "product_ids": [str(one.id) for one in products], **changes}
    answer = host.post("/broadcasts", body)
    assert answer.status_code == 201, answer.text
    return uuid.UUID(answer.get_json()["id"])


def go_live(broadcast_id: uuid.UUID) -> None:
    """Let the first pictures of a broadcast arrive."""
    with transaction() as session:
        assert broadcasts.mark_live(
            session, broadcast_id, ingest_url="http://ingest.test", media_started_at=now()
        )


def start_show(host: ApiClient, *products: Product, **changes: Any) -> uuid.UUID:
    """Announce a broadcast and put it on the air."""
    broadcast_id = announce_broadcast(host, *products, **changes)
    go_live(broadcast_id)
    return broadcast_id


def goods_of(host_id: uuid.UUID, **options: Any) -> Product:
    """Make a product in a new shop of this person."""
    with reading() as session:
        host = people.get_person(session, host_id)
    return make_product(make_shop(host), **options)


def say(
    broadcast_id: uuid.UUID,
    author_id: uuid.UUID,
    text: str,
    *,
    state: CommentState = CommentState.SHOWN,
) -> uuid.UUID:
    """Write a comment as the realtime process does; return its id."""
    comment = NewComment(new_id(), broadcast_id, author_id, text, now(), state=state)
    with transaction() as session:
        chat.record_comments(session, [comment])
    return comment.id


def state_of(broadcast_id: uuid.UUID) -> Broadcast:
    """Return how a broadcast stands."""
    with reading() as session:
        return broadcasts.get_broadcast(session, broadcast_id)


def set_cover(host: ApiClient, broadcast_id: uuid.UUID, data: bytes) -> TestResponse:
    """Send a picture as the cover of a broadcast."""
    return host.client.put(
        f"/api/v1/broadcasts/{broadcast_id}/cover",
        data=data,
        headers={"Authorization": f"Bearer {host.token}", "Content-Type": "image/jpeg"},
    )


class Heard:
    """Hears what rooms are told, in place of Redis: after the commit, like every screen."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, dict[str, Any]]] = []

    def publish(self, channel: str, message: bytes) -> None:
        """Take a message."""
        assert channel == realtime.CHANNEL
        news = orjson.loads(message)
        self.messages.append((news["room"], news["message"], news["payload"]))

    def close(self) -> None:
        """Hear nothing more."""

    def names(self, broadcast_id: uuid.UUID) -> list[str]:
        """Return the names of what a broadcast's room was told."""
        return [name for room, name, _ in self.messages if room == f"broadcast:{broadcast_id}"]

    def payloads(self, name: str) -> list[dict[str, Any]]:
        """Return what was told under this name, whatever the room."""
        return [payload for _, message, payload in self.messages if message == name]


def make_show(host: ApiClient) -> dict[str, Any]:
    """Put a broadcast with one of everything on the air; return what the routes' parameters stand for."""
    me = uuid.UUID(host.get("/me").get_json()["id"])
    product = goods_of(me)
    broadcast_id = start_show(host, product)
    path = f"/broadcasts/{broadcast_id}"
    host.post(f"{path}/pins", {"product_id": str(product.id)})
    deal = {"variant_id": str(product.variants[0].id), "price_minor": 1, "quota_count": 1, "seconds": 60}
    return {
        "broadcast_id": broadcast_id,
        "deal_id": host.post(f"{path}/deals", deal).get_json()["id"],
        "poll_id": host.post(f"{path}/polls", {"question": "?", "options": ["a", "b"]}).get_json()["id"],
        "comment_id": say(broadcast_id, me, "hello"),
        "cover_id": set_cover(host, broadcast_id, jpeg_bytes()).get_json()["cover_url"].split("/")[-1][:-5],
    }


def place_from(buyer: ApiClient, variant_id: uuid.UUID, source: dict[str, Any]) -> dict[str, Any]:
    """Order a unit as a buyer who saw it there; return the order."""
    body = order_body((variant_id, 1), source=source)
    answer = buyer.post("/orders", body, key=str(new_id()))
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.get_json()
    return order


def show_purchases(person_id: uuid.UUID) -> None:
    """Let others see what a person buys."""
    with transaction() as session:
        people.set_shows_purchases(session, person_id, shown=True)
