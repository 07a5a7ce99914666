"""Who is connected to whom, in five tables: routes, event subscriptions, subjects, jobs, periodic work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy.orm import Session

import accounts.pages
import accounts.routes
import accounts.subscribers
import commissions.jobs
import commissions.pages.earnings
import commissions.pages.offers
import commissions.pages.promoting
import commissions.routes.touches
import commissions.subscribers
import console.pages
import content.jobs
import content.pages.compose
import content.pages.feed
import content.pages.numbers
import content.pages.oembed
import content.pages.posts
import content.pages.profile
import content.pages.reviews
import content.pages.studio
import content.pages.videos
import content.routes.captions
import content.routes.comments
import content.routes.feed
import content.routes.media
import content.routes.pins
import content.routes.posts
import content.routes.reactions
import content.routes.reviews
import content.routes.showings
import content.routes.uploads
import content.routes.video_edits
import content.routes.videos
import content.routes.visibility
import content.subjects
import content.subscribers
import growth.jobs
import growth.pages.notifications
import growth.pages.own_data
import growth.routes
import growth.subscribers
import kernel.web.parts
import live.jobs
import live.pages.bought
import live.pages.host
import live.pages.profile
import live.pages.wall
import live.pages.watch
import live.purchases
import live.routes.arrival
import live.routes.broadcasts
import live.routes.figures
import live.routes.files
import live.routes.replays
import live.routes.reports
import live.routes.room
import live.routes.show
import live.routes.supervision
import live.subjects
import live.subscribers
import moderation.pages
import moderation.routes
import orders.bookkeeping
import orders.figures.marking
import orders.jobs
import orders.pages.bulk
import orders.pages.buying
import orders.pages.cart
import orders.pages.checkout
import orders.pages.console
import orders.pages.disputes
import orders.pages.money
import orders.pages.return_pictures
import orders.pages.returns
import orders.pages.shipping
import orders.pages.shop_returns
import orders.pages.taxes
import orders.pages.withdrawal
import orders.routes.carts
import orders.routes.checkouts
import orders.routes.orders
import orders.routes.quotes
import orders.routes.returns
import orders.subscribers
import payments.jobs
import payments.pages.books
import payments.pages.paying
import payments.routes
import products.jobs
import products.pages.collections
import products.pages.console
import products.pages.editor
import products.pages.exchange
import products.pages.low_stock
import products.pages.sale_prices
import products.pages.shop
import products.pages.stock
import products.pages.wishes
import products.routes.collections
import products.routes.pictures
import products.routes.products
import products.routes.shops
import products.routes.variants
import products.routes.wishes
import products.subjects
import products.subscribers
import promotions.pages.coupons
import promotions.pages.own_coupons
import promotions.pages.reductions
import promotions.pages.simulator
import reviews.pages
import reviews.subjects
import reviews.subscribers
from accounts.events import (
    GuestSignedIn,
    PeopleParted,
    PersonFollowed,
    PersonMuted,
    PersonSuspended,
    SessionsEnded,
)
from accounts.sessions import prune_sessions
from commissions.events import PromoterInvited, RateCut
from commissions.jobs import release_later
from commissions.touches import prune_touches
from content.collection import collect_abandoned_uploads, collect_removed_posts
from content.events import (
    CommentAdded,
    CommentLiked,
    CommentRemoved,
    PeopleMentioned,
    PostLiked,
    PostPublished,
    PostRemoved,
    VideoChanged,
)
from content.schedule import publish_due
from content.scores import refresh_scores
from content.views import prune_viewers
from content.workfolders import remove_stale_folders
from growth.data_exports import prune_exports
from growth.notifications import prune_notifications
from kernel.events import Delivery, Subscription, durable_jobs
from kernel.jobs import JobKind
from kernel.realtime import prune_announcements
from kernel.sent_mails import prune_sent_mails
from kernel.web.idempotency import prune_idempotency_records
from live.broadcasts import end_forgotten
from live.events import BroadcastEnded, ReplayReady
from live.polls import tell_polls
from live.reminders import tell_due
from moderation.events import (
    AppealDecided,
    NoticeDecided,
    ReviewDecided,
    StatementIssued,
    TakedownReverted,
    TakenDown,
)
from moderation.sanctions import lift_due
from moderation.subjects import Finder, find_person
from orders.carts import collect_guest_carts
from orders.events import (
    LinesPlaced,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPartlyRefunded,
    OrderRefunded,
    OrderShipped,
    ReturnChanged,
    ReturnDueSoon,
    ShipmentCorrected,
)
from orders.figures.counting import count_changed
from orders.receipt import complete_due, deliver_due
from orders.return_deadlines import pass_deadlines, remind
from payments.events import PaymentCaptured, PaymentRefunded, PaymentSettling, RefundRequested
from payments.ledger.checks import check_later
from payments.payouts.batch import pay_out_later
from payments.payouts.payouts import ask_about_payouts
from payments.reconciliation import ask_about_refunds, look_up_due
from products.events import (
    ProductArchived,
    ReservationExpired,
    SalePriceTurned,
    StockChanged,
    StockCorrected,
    StockRanLow,
    WishPriceFell,
)
from products.low_stock import tell_low
from products.sale_prices import turn_sale_prices
from products.stock import expire_reservations
from products.wishes import tell_price_drops
from promotions.deals import turn_deals
from promotions.events import DealClosed, DealOpened, DealPlanned, DealQuotaChanged


@dataclass(frozen=True)
class Periodic:
    """Something that the worker does every so often, safe to do at any time and twice."""

    every_seconds: float
    run: Callable[[Session], object]


BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.pages.pages,
    accounts.routes.api,
    commissions.pages.earnings.pages,
    commissions.pages.offers.pages,
    commissions.pages.promoting.pages,
    commissions.routes.touches.api,
    console.pages.pages,
    content.pages.compose.pages,
    content.pages.feed.pages,
    content.pages.numbers.pages,
    content.pages.oembed.pages,
    content.pages.posts.pages,
    content.pages.reviews.pages,
    content.pages.studio.pages,
    content.pages.profile.pages,
    content.pages.videos.pages,
    content.routes.captions.api,
    content.routes.comments.api,
    content.routes.feed.api,
    content.routes.media.pages,
    content.routes.posts.api,
    content.routes.reactions.api,
    content.routes.pins.api,
    content.routes.reviews.api,
    content.routes.showings.api,
    content.routes.uploads.api,
    content.routes.video_edits.api,
    content.routes.videos.api,
    growth.pages.own_data.pages,
    growth.pages.notifications.pages,
    growth.routes.api,
    kernel.web.parts.pages,
    live.routes.arrival.api,
    live.routes.broadcasts.api,
    live.routes.figures.api,
    live.routes.files.pages,
    live.routes.replays.api,
    live.routes.replays.pages,
    live.routes.reports.api,
    live.routes.room.api,
    live.routes.show.api,
    live.routes.supervision.api,
    live.pages.bought.pages,
    live.pages.host.pages,
    live.pages.profile.pages,
    live.pages.wall.pages,
    live.pages.watch.pages,
    moderation.pages.pages,
    moderation.routes.api,
    payments.pages.books.pages,
    payments.pages.paying.pages,
    payments.routes.api,
    orders.pages.bulk.pages,
    orders.pages.buying.pages,
    orders.pages.cart.pages,
    orders.pages.checkout.pages,
    orders.pages.console.pages,
    orders.pages.disputes.pages,
    orders.pages.return_pictures.pages,
    orders.pages.returns.pages,
    orders.pages.shipping.pages,
    orders.pages.taxes.pages,
    orders.pages.shop_returns.pages,
    orders.pages.withdrawal.pages,
    orders.pages.money.pages,
    orders.routes.carts.api,
    orders.routes.checkouts.api,
    orders.routes.orders.api,
    orders.routes.quotes.api,
    orders.routes.returns.api,
    promotions.pages.coupons.pages,
    promotions.pages.own_coupons.pages,
    promotions.pages.reductions.pages,
    promotions.pages.simulator.pages,
    products.pages.collections.pages,
    products.pages.console.pages,
    products.pages.editor.pages,
    products.pages.exchange.pages,
    products.pages.low_stock.pages,
    products.pages.sale_prices.pages,
    products.pages.shop.pages,
    products.pages.stock.pages,
    products.pages.wishes.pages,
    products.routes.collections.api,
    products.routes.pictures.api,
    products.routes.products.api,
    products.routes.shops.api,
    products.routes.variants.api,
    products.routes.wishes.api,
    reviews.pages.pages,
)

#: What is the same for everybody who is not signed in, and asked for all the time.
CACHED_PATHS = frozenset({"/", "/api/v1/feed", "/live"})

SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription(SessionsEnded, accounts.subscribers.close_screens, Delivery.IN_TRANSACTION),
    Subscription(PersonSuspended, accounts.subscribers.close_screens, Delivery.IN_TRANSACTION),
    Subscription(ReviewDecided, content.subscribers.apply_review, Delivery.IN_TRANSACTION),
    Subscription(TakenDown, content.subscribers.take_down, Delivery.IN_TRANSACTION),
    Subscription(TakedownReverted, content.subscribers.put_back, Delivery.IN_TRANSACTION),
    Subscription(TakenDown, products.subscribers.take_down, Delivery.IN_TRANSACTION),
    Subscription(TakedownReverted, products.subscribers.put_back, Delivery.IN_TRANSACTION),
    Subscription(TakenDown, reviews.subscribers.take_down, Delivery.IN_TRANSACTION),
    Subscription(TakedownReverted, reviews.subscribers.put_back, Delivery.IN_TRANSACTION),
    Subscription(TakenDown, live.subscribers.take_down, Delivery.IN_TRANSACTION),
    Subscription(TakedownReverted, live.subscribers.put_back, Delivery.IN_TRANSACTION),
    Subscription(PostPublished, content.subscribers.recommend, Delivery.IN_TRANSACTION),
    Subscription(PostRemoved, content.subscribers.stop_recommending, Delivery.IN_TRANSACTION),
    Subscription(PostPublished, content.routes.visibility.forget, Delivery.AFTER_COMMIT),
    Subscription(PostRemoved, content.routes.visibility.forget, Delivery.AFTER_COMMIT),
    Subscription(VideoChanged, content.routes.visibility.forget, Delivery.AFTER_COMMIT),
    Subscription(PaymentSettling, orders.subscribers.lock_checkout, Delivery.IN_TRANSACTION),
    Subscription(PaymentCaptured, orders.subscribers.mark_paid, Delivery.IN_TRANSACTION),
    Subscription(PaymentRefunded, orders.subscribers.mark_refunded, Delivery.IN_TRANSACTION),
    Subscription(ReservationExpired, orders.subscribers.cancel_expired, Delivery.IN_TRANSACTION),
    Subscription(GuestSignedIn, orders.subscribers.merge_cart, Delivery.IN_TRANSACTION),
    Subscription(GuestSignedIn, commissions.subscribers.merge_touches, Delivery.IN_TRANSACTION),
    # With the orders or not at all: who earns by a sale is never decided afterwards.
    Subscription(LinesPlaced, commissions.subscribers.freeze, Delivery.IN_TRANSACTION),
    Subscription(StockChanged, orders.subscribers.forget_sold_out, Delivery.IN_TRANSACTION),
    Subscription(OrderPaid, orders.subscribers.note_sold, Delivery.IN_TRANSACTION),
    Subscription(OrderPaid, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderShipped, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(ShipmentCorrected, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderDelivered, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderCompleted, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderCancelled, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderRefunded, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(OrderPartlyRefunded, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    Subscription(ReturnChanged, orders.subscribers.announce_order, Delivery.AFTER_COMMIT),
    # A job beside the order's row sends each mail: nobody waits for a mail server in a transaction.
    Subscription(OrderPaid, orders.subscribers.mail_paid, Delivery.IN_TRANSACTION),
    Subscription(OrderShipped, orders.subscribers.mail_shipped, Delivery.IN_TRANSACTION),
    Subscription(OrderDelivered, orders.subscribers.mail_delivered, Delivery.IN_TRANSACTION),
    Subscription(OrderCancelled, orders.subscribers.mail_cancelled, Delivery.IN_TRANSACTION),
    Subscription(OrderRefunded, orders.subscribers.mail_refunded, Delivery.IN_TRANSACTION),
    Subscription(ReturnChanged, orders.subscribers.mail_return, Delivery.IN_TRANSACTION),
    Subscription(ReturnDueSoon, orders.subscribers.mail_return_due, Delivery.IN_TRANSACTION),
    # A row beside the stock's: a transaction of its own would double the cost of every order.
    Subscription(StockChanged, products.subscribers.announce_stock, Delivery.IN_TRANSACTION),
    Subscription(SalePriceTurned, products.subscribers.announce_prices, Delivery.IN_TRANSACTION),
    Subscription(SalePriceTurned, live.subscribers.tell_prices, Delivery.IN_TRANSACTION),
    Subscription(StockChanged, live.subscribers.tell_sold_out, Delivery.IN_TRANSACTION),
    Subscription(StockCorrected, live.subscribers.log_stock, Delivery.IN_TRANSACTION),
    Subscription(ProductArchived, live.subscribers.delist, Delivery.IN_TRANSACTION),
    Subscription(PersonSuspended, live.subscribers.end_broadcasts, Delivery.IN_TRANSACTION),
    Subscription(BroadcastEnded, live.subscribers.tidy_up, Delivery.IN_TRANSACTION),
    Subscription(ReplayReady, live.subscribers.start_afterwork, Delivery.IN_TRANSACTION),
    Subscription(DealPlanned, live.subscribers.tell_deal, Delivery.IN_TRANSACTION),
    Subscription(DealQuotaChanged, live.subscribers.tell_deal, Delivery.IN_TRANSACTION),
    Subscription(DealOpened, live.subscribers.tell_deal_opened, Delivery.IN_TRANSACTION),
    Subscription(DealClosed, live.subscribers.tell_deal_closed, Delivery.IN_TRANSACTION),
    Subscription(OrderPaid, live.purchases.tell_purchase, Delivery.AFTER_COMMIT),
    # A row that nobody else touches; the days are counted later.
    Subscription(OrderPaid, orders.figures.marking.note_paid, Delivery.IN_TRANSACTION),
    Subscription(RefundRequested, orders.figures.marking.note_refund, Delivery.IN_TRANSACTION),
    Subscription(OrderPaid, orders.bookkeeping.book_paid, Delivery.DURABLE),
    Subscription(RefundRequested, orders.bookkeeping.book_promise, Delivery.DURABLE),
    Subscription(PaymentRefunded, orders.bookkeeping.book_refund, Delivery.DURABLE),
    Subscription(OrderPaid, commissions.subscribers.settle_paid, Delivery.DURABLE),
    Subscription(OrderDelivered, commissions.subscribers.settle_delivered, Delivery.DURABLE),
    Subscription(OrderCancelled, commissions.subscribers.settle_cancelled, Delivery.DURABLE),
    Subscription(RefundRequested, commissions.subscribers.settle_refund, Delivery.DURABLE),
    Subscription(ReturnChanged, commissions.subscribers.settle_return, Delivery.DURABLE),
    # A like or an order never waits for the news of it, and never fails with it.
    Subscription(PersonFollowed, growth.subscribers.tell_follow, Delivery.DURABLE),
    Subscription(PostPublished, growth.subscribers.tell_followers, Delivery.DURABLE),
    Subscription(PostPublished, growth.subscribers.tell_mentioned, Delivery.DURABLE),
    Subscription(PeopleMentioned, growth.subscribers.tell_mentioned_later, Delivery.DURABLE),
    Subscription(PostLiked, growth.subscribers.tell_like, Delivery.DURABLE),
    Subscription(CommentAdded, growth.subscribers.tell_comment, Delivery.DURABLE),
    Subscription(CommentLiked, growth.subscribers.tell_comment_like, Delivery.DURABLE),
    Subscription(OrderPaid, growth.subscribers.tell_paid, Delivery.DURABLE),
    Subscription(OrderShipped, growth.subscribers.tell_shipped, Delivery.DURABLE),
    Subscription(OrderDelivered, growth.subscribers.tell_delivered, Delivery.DURABLE),
    Subscription(OrderCompleted, growth.subscribers.tell_completed, Delivery.DURABLE),
    Subscription(OrderCancelled, growth.subscribers.tell_cancelled, Delivery.DURABLE),
    Subscription(OrderRefunded, growth.subscribers.tell_refunded, Delivery.DURABLE),
    Subscription(ReturnChanged, growth.subscribers.tell_return, Delivery.DURABLE),
    Subscription(ReturnDueSoon, growth.subscribers.tell_return_due, Delivery.DURABLE),
    Subscription(StockRanLow, growth.subscribers.tell_low_stock, Delivery.DURABLE),
    Subscription(WishPriceFell, growth.subscribers.tell_price_drop, Delivery.DURABLE),
    Subscription(PromoterInvited, growth.subscribers.tell_invited, Delivery.DURABLE),
    Subscription(RateCut, growth.subscribers.tell_rate_cut, Delivery.DURABLE),
    Subscription(ReviewDecided, growth.subscribers.tell_review, Delivery.DURABLE),
    Subscription(StatementIssued, growth.subscribers.tell_statement, Delivery.DURABLE),
    Subscription(AppealDecided, growth.subscribers.tell_appeal, Delivery.DURABLE),
    Subscription(NoticeDecided, growth.subscribers.tell_report, Delivery.DURABLE),
    Subscription(PeopleParted, live.subscribers.tell_parted, Delivery.IN_TRANSACTION),
    Subscription(PeopleParted, growth.subscribers.forget_parted, Delivery.IN_TRANSACTION),
    Subscription(PersonMuted, growth.subscribers.forget_muted, Delivery.IN_TRANSACTION),
    Subscription(PostRemoved, growth.subscribers.forget_post, Delivery.DURABLE),
    Subscription(CommentRemoved, growth.subscribers.forget_comment, Delivery.DURABLE),
)

#: Who knows what can be reported.
SUBJECTS: Mapping[str, Finder] = {
    "video": content.subjects.find_post,
    "photo": content.subjects.find_post,
    "article": content.subjects.find_post,
    "comment": content.subjects.find_comment,
    "product": products.subjects.find_product,
    "product_review": reviews.subjects.find_review,
    "person": find_person,
    "broadcast": live.subjects.find_broadcast_subject,
}

JOBS: tuple[JobKind, ...] = (
    *durable_jobs(SUBSCRIPTIONS),
    *commissions.jobs.KINDS,
    *content.jobs.KINDS,
    *growth.jobs.KINDS,
    *live.jobs.KINDS,
    orders.jobs.SEND_MAIL,
    orders.jobs.SEND_RETURN_MAIL,
    *payments.jobs.KINDS,
    JobKind("products.jobs.delete_picture_files", transactional=products.jobs.delete_picture_files),
)

#: Done once when a worker starts, before its first job.
WORKER_START: tuple[Callable[[], object], ...] = (remove_stale_folders,)

PERIODIC: tuple[Periodic, ...] = (
    Periodic(1, turn_deals),
    Periodic(1, turn_sale_prices),
    Periodic(2, tell_polls),
    Periodic(5, tell_due),
    Periodic(5, expire_reservations),
    Periodic(5, publish_due),
    Periodic(5, refresh_scores),
    Periodic(10, count_changed),
    Periodic(30, lift_due),
    Periodic(30, prune_announcements),
    Periodic(30, look_up_due),
    Periodic(30, tell_price_drops),
    Periodic(30, tell_low),
    Periodic(60, deliver_due),
    Periodic(60, complete_due),
    Periodic(60, pass_deadlines),
    Periodic(60, remind),
    Periodic(600, end_forgotten),
    Periodic(600, ask_about_refunds),
    Periodic(600, ask_about_payouts),
    Periodic(600, collect_abandoned_uploads),
    Periodic(600, collect_removed_posts),
    Periodic(3600, prune_notifications),
    Periodic(3600, prune_exports),
    Periodic(3600, release_later),
    Periodic(3600, pay_out_later),
    Periodic(86_400, check_later),
    Periodic(3600, prune_sessions),
    Periodic(3600, collect_guest_carts),
    Periodic(3600, prune_touches),
    Periodic(3600, prune_viewers),
    Periodic(3600, prune_idempotency_records),
    Periodic(3600, prune_sent_mails),
)
