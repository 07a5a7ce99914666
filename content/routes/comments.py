"""The API of comments on posts."""

import uuid

from content import comment_likes, comment_pages, comments
from content.comment_pages import Comment, Viewer
from content.routes.comment_answers import (
    CommentAnswer,
    CommentPage,
    CommentsQuery,
    NewComment,
    describe_comment,
)
from content.schemas import PageQuery
from kernel.paging import Page
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, MODERATORS, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api

api = Api("comments", __name__)


@api.get("/posts/<uuid:post_id>/comments", access=ANYONE, query=CommentsQuery, answer=CommentPage)
def list_comments(post_id: uuid.UUID, query: CommentsQuery) -> CommentPage:
    """Return what was said about a post: the pinned comment, then the newest or the most liked first."""
    with reading() as session:
        return _page(
            comment_pages.list_comments(
                session, post_id, _viewer(), order=query.order, cursor=query.cursor, limit=query.limit
            )
        )


@api.post(
    "/posts/<uuid:post_id>/comments", access=SIGNED_IN, body=NewComment, answer=CommentAnswer, status=201
)
@limiter.limit("10/minute;200/day")
def add_comment(post_id: uuid.UUID, body: NewComment) -> CommentAnswer:
    """Say something about a post, or answer a comment."""
    with transaction() as session:
        comment_id = comments.add_comment(
            session, post_id, get_actor().user_id, body.text, parent_id=body.parent_id
        )
        return describe_comment(comment_pages.get_comment(session, comment_id, _viewer()))


@api.get("/comments/<uuid:post_comment_id>", access=ANYONE, answer=CommentAnswer)
def get_comment(post_comment_id: uuid.UUID) -> CommentAnswer:
    """Return one comment."""
    with reading() as session:
        return describe_comment(comment_pages.get_comment(session, post_comment_id, _viewer()))


@api.get("/comments/<uuid:post_comment_id>/replies", access=ANYONE, query=PageQuery, answer=CommentPage)
def list_replies(post_comment_id: uuid.UUID, query: PageQuery) -> CommentPage:
    """Return the answers to a comment, oldest first."""
    with reading() as session:
        return _page(
            comment_pages.list_replies(
                session, post_comment_id, _viewer(), cursor=query.cursor, limit=query.limit
            )
        )


@api.delete("/comments/<uuid:post_comment_id>", access=SIGNED_IN, status=204)
def delete_comment(post_comment_id: uuid.UUID) -> None:
    """Delete one's own comment, or one on one's own post."""
    with transaction() as session:
        comments.delete_comment(session, post_comment_id, get_actor().user_id)


@api.post("/comments/<uuid:post_comment_id>/restore", access=SIGNED_IN, answer=CommentAnswer)
def restore_comment(post_comment_id: uuid.UUID) -> CommentAnswer:
    """Bring a comment back that one deleted a moment ago."""
    with transaction() as session:
        comments.restore_comment(session, post_comment_id, get_actor().user_id)
        return describe_comment(comment_pages.get_comment(session, post_comment_id, _viewer()))


@api.post("/comments/<uuid:post_comment_id>/release", access=SIGNED_IN, answer=CommentAnswer)
def release_comment(post_comment_id: uuid.UUID) -> CommentAnswer:
    """Show a comment that was held, on one's own post or as a moderator."""
    viewer, actor_id = _viewer(), get_actor().user_id
    with transaction() as session:
        comments.release_comment(session, post_comment_id, actor_id, is_moderator=viewer.is_moderator)
        return describe_comment(comment_pages.get_comment(session, post_comment_id, viewer))


@api.put("/comments/<uuid:post_comment_id>/pin", access=SIGNED_IN, status=204)
def pin_comment(post_comment_id: uuid.UUID) -> None:
    """Put a comment on top of the others on one's own post."""
    with transaction() as session:
        comments.pin_comment(session, post_comment_id, get_actor().user_id)


@api.delete("/comments/<uuid:post_comment_id>/pin", access=SIGNED_IN, status=204)
def unpin_comment(post_comment_id: uuid.UUID) -> None:
    """Take a comment from the top of one's own post."""
    with transaction() as session:
        comments.unpin_comment(session, post_comment_id, get_actor().user_id)


@api.put("/comments/<uuid:post_comment_id>/like", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def like_comment(post_comment_id: uuid.UUID) -> None:
    """Like a comment."""
    with transaction() as session:
        comment_likes.like(session, post_comment_id, get_actor().user_id)


@api.delete("/comments/<uuid:post_comment_id>/like", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def unlike_comment(post_comment_id: uuid.UUID) -> None:
    """Take one's like of a comment back."""
    with transaction() as session:
        comment_likes.unlike(session, post_comment_id, get_actor().user_id)


def _viewer() -> Viewer:
    actor = find_actor()
    return Viewer(actor.user_id if actor else None, MODERATORS.admits(actor))


def _page(page: Page[Comment]) -> CommentPage:
    return CommentPage(items=[describe_comment(one) for one in page.items], next_cursor=page.next_cursor)
