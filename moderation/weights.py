"""How urgent a case is: what was reported, by how many, for how long, and how often the reporters were right.

Each notice moves a case forward by some hours, and waiting does the same by itself: whatever waits long
enough comes first, so nothing starves. The rank changes only when something is reported.
"""

import datetime as dt

from moderation.notices import NoticeCategory

#: How many hours of waiting a notice of a category is worth.
HOURS = {
    NoticeCategory.MINORS: 72,
    NoticeCategory.DANGEROUS: 48,
    NoticeCategory.HATE: 24,
    NoticeCategory.COUNTERFEIT: 24,
    NoticeCategory.NUDITY: 24,
    NoticeCategory.MISLEADING: 12,
    NoticeCategory.SPAM: 4,
    NoticeCategory.OTHER: 4,
}
#: The notice of somebody whose notices are mostly unfounded.
DISTRUSTED_HOURS = 1
SECONDS_AN_HOUR = 3600


def weigh_notice(category: NoticeCategory, *, is_distrusted: bool) -> int:
    """Return by how many seconds a notice moves its case forward."""
    hours = DISTRUSTED_HOURS if is_distrusted else HOURS[category]
    return hours * SECONDS_AN_HOUR


def weigh_age(opened_at: dt.datetime) -> int:
    """Return the rank that a case has by its age alone: the older, the higher."""
    return -int(opened_at.timestamp())
