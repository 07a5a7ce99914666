"""One of everything, owned by somebody who is not asking."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from growth import data_exports, notifications
from growth.kinds import Kind
from growth.notifications import News
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from live import broadcasts
from live.values import NewBroadcast
from orders import paying, returns, shipments
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from orders.shipping import taxes
from products.values import Product
from reviews.models import ReviewRow
from tests.factories import (
    make_commission_offer,
    make_coupon,
    make_person,
    make_product,
    make_reduction,
    make_sale_price,
    make_shop,
)
from tests.market import ApiClient, api_as
from tests.pictures import jpeg_bytes
from tests.service.content.market import post_video, publish_video, start_upload
from tests.service.live.studio import make_show
from tests.service.moderation.cases import make_case
from tests.service.orders.charging import collect_tax, make_method, make_zone
from tests.service.orders.market_day import place

#: Who asks. None of them has anything to do with the objects.
ACTORS: dict[str, tuple[Role, ...]] = {
    "other buyer": (),
    "other merchant": (Role.MERCHANT,),
    "creator": (Role.CREATOR,),
    "moderator": (Role.MODERATOR,),
}


@dataclass(frozen=True)
class World:
    """What the routes' parameters stand for, and a client for everybody who asks."""

    parameters: dict[str, Any]
    clients: dict[str, ApiClient]
    owner: Person


def build_world(app: Flask) -> World:
    """Make one of everything."""
    owner = make_person(Role.MERCHANT, Role.CREATOR, name="Owner")
    owner_api = api_as(app, owner.id)
    moderator_api = api_as(app, make_person(Role.MODERATOR).id)
    shop = make_shop(owner)
    product = make_product(shop)
    variant = product.variants[0]
    public_id = publish_video(owner_api, moderator_api)
    upload = start_upload(owner_api, 1000)
    order = place(owner_api, (variant.id, 1)).get_json()
    with transaction() as session:
        sessions.start_session(session, owner.id, device="x", address="x", replaces=None)
        broadcast = broadcasts.create_broadcast(session, owner.id, NewBroadcast(title="Lantern night"))
    with reading() as session:
        device, token = (
            sessions.list_devices(session, owner.id)[0],
            sessions.list_tokens(session, owner.id)[0],
        )
    parameters = {
        "handle": owner.handle,
        "shop_id": shop.id,
        "product_id": product.id,
        "variant_id": variant.id,
        "coupon_id": make_coupon(product).id,
        "reduction_id": make_reduction(product, starts_in=dt.timedelta(days=1)).id,
        **_ask_for_charges(product),
        "offer_id": make_commission_offer(product, is_public=False).id,
        "sale_price_id": make_sale_price(product, percent=10, starts_in=dt.timedelta(days=1)).id,
        "collection_id": owner_api.post(f"/shops/{shop.id}/collections", {"name": "Autumn"}).get_json()["id"],
        "broadcast_id": broadcast.id,
        "picture_id": _add_picture(owner_api, f"products/{product.id}"),
        **_make_drafts(owner_api),
        "tag": "lanterns",
        "order_id": order["id"],
        "checkout_id": order["id"],
        "payment_id": order["payment"]["id"],
        "shipment_id": _ship(owner, place(owner_api, (variant.id, 1)).get_json()["id"]),
        "export_id": _ask_for_data(owner),
        "review_id": _add_review(owner, product.id, order["id"]),
        "return_id": _ask_back(owner, variant.id, place(owner_api, (variant.id, 1)).get_json()["id"]),
        "upload_id": upload["id"],
        "video_id": post_video(owner_api),
        "post_id": public_id,
        "post_comment_id": _add_comment(owner_api, public_id),
        "notification_id": _add_notification(owner),
        **make_show(owner_api),
        "user_id": make_person().id,
        **make_case(product),
        "person_id": make_person().id,
        "session_id": device.id,
        "token_id": token.id,
        "number": 1,
        "token": "forged",
        "set_name": "set",
        "file": "main.m3u8",
        "name": "160.webp",
        "gateway": "sandbox",
        "language": "en",
        "filename": "css/tokens.css",
    }
    clients = {"anonymous": api_as(app)}
    clients |= {name: api_as(app, make_person(*roles).id) for name, roles in ACTORS.items()}
    return World(parameters, clients, owner)


def _ship(owner: Person, order_id: str) -> uuid.UUID:
    with transaction() as session:
        paying.mark_paid(session, uuid.UUID(order_id))
        parcel = shipments.NewShipment("key", "other", "")
        return shipments.ship(session, uuid.UUID(order_id), parcel, shop_owner_id=owner.id)


def _ask_back(owner: Person, variant_id: uuid.UUID, order_id: str) -> uuid.UUID:
    _ship(owner, order_id)
    new = NewReturn("key", ReturnKind.REFUND_ONLY, ReturnReason.DAMAGED, "", {variant_id: 1})
    with transaction() as session:
        return returns.open_return(session, uuid.UUID(order_id), new, buyer_id=owner.id)


def _ask_for_charges(product: Product) -> dict[str, uuid.UUID]:
    # Nowhere near: the world's orders cost what their goods do.
    (method,) = make_zone(product, "NZ")
    make_zone(product, methods=[make_method(price_minor=0)])
    collect_tax(product, "NZ")
    with reading() as session:
        (tax,) = taxes.list_taxes(session, product.shop.id)
    return {"zone_id": method.zone_id, "method_id": method.id, "tax_id": tax.id}


def _ask_for_data(owner: Person) -> uuid.UUID:
    with transaction() as session:
        return data_exports.request_export(session, owner.id)


def _make_drafts(owner: ApiClient) -> dict[str, str]:
    photo_id, article_id = (
        owner.post("/posts", {"kind": kind}).get_json()["id"] for kind in ("photo", "article")
    )
    picture_id = _add_picture(owner, f"posts/{photo_id}")
    return {"photo_id": photo_id, "article_id": article_id, "post_picture_id": picture_id}


def _add_picture(owner: ApiClient, of: str) -> str:
    answer = owner.client.post(
        f"/api/v1/{of}/pictures",
        data={"picture": (io.BytesIO(jpeg_bytes()), "picture.jpg")},
        headers={"Authorization": f"Bearer {owner.token}"},
    )
    assert answer.status_code == 201, answer.text
    picture_id: str = answer.get_json()["id"]
    return picture_id


def _add_review(owner: Person, product_id: uuid.UUID, order_id: str) -> uuid.UUID:
    row = ReviewRow(
        id=new_id(),
        product_id=product_id,
        variant_id=new_id(),
        order_id=uuid.UUID(order_id),
        author_id=owner.id,
        shop_owner_id=owner.id,
        stars=5,
        text="Bright",
        created_at=now(),
    )
    with transaction() as session:
        session.add(row)
        return row.id


def _add_comment(owner: ApiClient, post_id: str) -> str:
    answer = owner.post(f"/posts/{post_id}/comments", {"text": "Look at this light."})
    assert answer.status_code == 201, answer.text
    comment_id: str = answer.get_json()["id"]
    return comment_id


def _add_notification(person: Person) -> uuid.UUID:
    with transaction() as session:
        notifications.notify(session, person.id, News(Kind.ORDER_RECEIVED, new_id(), "/console/orders"))
        return notifications.list_notifications(session, person.id).items[0].id
