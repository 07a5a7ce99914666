"""Every route × everybody who has nothing to do with the object: nobody gets further than he may.

A route that is not in the table fails the test, so a new one can't be forgotten.
"""

import io

import pytest
from flask import Flask
from werkzeug.routing import Rule

from accounts.roles import Role
from kernel.web.access import access_of
from tests.factories import make_person
from tests.market import ApiClient, api_as
from tests.pictures import jpeg_bytes
from tests.service.access.bodies import ASKERS, BODIES, FORMS, PICTURE_UPLOADS
from tests.service.access.desks import DESK_FORMS, MODERATION, STATEMENTS
from tests.service.access.world import World, build_world

#: Anyone may do this; it answers and changes nothing of anybody.
PUBLIC = {
    "GET /",
    "GET /cart",
    "GET /api/v1/cart",
    "GET /api/v1/cart/count",
    "GET /@<handle>",
    "GET /@<handle>/live",
    "GET /@<handle>/qr.svg",
    "GET /api/openapi.json",
    "GET /api/v1/broadcasts",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>/comments",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>/pins",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>/tray",
    "GET /api/v1/feed",
    "GET /api/v1/openapi.json",
    "GET /api/v1/comments/<uuid:post_comment_id>",
    "GET /api/v1/comments/<uuid:post_comment_id>/replies",
    "GET /api/v1/people/<handle>",
    "GET /api/v1/posts/<uuid:post_id>",
    "GET /api/v1/posts/<uuid:post_id>/comments",
    "GET /api/v1/products",
    "GET /api/v1/products/<uuid:product_id>",
    "GET /api/v1/products/<uuid:product_id>/posts",
    "GET /api/v1/shops/<uuid:shop_id>",
    "GET /api/v1/shops/<uuid:shop_id>/products",
    "GET /api/v1/shops/<uuid:shop_id>/collections",
    "GET /api/v1/shops/<uuid:shop_id>/posts",
    "GET /api/v1/variants/<uuid:variant_id>/prices",
    "GET /healthz",
    "GET /live",
    "GET /live/<uuid:broadcast_id>",
    "GET /live/<uuid:broadcast_id>/qr.svg",
    "GET /login",
    "GET /manifest.webmanifest",
    "GET /media/covers/<uuid:cover_id>.webp",
    "GET /media/pictures/<uuid:picture_id>/<name>",
    "GET /metrics",
    "GET /offline/<language>",
    "GET /p/<uuid:product_id>",
    "GET /p/<uuid:product_id>/reviews",
    "GET /posts/<uuid:post_id>/qr.svg",
    "GET /readyz",
    "GET /service-worker.js",
    "GET /shops/<uuid:shop_id>",
    "GET /shops/<uuid:shop_id>/coupons",
    "GET /signup",
    "GET /static/<path:filename>",
    "GET /tags/<tag>",
    "POST /api/v1/posts/<uuid:post_id>/shares",
    "POST /api/v1/posts/views",
    "POST /preferences",
}
#: Acts on what the caller has himself; no id of anybody else's goes in. 4xx for an empty form is fine.
OWN = {
    "DELETE /api/v1/cart/items/<uuid:variant_id>",
    "PUT /api/v1/cart/items/<uuid:variant_id>",
    "POST /api/v1/cart/items",
    "POST /api/v1/checkouts",
    "POST /cart/items",
    "POST /cart/items/<uuid:variant_id>",
    "POST /checkout/cart",
    "GET /api/v1/checkout",
    "GET /checkout",
    "GET /console/money",
    "GET /studio/promote",
    "GET /studio/earnings",
    "GET /studio/earnings.csv",
    "POST /studio/earnings/destination",
    "GET /console/money.csv",
    "GET /console/orders",
    "GET /console/orders/chosen",
    "GET /console/orders/parcels",
    "GET /console/orders/slips",
    "GET /console/orders/to-ship.csv",
    "GET /console/returns",
    "GET /orders",
    "POST /checkout",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/reminders",
    "DELETE /api/v1/comments/<uuid:post_comment_id>/like",
    "DELETE /api/v1/people/<handle>/block",
    "DELETE /api/v1/people/<handle>/follow",
    "DELETE /api/v1/people/<handle>/mute",
    "DELETE /api/v1/posts/<uuid:post_id>/like",
    "DELETE /api/v1/posts/<uuid:post_id>/save",
    "GET /api/v1/me",
    "GET /api/v1/people",
    "GET /api/v1/me/broadcasts",
    "GET /api/v1/me/addresses",
    "GET /api/v1/me/wishes/<uuid:product_id>",
    "DELETE /api/v1/me/wishes/<uuid:product_id>",
    "PUT /api/v1/me/wishes/<uuid:product_id>",
    "GET /wishes",
    "GET /coupons",
    "POST /coupons/<uuid:coupon_id>/keep",
    "GET /api/v1/me/notifications",
    "GET /api/v1/me/notifications/unread",
    "GET /api/v1/me/statements",
    "GET /api/v1/me/videos",
    "GET /reports",
    "GET /reports/new",
    "GET /statements",
    "POST /api/v1/reports",
    "POST /reports/new",
    "GET /api/v1/orders",
    "GET /console",
    "GET /console/shops/new",
    "GET /me",
    "GET /saved",
    "GET /notifications",
    "GET /settings/data",
    "POST /settings/data",
    "GET /settings",
    "GET /studio",
    "GET /oembed",
    "GET /studio/articles/new",
    "GET /studio/photos/new",
    "GET /studio/live",
    "GET /studio/live/new",
    "GET /studio/numbers.csv",
    "GET /studio/upload",
    "POST /api/v1/broadcasts",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/polls/<uuid:poll_id>/votes",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/reminders",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/reports",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/taps",
    "POST /api/v1/me/notifications/read",
    "POST /api/v1/orders",
    "POST /api/v1/posts",
    "POST /api/v1/quotes",
    "POST /api/v1/posts/<uuid:post_id>/comments",
    "POST /api/v1/shops",
    "POST /api/v1/tokens",
    "POST /api/v1/touches",
    "POST /api/v1/uploads",
    "POST /api/v1/videos",
    "POST /console/money/destination",
    "POST /console/orders/chosen",
    "POST /console/orders/parcels",
    "POST /console/orders/parcels/confirm",
    "POST /studio/promote/<uuid:offer_id>/drop",
    "POST /console/shops",
    "POST /login",
    "POST /logout",
    "POST /notifications/choices",
    "POST /notifications/read",
    "POST /settings/blocked/<uuid:person_id>/end",
    "POST /settings/muted/<uuid:person_id>/end",
    "POST /settings/profile",
    "POST /settings/purchases",
    "POST /settings/roles",
    "POST /settings/sessions/end-others",
    "POST /settings/tokens",
    "POST /reviews/<uuid:review_id>/helpful",
    "POST /signup",
    "PUT /api/v1/comments/<uuid:post_comment_id>/like",
    "PUT /api/v1/people/<handle>/block",
    "PUT /api/v1/people/<handle>/follow",
    "PUT /api/v1/people/<handle>/mute",
    "PUT /api/v1/posts/<uuid:post_id>/like",
    "PUT /api/v1/posts/<uuid:post_id>/save",
}
#: Names an object that the caller must own; whoever does not is told that there is none.
FOREIGN = {
    "DELETE /api/v1/collections/<uuid:collection_id>",
    "GET /console/products/<uuid:product_id>/stock",
    "GET /console/products/<uuid:product_id>/stock.csv",
    "GET /console/shops/<uuid:shop_id>/collections",
    "GET /console/shops/<uuid:shop_id>/coupons",
    "GET /console/shops/<uuid:shop_id>/reductions",
    "GET /console/shops/<uuid:shop_id>/simulator",
    "POST /console/shops/<uuid:shop_id>/reductions",
    "POST /console/reductions/<uuid:reduction_id>/end",
    "GET /console/products/<uuid:product_id>/prices",
    "POST /console/products/<uuid:product_id>/prices",
    "POST /console/sale-prices/<uuid:sale_price_id>/end",
    "POST /console/shops/<uuid:shop_id>/coupons",
    "POST /console/coupons/<uuid:coupon_id>/end",
    "GET /console/shops/<uuid:shop_id>/shipping",
    "POST /console/shops/<uuid:shop_id>/shipping",
    "GET /console/shipping/zones/<uuid:zone_id>",
    "POST /console/shipping/zones/<uuid:zone_id>",
    "POST /console/shipping/zones/<uuid:zone_id>/delete",
    "POST /console/shipping/zones/<uuid:zone_id>/methods",
    "GET /console/shipping/methods/<uuid:method_id>",
    "POST /console/shipping/methods/<uuid:method_id>",
    "POST /console/shipping/methods/<uuid:method_id>/delete",
    "GET /console/shops/<uuid:shop_id>/taxes",
    "POST /console/shops/<uuid:shop_id>/taxes",
    "POST /console/taxes/<uuid:tax_id>/delete",
    "GET /console/shops/<uuid:shop_id>/commissions",
    "GET /console/products/<uuid:product_id>/commission",
    "POST /console/products/<uuid:product_id>/commission",
    "POST /console/products/<uuid:product_id>/commission/end",
    "POST /console/products/<uuid:product_id>/commission/invitations",
    "POST /studio/promote/<uuid:offer_id>",
    "GET /console/shops/<uuid:shop_id>/figures",
    "GET /console/shops/<uuid:shop_id>/figures.csv",
    "GET /console/shops/<uuid:shop_id>/low-stock",
    "POST /console/shops/<uuid:shop_id>/low-stock",
    "POST /console/variants/<uuid:variant_id>/low-stock",
    "GET /console/shops/<uuid:shop_id>/import",
    "GET /console/shops/<uuid:shop_id>/products.csv",
    "PATCH /api/v1/collections/<uuid:collection_id>",
    "PATCH /api/v1/pictures/<uuid:picture_id>",
    "POST /api/v1/products/<uuid:product_id>/publish",
    "POST /api/v1/shops/<uuid:shop_id>/collections",
    "POST /api/v1/shops/<uuid:shop_id>/products/archive",
    "POST /api/v1/shops/<uuid:shop_id>/products/restore",
    "POST /console/shops/<uuid:shop_id>/import",
    "POST /console/shops/<uuid:shop_id>/import/confirm",
    "POST /console/shops/<uuid:shop_id>/import/drop",
    "PUT /api/v1/products/<uuid:product_id>/variants",
    "PUT /api/v1/shops/<uuid:shop_id>/collections",
    "GET /api/v1/checkouts/<uuid:checkout_id>",
    "GET /checkouts/<uuid:checkout_id>",
    "POST /checkouts/<uuid:checkout_id>/again",
    "GET /orders/<uuid:order_id>",
    "GET /console/orders/<uuid:order_id>",
    "GET /console/orders/<uuid:order_id>/slip",
    "POST /console/orders/<uuid:order_id>/refund",
    "POST /console/orders/<uuid:order_id>/shipments",
    "POST /console/shipments/<uuid:shipment_id>",
    "GET /orders/<uuid:order_id>/reviews/<uuid:variant_id>",
    "POST /orders/<uuid:order_id>/reviews/<uuid:variant_id>",
    "POST /reviews/<uuid:review_id>/reply",
    "POST /orders/<uuid:order_id>/cancel",
    "GET /orders/<uuid:order_id>/returns/new",
    "POST /orders/<uuid:order_id>/returns",
    "GET /returns/<uuid:return_id>",
    "POST /returns/<uuid:return_id>/send",
    "POST /returns/<uuid:return_id>/drop",
    "GET /console/returns/<uuid:return_id>",
    "POST /console/returns/<uuid:return_id>/approve",
    "POST /console/returns/<uuid:return_id>/reject",
    "POST /console/returns/<uuid:return_id>/receive",
    "POST /returns/<uuid:return_id>/dispute",
    "POST /returns/<uuid:return_id>/pictures",
    "POST /api/v1/returns/<uuid:return_id>/dispute",
    "GET /orders/<uuid:order_id>/showing",
    "GET /settings/data/<uuid:export_id>.zip",
    "GET /orders/<uuid:order_id>/withdrawal",
    "POST /orders/<uuid:order_id>/withdrawal",
    "GET /api/v1/orders/<uuid:order_id>/returns",
    "POST /api/v1/orders/<uuid:order_id>/returns",
    "GET /api/v1/returns/<uuid:return_id>",
    "POST /api/v1/returns/<uuid:return_id>/send",
    "POST /api/v1/returns/<uuid:return_id>/drop",
    "POST /api/v1/returns/<uuid:return_id>/approve",
    "POST /api/v1/returns/<uuid:return_id>/reject",
    "POST /api/v1/returns/<uuid:return_id>/receive",
    "POST /orders/<uuid:order_id>/delivered",
    "POST /orders/<uuid:order_id>/receipt",
    "POST /console/orders/<uuid:order_id>/delivered",
    "POST /api/v1/orders/<uuid:order_id>/delivered",
    "POST /api/v1/orders/<uuid:order_id>/receipt",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/deals/<uuid:deal_id>",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/moderators/<uuid:user_id>",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/replay",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>/figures",
    "PATCH /api/v1/broadcasts/<uuid:broadcast_id>",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/deals",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/end",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/publish-ticket",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/stream-key",
    "PUT /api/v1/broadcasts/<uuid:broadcast_id>/cover",
    "PUT /api/v1/broadcasts/<uuid:broadcast_id>/moderators/<uuid:user_id>",
    "PUT /api/v1/broadcasts/<uuid:broadcast_id>/tray",
    "DELETE /api/v1/comments/<uuid:post_comment_id>",
    "DELETE /api/v1/comments/<uuid:post_comment_id>/pin",
    "DELETE /api/v1/posts/<uuid:post_id>/pin",
    "GET /notifications/<uuid:notification_id>",
    "POST /api/v1/comments/<uuid:post_comment_id>/release",
    "POST /api/v1/comments/<uuid:post_comment_id>/restore",
    "PUT /api/v1/comments/<uuid:post_comment_id>/pin",
    "PUT /api/v1/posts/<uuid:post_id>/pin",
    "DELETE /api/v1/me/sessions/<uuid:session_id>",
    "DELETE /api/v1/me/tokens/<uuid:token_id>",
    "DELETE /api/v1/pictures/<uuid:picture_id>",
    "DELETE /api/v1/uploads/<uuid:upload_id>",
    "DELETE /api/v1/variants/<uuid:variant_id>",
    "DELETE /api/v1/posts/<uuid:post_id>",
    "DELETE /api/v1/posts/<uuid:post_id>/pictures/<uuid:picture_id>",
    "DELETE /api/v1/posts/<uuid:post_id>/schedule",
    "DELETE /api/v1/videos/<uuid:video_id>",
    "DELETE /api/v1/videos/<uuid:video_id>/captions/<language>",
    "DELETE /api/v1/videos/<uuid:video_id>/cover",
    "DELETE /api/v1/videos/<uuid:video_id>/trim",
    "GET /api/v1/orders/<uuid:order_id>",
    "GET /api/v1/uploads/<uuid:upload_id>",
    "GET /api/v1/uploads/<uuid:upload_id>/parts/<int:number>",
    "GET /api/v1/variants/<uuid:variant_id>/stock",
    "GET /api/v1/videos/<uuid:video_id>/captions/<language>/original",
    "GET /api/v1/videos/<uuid:video_id>/trim",
    "GET /console/products/<uuid:product_id>",
    "GET /console/shops/<uuid:shop_id>/products/new",
    "GET /payments/<uuid:payment_id>",
    "GET /payments/<uuid:payment_id>/return",
    "GET /sandbox/payments/<uuid:payment_id>",
    "GET /api/v1/broadcasts/<uuid:broadcast_id>/health",
    "GET /studio/live/<uuid:broadcast_id>",
    "GET /studio/live/<uuid:broadcast_id>/obs",
    "GET /studio/live/<uuid:broadcast_id>/report",
    "GET /studio/articles/<uuid:article_id>",
    "GET /studio/photos/<uuid:photo_id>",
    "GET /studio/posts/<uuid:post_id>",
    "GET /studio/posts/<uuid:post_id>/numbers.csv",
    "GET /studio/videos/<uuid:video_id>",
    "POST /statements/<uuid:statement_id>/appeal",
    "PATCH /api/v1/products/<uuid:product_id>",
    "PATCH /api/v1/shops/<uuid:shop_id>",
    "PATCH /api/v1/variants/<uuid:variant_id>",
    "PATCH /api/v1/posts/<uuid:post_id>",
    "PATCH /api/v1/videos/<uuid:video_id>",
    "POST /api/v1/orders/<uuid:order_id>/cancel",
    "POST /api/v1/orders/<uuid:order_id>/refund",
    "POST /api/v1/orders/<uuid:order_id>/shipments",
    "PATCH /api/v1/shipments/<uuid:shipment_id>",
    "POST /api/v1/posts/<uuid:post_id>/pictures",
    "POST /api/v1/posts/<uuid:post_id>/publish",
    "POST /api/v1/posts/<uuid:post_id>/restore",
    "POST /api/v1/products/<uuid:product_id>/archive",
    "POST /api/v1/products/<uuid:product_id>/pictures",
    "POST /api/v1/products/<uuid:product_id>/restore",
    "POST /api/v1/products/<uuid:product_id>/variants",
    "POST /api/v1/sandbox/payments/<uuid:payment_id>",
    "POST /api/v1/shops/<uuid:shop_id>/products",
    "POST /api/v1/uploads/<uuid:upload_id>/complete",
    "POST /api/v1/videos/<uuid:video_id>/cancel",
    "POST /api/v1/videos/<uuid:video_id>/captions/<language>/restore",
    "POST /api/v1/videos/<uuid:video_id>/trim/retry",
    "POST /api/v1/videos/<uuid:video_id>/publish",
    "POST /api/v1/videos/<uuid:video_id>/restore",
    "POST /api/v1/videos/<uuid:video_id>/retry",
    "POST /console/products/<uuid:product_id>/archive",
    "POST /console/products/<uuid:product_id>/restore",
    "POST /console/shops/<uuid:shop_id>",
    "POST /sandbox/payments/<uuid:payment_id>",
    "POST /settings/sessions/<uuid:session_id>/end",
    "POST /settings/tokens/<uuid:token_id>/revoke",
    "PUT /api/v1/posts/<uuid:post_id>/schedule",
    "PUT /api/v1/products/<uuid:product_id>/pictures",
    "PUT /api/v1/videos/<uuid:video_id>/captions/<language>",
    "PUT /api/v1/videos/<uuid:video_id>/captions/<language>/default",
    "PUT /api/v1/videos/<uuid:video_id>/cover",
    "PUT /api/v1/videos/<uuid:video_id>/cover/moment",
    "PUT /api/v1/videos/<uuid:video_id>/trim",
}
#: Acts in the room of a broadcast: its host, the room's moderators and the market's may; others find none.
ROOM = {
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/comments/<uuid:comment_id>",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/pins",
    "DELETE /api/v1/broadcasts/<uuid:broadcast_id>/restrictions/<uuid:user_id>",
    "PATCH /api/v1/broadcasts/<uuid:broadcast_id>/chat",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/announcements",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/comments/<uuid:comment_id>/release",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/pins",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/polls",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/polls/<uuid:poll_id>/close",
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/restrictions",
}
#: A post in the making: its creator and moderators may see it, for others there is none.
UNPUBLISHED = {
    "GET /api/v1/videos/<uuid:video_id>",
    "GET /articles/<uuid:article_id>",
    "GET /media/posts/<uuid:photo_id>/<uuid:post_picture_id>/<name>",
    "GET /photos/<uuid:photo_id>",
    "GET /v/<uuid:video_id>",
}
#: Opened by a signature in the address or the body, which nobody here has.
SIGNED = {
    "GET /media/avatars/<uuid:picture_id>/160.webp",
    "GET /media/broadcasts/<uuid:broadcast_id>/<token>/<path:file>",
    "GET /media/preview/<token>/videos/<uuid:video_id>/<set_name>/<path:file>",
    "GET /media/videos/<uuid:video_id>/<set_name>/<path:file>",
    "GET /media/returns/<token>/<name>",
    "GET /suspended",
    "POST /suspended",
    "POST /webhooks/<gateway>",
    "PUT /storage/parts/<token>",
}
GROUPS = {
    "public": PUBLIC,
    "own": OWN,
    "foreign": FOREIGN,
    "room": ROOM,
    "unpublished": UNPUBLISHED,
    "signed": SIGNED,
    "moderation": MODERATION,
    "desk forms": DESK_FORMS,
    "statements": STATEMENTS,
}


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    return build_world(app)


def routes(app: Flask) -> dict[str, Rule]:
    """Return every route there is, as "METHOD /rule"."""
    found = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found[f"{method} {rule.rule}"] = rule
    return found


def ask(app: Flask, world: World, client: ApiClient, name: str, *, language: str = "en") -> int:
    """Send the request of a route about the owner's objects; return the status."""
    rule, method = routes(app)[name], name.split(maxsplit=1)[0]
    values = {key: world.parameters[key] for key in rule.arguments}
    url = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    options = {"json": BODIES[name]} if name in BODIES else {"data": dict(FORMS.get(name, {}))}
    if name in PICTURE_UPLOADS:
        options["data"]["picture"] = (io.BytesIO(jpeg_bytes()), "picture.jpg")
    headers = {"Accept-Language": language}
    if client.token:
        headers["Authorization"] = f"Bearer {client.token}"
    return client.client.open(url, method=method, headers=headers, buffered=True, **options).status_code


def refusal_at_the_door(app: Flask, name: str, roles: frozenset[str] | None) -> int | None:
    """Return how the declared access refuses these roles (None: nobody is signed in), if it does."""
    access = access_of(app, routes(app)[name].endpoint)
    if roles is None and is_form(app, name):
        return 403  # a form without our token, before anybody asks who sent it
    if not access.signed_in:
        return None
    if roles is None:
        return 401
    return 403 if access.roles and not access.roles & roles else None


def is_form(app: Flask, name: str) -> bool:
    """Tell whether a route takes a form of ours, which carries a token."""
    method, path = name.split()
    view = app.view_functions[routes(app)[name].endpoint]
    return method == "POST" and not path.startswith("/api/") and getattr(view, "csrf", "") == "token"


def test_every_route_is_in_the_table_once(app: Flask):
    listed = [name for group in GROUPS.values() for name in group]

    assert sorted(listed) == sorted(routes(app))


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_somebody_elses_object_is_not_there(app: Flask, world: World, name: str, asker: str):
    refused = refusal_at_the_door(app, name, ASKERS[asker])

    assert ask(app, world, world.clients[asker], name) == (refused or 404)


@pytest.mark.parametrize("asker", [asker for asker in ASKERS if asker != "moderator"])
@pytest.mark.parametrize("name", sorted(ROOM))
def test_a_room_is_kept_by_its_own_people(app: Flask, world: World, name: str, asker: str):
    refused = refusal_at_the_door(app, name, ASKERS[asker])

    assert ask(app, world, world.clients[asker], name) == (refused or 404)


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", sorted(UNPUBLISHED))
def test_an_unpublished_post_is_for_its_creator_and_moderators(
    app: Flask, world: World, name: str, asker: str
):
    expected = 200 if asker == "moderator" else 404

    assert ask(app, world, world.clients[asker], name) == expected


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", sorted(SIGNED))
def test_without_the_signature_there_is_nothing(app: Flask, world: World, name: str, asker: str):
    assert ask(app, world, world.clients[asker], name) in {400, 403, 404}


@pytest.mark.parametrize("asker", [asker for asker in ASKERS if asker != "moderator"])
@pytest.mark.parametrize("name", sorted(MODERATION))
def test_moderation_is_for_moderators(app: Flask, world: World, name: str, asker: str):
    assert ask(app, world, world.clients[asker], name) == (401 if asker == "anonymous" else 403)


@pytest.mark.parametrize("asker", [asker for asker in ASKERS if asker != "moderator"])
@pytest.mark.parametrize("name", sorted(DESK_FORMS))
def test_the_forms_of_the_desks_are_for_who_works_there(app: Flask, world: World, name: str, asker: str):
    assert ask(app, world, world.clients[asker], name) == 403


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_statement_is_for_its_person_and_moderators(app: Flask, world: World, name: str, asker: str):
    expected = 200 if asker == "moderator" else refusal_at_the_door(app, name, ASKERS[asker]) or 404

    assert ask(app, world, world.clients[asker], name) == expected


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_answers_everybody(app: Flask, world: World, name: str, asker: str):
    assert ask(app, world, world.clients[asker], name) < 400


@pytest.mark.parametrize("name", sorted(OWN))
def test_what_is_ones_own_takes_signing_in_and_never_crashes(app: Flask, world: World, name: str):
    door = refusal_at_the_door(app, name, None)
    anonymous = ask(app, world, world.clients["anonymous"], name)
    signed_in = ask(app, world, world.clients["creator"], name)

    assert anonymous == door if door else anonymous < 500
    assert signed_in < 500


@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN"])
def test_every_page_can_be_opened_by_its_people_in_each_language(
    app: Flask, world: World, language: str
) -> None:
    """Whatever a page shows and says can be shown and said in every language."""
    keepers = [api_as(app, world.owner.id), api_as(app, make_person(Role.MODERATOR, Role.ADMINISTRATOR).id)]
    pages = [
        name for name, rule in routes(app).items() if name.startswith("GET /") and "/api/" not in rule.rule
    ]

    crashed = {
        name: statuses
        for name in sorted(pages)
        if max(statuses := [ask(app, world, one, name, language=language) for one in keepers]) >= 500
    }

    assert not crashed


@pytest.mark.parametrize("change", sorted(BODIES))
def test_a_field_that_nobody_offered_is_refused(app: Flask, world: World, change: str):
    method, path = change.split()
    for name, value in world.parameters.items():
        path = path.replace(f"<uuid:{name}>", str(value)).replace(f"<{name}>", str(value))
    body = {**BODIES[change], "is_admin": True, "owner_id": str(world.owner.id)}

    let_in = [name for name, roles in ASKERS.items() if roles and not refusal_at_the_door(app, change, roles)]

    answer = world.clients[let_in[-1]].send(method, path.removeprefix("/api/v1"), body)

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} >= {"is_admin", "owner_id"}
