"""Growth's work for the worker. Names are what stands in the job table, so they stay."""

import uuid

from sqlalchemy.orm import Session

from accounts import follows
from content import posts
from content.addresses import path_of
from content.states import PostState
from growth import data_exports
from growth.kinds import Kind
from growth.notifications import News, notify
from kernel.jobs import JobKind, RunningJob, enqueue

TELL_FOLLOWERS = "growth.jobs.tell_followers"
#: Told in one transaction: short enough that nobody waits for its end.
BATCH = 200


def tell_followers(session: Session, post_id: str, after: str | None = None) -> None:
    """Tell the next followers of a post's creator of it; the others are told by a job of their own."""
    found = posts.list_posts(session, [uuid.UUID(post_id)]).get(uuid.UUID(post_id))
    if found is None or found.state is not PostState.PUBLISHED:
        return
    behind = uuid.UUID(after) if after else None
    followers = follows.list_follower_ids(session, found.creator_id, after=behind, limit=BATCH)
    news = News(
        Kind.POST_PUBLISHED,
        found.id,
        path_of(found.kind, found.id),
        found.creator_id,
        {"title": found.title, "post_kind": found.kind},
        post_id=found.id,
    )
    for follower_id in followers:
        notify(session, follower_id, news)
    if len(followers) == BATCH:
        enqueue(session, TELL_FOLLOWERS, {"post_id": post_id, "after": str(followers[-1])})


def export_data(job: RunningJob, export_id: str) -> None:
    """Write the file of a person's own data."""
    data_exports.write_export(job, uuid.UUID(export_id))


KINDS = (
    JobKind(TELL_FOLLOWERS, transactional=tell_followers),
    JobKind(data_exports.EXPORT_JOB, long=export_data),
)
