"""What browser tests need to be there: a published clip, an order. Made by the services that the API uses."""

import io
import uuid

from accounts.people import Person
from accounts.roles import Role
from content import editing, posts, uploads, videos
from content.editing import PostChange
from content.post_pictures import stored_picture
from content.posts import PostKind
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
from tests.pictures import jpeg_bytes
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
        approve(video.id)
    return video.id


def approve(post_id: uuid.UUID) -> None:
    """Let some moderator approve a post that waits for a review."""
    moderator = make_person(Role.MODERATOR)
    with transaction() as session:
        reviews.decide(session, post_id, moderator_id=moderator.id, decision=Action.APPROVE, reason="")


def publish_words(creator: Person, kind: PostKind, text: str, *, shown: Product) -> uuid.UUID:
    """Publish a photo post or an article that has this text wherever one can have any; return its id."""
    with transaction() as session:
        post_id = editing.create_post(session, creator.id, kind, PostChange(title=text, description=text)).id
    with stored_picture(post_id, io.BytesIO(jpeg_bytes())) as stored, transaction() as session:
        picture_id = editing.add_picture_to(session, post_id, creator.id, stored).id
    variant_id = shown.variants[0].id
    blocks = [{"type": "heading", "text": text}, {"type": "text", "text": text}]
    blocks += [{"type": "picture", "picture_id": str(picture_id)}]
    blocks += [{"type": "product", "variant_id": str(variant_id)}]
    tags = [Tag(variant_id, picture_id=picture_id, x_permille=500, y_permille=500)]
    with transaction() as session:
        wanted = PostChange(alts={picture_id: text}, tags=tags, blocks=blocks)
        editing.change_post(session, post_id, creator.id, wanted)
        post = editing.publish_post(session, post_id, creator.id)
    if post.state is PostState.IN_REVIEW:
        approve(post_id)
    return post_id


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
