"""What the seed market's own people do there besides showing and selling: follow, like, keep, talk."""

import uuid

from sqlalchemy.orm import Session

from accounts import follows
from content import comments, reactions
from content.posts import Post, list_own_posts
from content.states import PostState
from demo.records import Comment, Talk
from demo.stalls import MAX_LISTED, People
from demo.talks import FOLLOWS, TALKS
from kernel.transaction import reading, transaction


def follow_each_other(people: People) -> None:
    """Let everybody follow whom he likes, unless he follows some of them already."""
    for handle, liked in FOLLOWS.items():
        with transaction() as session:
            if not any(follows.is_following(session, people[handle], people[one]) for one in liked):
                for one in liked:
                    follows.follow(session, people[handle], people[one])


def talk(people: People) -> None:
    """Let everybody say what he thinks of the posts that nobody has reacted to."""
    public = _find_public(people)
    for wanted in TALKS:
        post = public.get(wanted.title)
        if post is not None and not _is_talked_of(post.id):
            _react(wanted, post, people)


def _find_public(people: People) -> dict[str, Post]:
    with reading() as session:
        return {
            post.title: post
            for user_id in people.values()
            for post in list_own_posts(session, user_id, limit=MAX_LISTED).items
            if post.state is PostState.PUBLISHED
        }


def _is_talked_of(post_id: uuid.UUID) -> bool:
    with reading() as session:
        counts = reactions.get_reactions(session, post_id, None)
    return counts.likes_count + counts.comments_count > 0


def _react(wanted: Talk, post: Post, people: People) -> None:
    """Add all that is thought of a post, or nothing of it."""
    with transaction() as session:
        for handle in wanted.likes:
            reactions.like(session, post.id, people[handle])
        for handle in wanted.saves:
            reactions.save(session, post.id, people[handle])
        for comment in wanted.comments:
            said_id = _say(session, comment, post, people)
            if comment.is_pinned:
                comments.pin_comment(session, said_id, post.creator_id)


def _say(session: Session, comment: Comment, post: Post, people: People) -> uuid.UUID:
    line = comment.line
    said_id = comments.add_comment(session, post.id, people[line.author], line.text)
    for answer in comment.answers:
        comments.add_comment(session, post.id, people[answer.author], answer.text, parent_id=said_id)
    return said_id
