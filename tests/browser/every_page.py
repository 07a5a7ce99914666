"""A market that has one of everything, and the address of every page with who may open it."""

import datetime as dt
import io
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accounts.people import Person
from accounts.roles import Role
from commissions import promoting, settling
from content import posts, videos
from content.posts import PostKind
from content.states import PostState
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from live import broadcasts, pins, prices, replay, stream_keys, tray
from live.values import NewBroadcast
from orders import carts, disputes, paying, returns, shipments
from orders.cart_rows import CartOwner
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from orders.shipping.values import Method
from products import pictures
from products.values import Product
from tests.browser.making import TRANSCODED_SECONDS, buy_directly, publish_clip, publish_words, upload
from tests.browser.test_live import is_on_air, pushing
from tests.clips import clip_bytes
from tests.factories import make_commission_offer, make_person, make_product, make_shop
from tests.pictures import jpeg_bytes
from tests.service.commissions.selling import touch
from tests.service.content.market import create_draft
from tests.service.orders.charging import collect_tax, make_zone
from tests.services.process import LOOPBACK
from tests.waiting import wait_until

#: Enough of a broadcast for a replay of it.
SHOWN_SECONDS = 4.0


@dataclass(frozen=True)
class Everything:
    """Who is there and what was made, all of it `seller`'s but what waits in the queue."""

    seller: Person
    buyer: Person
    moderator: Person
    administrator: Person
    newcomer: Person
    product: Product
    video_id: uuid.UUID
    waiting_video_id: uuid.UUID
    order_id: uuid.UUID
    live_id: uuid.UUID
    coming_id: uuid.UUID
    over_id: uuid.UUID
    photo_id: uuid.UUID
    article_id: uuid.UUID
    sent_order_id: uuid.UUID
    return_id: uuid.UUID
    method: Method

    def person(self, role: str) -> Person | None:
        """Return who plays a role; nobody for `nobody`."""
        return None if role == "nobody" else getattr(self, role)  # type: ignore[no-any-return]


#: Name -> who opens it and its address. An address names what it is about as `Everything` does.
PAGES: dict[str, tuple[str, str]] = {
    "feed": ("nobody", "/"),
    "feed, signed in": ("buyer", "/"),
    "following, nobody yet": ("buyer", "/?kind=following"),
    "video": ("nobody", "/v/{video_id}"),
    "own video": ("seller", "/v/{video_id}"),
    "product": ("nobody", "/p/{product.id}"),
    "profile": ("nobody", "/@{seller.handle}"),
    "own profile": ("buyer", "/me"),
    "shop": ("nobody", "/shops/{product.shop.id}"),
    "what is live": ("nobody", "/live"),
    "room": ("buyer", "/live/{live_id}"),
    "countdown": ("nobody", "/live/{coming_id}"),
    "replay": ("nobody", "/live/{over_id}"),
    "log-in": ("nobody", "/login"),
    "sign-up": ("nobody", "/signup"),
    "nothing here": ("nobody", "/p/00000000-0000-7000-8000-000000000000"),
    "sign in first": ("nobody", "/orders"),
    "without a network": ("nobody", "/offline/zh_Hant"),
    "orders": ("buyer", "/orders"),
    "no orders yet": ("moderator", "/orders"),
    "order": ("buyer", "/orders/{order_id}"),
    "checkout": ("buyer", "/checkout?variant={product.variants[0].id}"),
    "cart": ("buyer", "/cart"),
    "empty cart": ("nobody", "/cart"),
    "checkout of a cart": ("buyer", "/checkout"),
    "paying": ("buyer", "/checkouts/{order_id}"),
    "settings": ("buyer", "/settings"),
    "own data": ("buyer", "/settings/data"),
    "studio": ("seller", "/studio"),
    "empty studio": ("newcomer", "/studio"),
    "numbers of a post": ("seller", "/studio/posts/{video_id}?period=all"),
    "upload": ("seller", "/studio/upload"),
    "editor": ("seller", "/studio/videos/{video_id}"),
    "broadcasts": ("seller", "/studio/live"),
    "new broadcast": ("seller", "/studio/live/new"),
    "live console": ("seller", "/studio/live/{live_id}"),
    "obs": ("seller", "/studio/live/{coming_id}/obs"),
    "report": ("seller", "/studio/live/{over_id}/report"),
    "console": ("seller", "/console"),
    "sold": ("seller", "/console/orders"),
    "returns": ("seller", "/console/returns"),
    "return form": ("buyer", "/orders/{order_id}/returns/new"),
    "what was bought, gone": ("buyer", "/orders/{sent_order_id}/showing"),
    "withdrawal": ("buyer", "/orders/{sent_order_id}/withdrawal"),
    "return": ("buyer", "/returns/{return_id}"),
    "return of a shop": ("seller", "/console/returns/{return_id}"),
    "disputes": ("moderator", "/moderation/disputes"),
    "dispute": ("moderator", "/moderation/disputes/{return_id}"),
    "money": ("seller", "/console/money"),
    "product form": ("seller", "/console/products/{product.id}"),
    "new product": ("seller", "/console/shops/{product.shop.id}/products/new"),
    "new shop": ("newcomer", "/console/shops/new"),
    "review queue": ("moderator", "/moderation"),
    "review": ("moderator", "/moderation/reviews/{waiting_video_id}"),
    "wall": ("moderator", "/moderation/live"),
    "rules": ("administrator", "/moderation/rules"),
    "books": ("administrator", "/books"),
    "account": ("administrator", "/books/shop_payable"),
    "cases": ("moderator", "/moderation/cases"),
    "appeals": ("moderator", "/moderation/appeals"),
    "statements": ("buyer", "/statements"),
    "notifications": ("buyer", "/notifications"),
    "saved": ("buyer", "/saved"),
    "wish list": ("buyer", "/wishes"),
    "reviews": ("nobody", "/p/{product.id}/reviews"),
    "own reports": ("buyer", "/reports"),
    "hashtag": ("nobody", "/tags/lanterns"),
    "live of a profile": ("nobody", "/@{seller.handle}/live"),
    "new photo post": ("seller", "/studio/photos/new"),
    "new article": ("seller", "/studio/articles/new"),
    "sold order": ("seller", "/console/orders/{order_id}"),
    "packing slip": ("seller", "/console/orders/{order_id}/slip"),
    "packing slips": ("seller", "/console/orders/slips?order={order_id}"),
    "chosen orders": ("seller", "/console/orders/chosen?order={order_id}"),
    "file of parcels": ("seller", "/console/orders/parcels"),
    "photo post": ("nobody", "/photos/{photo_id}"),
    "photo post's editor": ("seller", "/studio/photos/{photo_id}"),
    "article": ("buyer", "/articles/{article_id}"),
    "article's editor": ("seller", "/studio/articles/{article_id}"),
    "report form": ("buyer", "/reports/new?subject_kind=video&subject_id={video_id}"),
    "stock log": ("seller", "/console/products/{product.id}/stock"),
    "collections": ("seller", "/console/shops/{product.shop.id}/collections"),
    "prices of a product": ("seller", "/console/products/{product.id}/prices"),
    "offers of a shop": ("seller", "/console/shops/{product.shop.id}/reductions"),
    "a price tried out": (
        "seller",
        "/console/shops/{product.shop.id}/simulator?variant_1={product.variants[0].id}&quantity_1=3",
    ),
    "what a shop offers": ("buyer", "/shops/{product.shop.id}/coupons"),
    "own coupons": ("buyer", "/coupons"),
    "coupons": ("seller", "/console/shops/{product.shop.id}/coupons"),
    "commissions": ("seller", "/console/shops/{product.shop.id}/commissions"),
    "commission of a product": ("seller", "/console/products/{product.id}/commission"),
    "earnings": ("newcomer", "/studio/earnings"),
    "products to promote": ("newcomer", "/studio/promote"),
    "shop figures": ("seller", "/console/shops/{product.shop.id}/figures"),
    "low stock": ("seller", "/console/shops/{product.shop.id}/low-stock?show=all"),
    "shipping": ("seller", "/console/shops/{product.shop.id}/shipping"),
    "shipping zone": ("seller", "/console/shipping/zones/{method.zone_id}"),
    "shipping method": ("seller", "/console/shipping/methods/{method.id}"),
    "taxes": ("seller", "/console/shops/{product.shop.id}/taxes"),
    "import": ("seller", "/console/shops/{product.shop.id}/import"),
}


@contextmanager
def everything(rtmp_port: int, folder: Path) -> Iterator[Everything]:
    """Make one of everything; the broadcast is on the air until the block ends."""
    seller = make_person(Role.MERCHANT, Role.CREATOR, name="Mei Lantern")
    buyer, moderator = make_person(name="Noor"), make_person(Role.MODERATOR, name="Su Yin")
    administrator = make_person(Role.ADMINISTRATOR, name="Ada")
    newcomer = make_person(Role.CREATOR, Role.MERCHANT, name="Bo")
    product = _put_on_sale(seller)
    video_id = publish_clip(seller, title="The lane just switched on", tagged=product)
    photo_id = publish_words(seller, PostKind.PHOTO, "Lanterns by day", shown=product)
    article_id = publish_words(seller, PostKind.ARTICLE, "How lanterns are folded", shown=product)
    create_draft(seller.id, folder)
    order_id = buy_directly(buyer, product.variants[0].id, name="Noor")
    _promote(newcomer, product, buyer)
    sent = (_send(buyer, seller, product), _give_back(buyer, seller, product))
    with transaction() as session:
        carts.add(session, CartOwner(user_id=buyer.id), product.variants[0].id, quantity=2)
    over_id = _announce(seller, product)
    with _on_air(over_id, seller, rtmp_port, folder):
        time.sleep(SHOWN_SECONDS)
    _end(over_id, seller)
    coming_id = _announce(seller, product, scheduled_at=now() + dt.timedelta(days=1))
    waiting_id, live_id = _send_in(newcomer), _announce(seller, product)
    with _on_air(live_id, seller, rtmp_port, folder):
        made = (
            product,
            video_id,
            waiting_id,
            order_id,
            live_id,
            coming_id,
            over_id,
            photo_id,
            article_id,
            *sent,
            _ask_for_charges(product),
        )
        yield Everything(seller, buyer, moderator, administrator, newcomer, *made)


def _ask_for_charges(product: Product) -> Method:
    """Let the seller's shop send abroad as well, and collect a tax; return a method."""
    collect_tax(product, is_included=True)
    (method,) = make_zone(product)
    return method


def _put_on_sale(seller: Person) -> Product:
    product = make_product(
        make_shop(seller, name="Lantern Alley"), title="Paper lantern", price_minor=1950, stock_counts=(6, 0)
    )
    with pictures.stored_picture(io.BytesIO(jpeg_bytes(900, 900))) as stored, transaction() as session:
        pictures.add_picture(session, product.id, stored, owner_id=seller.id)
    return product


def _send(buyer: Person, seller: Person, product: Product) -> uuid.UUID:
    """Sell and send a lantern; return the order's id."""
    order_id = buy_directly(buyer, product.variants[0].id, name="Noor")
    parcel = shipments.NewShipment("key", "dhl", "JD014")
    with transaction() as session:
        paying.mark_paid(session, order_id)
        shipments.ship(session, order_id, parcel, shop_owner_id=seller.id)
    return order_id


def _give_back(buyer: Person, seller: Person, product: Product) -> uuid.UUID:
    """Sell and send a lantern, and ask for it back; return the return's id."""
    variant_id = product.variants[0].id
    order_id = _send(buyer, seller, product)
    new = NewReturn(
        str(new_id()), ReturnKind.RETURN_AND_REFUND, ReturnReason.DAMAGED, "Bent", {variant_id: 1}
    )
    with transaction() as session:
        return_id = returns.open_return(session, order_id, new, buyer_id=buyer.id)
        returns.reject(session, return_id, "It was whole.", shop_owner_id=seller.id)
        disputes.dispute(session, return_id, "It was not.", buyer_id=buyer.id)
        return return_id


def _promote(creator: Person, product: Product, buyer: Person) -> None:
    """Let a creator promote what the seller sells, and the buyer buy it because of him."""
    offer = make_commission_offer(product)
    with transaction() as session:
        promoting.pick(session, offer.id, creator.id)
    touch(buyer.id, creator)
    order_id = buy_directly(buyer, product.variants[0].id, name="Noor")
    with transaction() as session:
        paying.mark_paid(session, order_id)
        settling.settle(session, order_id)


def _send_in(newcomer: Person) -> uuid.UUID:
    """Upload somebody's first clip, which a moderator has to look at; return it as it waits."""
    upload_id = upload(newcomer, clip_bytes(2))
    with transaction() as session:
        video = videos.create_video(
            session,
            creator_id=newcomer.id,
            upload_id=upload_id,
            title="From a lump to a cup",
            description="",
            tags=[],
        )

    def state() -> PostState:
        with reading() as session:
            return posts.get_post(session, video.id).state

    wait_until(lambda: state() is PostState.IN_REVIEW, seconds=TRANSCODED_SECONDS)
    return video.id


def _announce(seller: Person, product: Product, scheduled_at: dt.datetime | None = None) -> uuid.UUID:
    new = NewBroadcast(title="Lanterns by hand", scheduled_at=scheduled_at)
    with transaction() as session:
        made = broadcasts.create_broadcast(session, seller.id, new)
        tray.set_tray(session, made.id, [(product.id, "")], creator_id=seller.id)
    return made.id


@contextmanager
def _on_air(broadcast_id: uuid.UUID, seller: Person, rtmp_port: int, folder: Path) -> Iterator[None]:
    """Send pictures until the block ends, in which the product is explained at a live price."""
    with transaction() as session:
        key = stream_keys.rotate_key(session, broadcast_id, seller.id)
    with pushing(f"rtmp://{LOOPBACK}:{rtmp_port}/live/{key}", folder / f"{broadcast_id}.log"):
        wait_until(lambda: is_on_air(broadcast_id))
        with transaction() as session:
            item = tray.list_tray(session, broadcast_id)[0].card
            pins.pin_product(session, broadcast_id, item.product_id, actor_id=seller.id)
            prices.open_live_price(
                session,
                broadcast_id,
                host_id=seller.id,
                variant_id=item.variant_ids[0],
                price_minor=1500,
                quota_count=3,
                per_buyer_limit=1,
                seconds=3600,
            )
        yield


def _end(broadcast_id: uuid.UUID, seller: Person) -> None:
    """End a broadcast and wait for its replay."""
    with transaction() as session:
        broadcasts.end_broadcast(session, broadcast_id, actor_id=seller.id, reason="host")

    def is_shown() -> bool:
        with reading() as session:
            return replay.is_shown(broadcasts.get_broadcast(session, broadcast_id))

    wait_until(is_shown)
    wait_until(lambda: replay.has_playlists(broadcast_id))
