"""What can go wrong with reviews."""

from kernel.errors import N_, Conflict, Forbidden, NotFound


class NoSuchReview(NotFound):
    """There is none, or it is not to be seen."""

    title = N_("There is no such review.")


class NotReviewable(Forbidden):
    """What was not sent to this person can't be reviewed by him."""

    title = N_("You can write about it once it is on its way to you.")


class OwnReview(Conflict):
    """Neither its author nor the merchant says whether a review is helpful."""

    title = N_("You can't vote on this review.")


class ReviewTakenDown(Conflict):
    """A moderator took it down; its author can appeal."""

    title = N_("Moderators have removed this review. You can appeal against their decision.")
