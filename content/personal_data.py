"""What content knows of a person."""

from content.models import (
    CommentLike,
    PinnedPost,
    Post,
    PostComment,
    PostLike,
    PostSave,
    PostViewer,
    ProductTag,
    Upload,
    UploadQuota,
)
from kernel.personal_data import Child, Part

PARTS = (
    Part(
        Post.__table__,
        ("creator_id",),
        without=("removed_by",),
        children=(Child(ProductTag.__table__, "post_id"),),
    ),
    Part(PostComment.__table__, ("author_id",), without=("replied_to_id", "removed_by_id")),
    Part(PostLike.__table__, ("person_id",)),
    Part(PostSave.__table__, ("person_id",)),
    Part(CommentLike.__table__, ("person_id",)),
    Part(PostViewer.__table__, ("viewer_id",)),
    Part(PinnedPost.__table__, ("creator_id",)),
    Part(Upload.__table__, ("owner_id",)),
    Part(UploadQuota.__table__, ("user_id",)),
)
