"""Where posts are found, by people: one page for each kind."""

import uuid

from content.posts import PostKind

_PATHS = {PostKind.VIDEO: "/v", PostKind.PHOTO: "/photos", PostKind.ARTICLE: "/articles"}


def path_of(kind: PostKind, post_id: uuid.UUID) -> str:
    """Return the path of a post's page."""
    return f"{_PATHS[kind]}/{post_id}"


def kind_of(path: str) -> PostKind | None:
    """Return of which kind the posts below a path are, or None: there are none."""
    return next((kind for kind, own in _PATHS.items() if own == path), None)
