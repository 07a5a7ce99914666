"""The seed market's photo posts and articles, each made by the services that make everybody's."""

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content import editing, schedule
from content.disclosure import Disclosure
from content.editing import PostChange
from content.post_pictures import stored_picture
from content.posts import PostKind
from content.tags import Tag
from demo.draw import file_of
from demo.records import Article, Heading, Paragraph, Photo, PhotoPost, Shown
from demo.stalls import People, Shops, Step, list_skus, written
from kernel.clock import now
from kernel.transaction import transaction


def build_post_step(post: PhotoPost | Article, people: People, opened: Shops) -> Step:
    """Return how a photo post or an article is added."""
    creator_id = people[post.creator]
    pictures = tuple(photo.picture for photo in post.photos)

    def show(folder: Path) -> None:
        kind = PostKind.PHOTO if isinstance(post, PhotoPost) else PostKind.ARTICLE
        with transaction() as session:
            # Without its title nobody takes it for the finished one, should this be interrupted.
            post_id = editing.create_post(session, creator_id, kind, PostChange()).id
        ids = {name: _add_picture(folder, name, post_id, creator_id) for name in pictures}
        wanted = _build_change(post, ids, list_skus(opened))
        with transaction() as session:
            editing.change_post(session, post_id, creator_id, wanted)
            if isinstance(post, PhotoPost) and post.days_ahead is not None:
                at = now() + dt.timedelta(days=post.days_ahead)
                schedule.schedule_post(session, post_id, creator_id, at)
            elif not (isinstance(post, Article) and post.is_draft):
                editing.publish_post(session, post_id, creator_id)

    return Step(pictures, show, f"Shown: {post.title}.")


def _add_picture(folder: Path, name: str, post_id: uuid.UUID, creator_id: uuid.UUID) -> uuid.UUID:
    with (
        file_of(folder, name).open("rb") as file,
        stored_picture(post_id, file) as stored,
        transaction() as session,
    ):
        return editing.add_picture_to(session, post_id, creator_id, stored).id


def _build_change(
    post: PhotoPost | Article, ids: Mapping[str, uuid.UUID], skus: Mapping[str, uuid.UUID]
) -> PostChange:
    return PostChange(
        title=post.title,
        description=written(post.description),
        disclosure=Disclosure.OWN,
        alts={ids[photo.picture]: photo.alt for photo in post.photos},
        tags=[
            Tag(
                skus[spot.sku],
                picture_id=ids[photo.picture],
                x_permille=spot.x_permille,
                y_permille=spot.y_permille,
            )
            for photo in post.photos
            for spot in photo.spots
        ],
        blocks=[_build_block(block, ids, skus) for block in post.blocks]
        if isinstance(post, Article)
        else None,
    )


def _build_block(
    block: Paragraph | Heading | Photo | Shown, ids: Mapping[str, uuid.UUID], skus: Mapping[str, uuid.UUID]
) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            return {"type": "text", "text": written(text).replace("\n", "\n\n")}
        case Heading(text):
            return {"type": "heading", "text": " ".join(filter(None, (text.en, text.zh_hant)))}
        case Photo(picture):
            return {"type": "picture", "picture_id": str(ids[picture])}
        case Shown(sku):
            return {"type": "product", "variant_id": str(skus[sku])}
