"""Posts that stand there already, for tests of what others do with them."""

import uuid

from accounts.people import Person
from content.models import Post
from content.states import PostState
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction
from tests.factories import make_person


def make_post(
    creator: Person | None = None, *, kind: str = "photo", state: PostState = PostState.PUBLISHED
) -> uuid.UUID:
    """Put a post there, of a new creator unless one is given; return its id."""
    creator = creator or make_person(name="Creator")
    feed_id = new_id() if state is PostState.PUBLISHED else None
    post = Post(
        id=new_id(),
        kind=kind,
        creator_id=creator.id,
        title="Lanterns of the night",
        description="",
        state=state,
        feed_id=feed_id,
        publish_id=feed_id,
        published_at=now() if feed_id else None,
        created_at=now(),
    )
    post_id = post.id
    with transaction() as session:
        session.add(post)
    return post_id
