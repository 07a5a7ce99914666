"""Where posts are found, by people: one page for each kind."""

import uuid

from content.posts import PostKind

_PATHS = {PostKind.VIDEO: "/v", PostKind.PHOTO: "/photos", PostKind.ARTICLE: "/articles"}


def path_of(kind: PostKind, post_id: uuid.UUID) -> str:
    """Return the path of a post's page."""
    return f"{_PATHS[kind]}/{post_id}"
