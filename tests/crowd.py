"""A small market grown large: its rows again and again, so that pages are asked for among very many.

Copies of what the market made itself keep every column as it is written today; only what must differ does.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from accounts.models import Follow, User
from content.models import Post, PostComment, PostDay, PostHashtag, PostLike, PostSave, ProductTag
from growth.models import NotificationRow
from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import engine, transaction
from live.models import BroadcastRow, CommentRow
from moderation.models import CaseRow, NoticeRow, Review, SanctionRow
from orders.models import LineItemRecord, OrderRecord
from payments.models import PaymentRecord
from products.models import PriceEntry, Product, Reservation, StockEntry, Variant
from tests.service.access.world import World

#: Of so many posts, one is the owner's own: a creator with a long past.
OWN_SHARE = 20
CHUNK = 5_000
DAYS = 90

Change = Callable[[int], Any]


@dataclass(frozen=True)
class Size:
    """How large the market becomes. Counts of rows."""

    posts: int
    people: int

    @property
    def many(self) -> int:
        """Return of how many each list is made that belongs to one person, post, product or desk."""
        return max(self.posts // 20, 1)


def grow(world: World, size: Size) -> None:
    """Fill the market around `world`: its owner, post, product, order, broadcast get many of everything."""
    with transaction() as session:
        people = _add_people(session, world, size.people)
        posts = _add_posts(session, world, people, size)
        _add_ties(session, world, people, posts, size.many)
        _add_comments(session, world, people, size.many)
        _add_goods(session, world, size.many)
        _add_orders(session, world, size.many)
        _add_live(session, world, people, size.many)
        _add_desks(session, world, people, posts, size.many)
    _let_the_planner_know()


def multiply(
    session: Session, model: type[Any], where: Any, count: int, **changes: Change
) -> Sequence[Mapping[str, Any]]:
    """Copy a row `count` times with these changes, each made from the copy's number; return the copies."""
    table: Table = model.__table__
    template = dict(session.execute(select(table).where(where).limit(1)).one()._mapping)
    copies = [
        {**template, **{name: make(number) for name, make in changes.items()}} for number in range(count)
    ]
    for start in range(0, count, CHUNK):
        insert_rows(session, table, copies[start : start + CHUNK])
    return copies


def _fresh(_number: int) -> uuid.UUID:
    return new_id()


def _cycle(values: Sequence[Any]) -> Change:
    return lambda number: values[number % len(values)]


def _add_people(session: Session, world: World, count: int) -> Sequence[uuid.UUID]:
    made = multiply(
        session,
        User,
        User.id == world.owner.id,
        count,
        id=_fresh,
        email=lambda _: f"{new_id().hex}@crowd.test",
        handle=lambda _: f"crowd_{new_id().hex}",
        display_name=lambda number: f"Person {number}",
    )
    return [row["id"] for row in made]


def _add_posts(
    session: Session, world: World, people: Sequence[uuid.UUID], size: Size
) -> Sequence[uuid.UUID]:
    at = now()
    made = multiply(
        session,
        Post,
        Post.id == uuid.UUID(str(world.parameters["post_id"])),
        size.posts,
        id=_fresh,
        upload_id=lambda _: None,
        feed_id=_fresh,
        publish_id=_fresh,
        creator_id=lambda n: world.owner.id if n % OWN_SHARE == 0 else people[n % len(people)],
        score=lambda n: int(at.timestamp() * 1000) - n * 1000,
        title=lambda n: f"Post {n}",
        kind=lambda n: "article" if n % 7 == 0 else "video",
    )
    ids = [row["id"] for row in made]
    tag = select(ProductTag.variant_id).where(ProductTag.variant_id.is_not(None)).limit(1)
    variant_id = session.scalar(tag) or uuid.UUID(str(world.parameters["variant_id"]))
    insert_rows(
        session,
        ProductTag.__table__,  # type: ignore[arg-type]
        [
            {
                "post_id": post_id,
                "position": 0,
                "variant_id": variant_id,
                "start_seconds": 0.5,
                "end_seconds": 5.0,
            }
            for post_id in ids[: size.many]
        ],
    )
    hashtag = {"tag": str(world.parameters["tag"])}
    insert_rows(session, PostHashtag.__table__, [{"post_id": id_, **hashtag} for id_ in ids[: size.many]])  # type: ignore[arg-type]
    return ids


def _add_ties(
    session: Session, world: World, people: Sequence[uuid.UUID], posts: Sequence[uuid.UUID], many: int
) -> None:
    at, owner, post_id = now(), world.owner.id, uuid.UUID(str(world.parameters["post_id"]))
    some_people, some_posts = people[:many], posts[:many]
    days = [at.date() - dt.timedelta(days=number) for number in range(DAYS)]
    rows: Mapping[type[Any], list[dict[str, Any]]] = {
        Follow: [{"follower_id": one, "followed_id": owner, "created_at": at} for one in some_people]
        + [{"follower_id": owner, "followed_id": one, "created_at": at} for one in some_people],
        PostLike: [{"person_id": owner, "post_id": one, "created_at": at} for one in some_posts]
        + [{"person_id": one, "post_id": post_id, "created_at": at} for one in some_people],
        PostSave: [{"person_id": owner, "post_id": one} for one in some_posts],
        PostDay: [
            {"post_id": one, "day": day, "views_count": 7, "watch_seconds": 70}
            for one in some_posts[:50]
            for day in days
        ],
    }
    for model, made in rows.items():
        for start in range(0, len(made), CHUNK):
            insert_rows(session, model.__table__, made[start : start + CHUNK])
    owner_news = NotificationRow.person_id == owner
    multiply(session, NotificationRow, owner_news, many, id=_fresh, sort_id=_fresh, group_key=lambda _: None)


def _add_comments(session: Session, world: World, people: Sequence[uuid.UUID], many: int) -> None:
    comment_id = uuid.UUID(str(world.parameters["post_comment_id"]))
    said = PostComment.id == comment_id
    multiply(session, PostComment, said, many, id=_fresh, author_id=_cycle(people))
    multiply(
        session,
        PostComment,
        said,
        many // 10,
        id=_fresh,
        author_id=_cycle(people),
        parent_id=lambda _: comment_id,
    )


def _add_goods(session: Session, world: World, many: int) -> None:
    product_id, variant_id = (uuid.UUID(str(world.parameters[name])) for name in ("product_id", "variant_id"))
    products = multiply(
        session, Product, Product.id == product_id, many, id=_fresh, title=lambda n: f"Thing {n}"
    )
    ids = [row["id"] for row in products]
    this = Variant.id == variant_id
    variants = multiply(
        session, Variant, this, many, id=_fresh, product_id=lambda n: ids[n], sku=lambda _: new_id().hex
    )
    price = PriceEntry.variant_id == variant_id
    multiply(session, PriceEntry, price, many, id=_fresh, variant_id=lambda n: variants[n]["id"])
    multiply(session, PriceEntry, price, many // 10, id=_fresh)
    multiply(session, StockEntry, StockEntry.variant_id == variant_id, many, id=_fresh)


def _add_orders(session: Session, world: World, many: int) -> None:
    order_id = uuid.UUID(str(world.parameters["order_id"]))
    made = multiply(
        session,
        OrderRecord,
        OrderRecord.id == order_id,
        many,
        id=_fresh,
        number=lambda _: new_id().hex,
        idempotency_key=lambda _: new_id().hex,
        payment_id=_fresh,
        checkout_id=_fresh,
        state=lambda n: ("paid", "shipped", "pending_payment")[n % 3],
    )
    multiply(
        session,
        PaymentRecord,
        PaymentRecord.id == uuid.UUID(str(world.parameters["payment_id"])),
        many,
        id=lambda n: made[n]["payment_id"],
        reference_id=lambda n: made[n]["checkout_id"],
    )
    line_item = LineItemRecord.order_id == order_id
    multiply(session, LineItemRecord, line_item, many, order_id=lambda n: made[n]["id"])
    held = Reservation.reference_id == order_id
    multiply(session, Reservation, held, many, id=_fresh, reference_id=lambda n: made[n]["id"])


def _add_live(session: Session, world: World, people: Sequence[uuid.UUID], many: int) -> None:
    broadcast_id = uuid.UUID(str(world.parameters["broadcast_id"]))
    at = now()
    multiply(
        session,
        BroadcastRow,
        BroadcastRow.id == broadcast_id,
        many // 10,
        id=_fresh,
        state=lambda _: "ended",
        ended_at=lambda n: at - dt.timedelta(hours=n),
        started_at=lambda n: at - dt.timedelta(hours=n + 1),
    )
    said = [
        {
            "id": new_id(),
            "broadcast_id": broadcast_id,
            "author_id": people[number % len(people)],
            "text": f"Comment {number}",
            "state": "shown",
            "at": at,
            "program_time": at,
        }
        for number in range(many)
    ]
    for start in range(0, many, CHUNK):
        insert_rows(session, CommentRow.__table__, said[start : start + CHUNK])  # type: ignore[arg-type]


def _add_desks(
    session: Session, world: World, people: Sequence[uuid.UUID], posts: Sequence[uuid.UUID], many: int
) -> None:
    case_id = uuid.UUID(str(world.parameters["case_id"]))
    waiting = {
        "subject_kind": "video",
        "state": "open",
        "opened_at": now(),
    }
    reviews = [{**waiting, "subject_id": one, "owner_id": world.owner.id} for one in posts[:many]]
    for start in range(0, many, CHUNK):
        insert_rows(session, Review.__table__, reviews[start : start + CHUNK])  # type: ignore[arg-type]
    subjects = _cycle(posts)
    cases = multiply(
        session,
        CaseRow,
        CaseRow.id == case_id,
        many,
        id=_fresh,
        subject_kind=lambda _: "video",
        subject_id=subjects,
        state=lambda _: "open",
    )
    subject_id = cases[0]["subject_id"]
    multiply(
        session,
        NoticeRow,
        NoticeRow.id.is_not(None),
        min(many, len(people)),
        id=_fresh,
        reporter_id=_cycle(people),
        subject_kind=lambda _: "video",
        subject_id=lambda _: subject_id,
    )
    sanction = SanctionRow.id == uuid.UUID(str(world.parameters["statement_id"]))
    multiply(
        session,
        SanctionRow,
        sanction,
        many // 10,
        id=_fresh,
        subject_id=subjects,
        person_id=lambda _: world.owner.id,
    )


def _let_the_planner_know() -> None:
    """Do what autovacuum does within a minute."""
    if engine().dialect.name == "postgresql":
        with engine().connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
