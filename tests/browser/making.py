"""What browser tests need to be there: a published clip, an order. Made by the services that the API uses."""

import uuid

from accounts.people import Person
from accounts.roles import Role
from content import posts, uploads, videos
from content.states import PostState
from content.tags import Tag
from kernel import runtime
from kernel.ids import new_id
from kernel.storage import FileSystemStorage
from kernel.transaction import reading, transaction
from moderation import reviews
from moderation.decisions import Action
from orders import checkout
from products.values import Product
from tests.clips import clip_bytes
from tests.factories import make_person
from tests.service.orders.market_day import ADDRESS
from tests.waiting import wait_until

TRANSCODED_SECONDS = 120.0


def upload(owner: Person, data: bytes) -> uuid.UUID:
    """Put a file of one part into the storage; return the upload's id."""
    storage = runtime.storage()
    assert isinstance(storage, FileSystemStorage)
    with transaction() as session:
        started = uploads.start_upload(session, owner_id=owner.id, file_name="clip.mp4", size_bytes=len(data))
    storage.put_bytes("tests/part", data, "video/mp4")
    with storage.as_file("tests/part", runtime.config().home) as path, path.open("rb") as body:
        etag = storage.put_part(started.in_storage, 1, body, len(data))
    return uploads.complete_upload(started.id, owner.id, {1: etag}).id


def publish_clip(
    creator: Person,
    *,
    title: str,
    description: str = "",
    tagged: Product | None = None,
    data: bytes | None = None,
) -> uuid.UUID:
    """Upload a clip, wait for the market's worker, and release it."""
    upload_id = upload(creator, data or clip_bytes(2))
    tags = [Tag(tagged.variants[0].id, 0.0, 2.0)] if tagged else []
    with transaction() as session:
        video = videos.create_video(
            session,
            creator_id=creator.id,
            upload_id=upload_id,
            title=title,
            description=description,
            tags=tags,
        )

    def state() -> PostState:
        with reading() as session:
            return posts.get_post(session, video.id).state

    wait_until(lambda: state() is not PostState.PROCESSING, seconds=TRANSCODED_SECONDS)
    if state() is PostState.IN_REVIEW:
        moderator = make_person(Role.MODERATOR)
        with transaction() as session:
            reviews.decide(session, video.id, moderator_id=moderator.id, decision=Action.APPROVE, reason="")
    return video.id


def buy_directly(buyer: Person, variant_id: uuid.UUID, *, name: str) -> uuid.UUID:
    """Place an order without a browser; return its id."""
    placed = checkout.place_order(
        buyer_id=buyer.id,
        key=str(new_id()),
        request_hash="x",
        quantities={variant_id: 1},
        shipping_address={**ADDRESS, "name": name},
        source=None,
    )
    return placed.order_id
