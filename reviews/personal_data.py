"""What reviews know of a person."""

from kernel.personal_data import Child, Part
from reviews.models import ReviewRow, ReviewVersion, ReviewVote

PARTS = (
    Part(
        ReviewRow.__table__,
        ("author_id",),
        without=("shop_owner_id",),
        children=(Child(ReviewVersion.__table__, "review_id"),),
    ),
    Part(ReviewVote.__table__, ("person_id",)),
)
