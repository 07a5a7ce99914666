"""What live knows of a person."""

from kernel.personal_data import Part
from live.models import (
    BroadcastRow,
    CommentRow,
    HostAnnouncement,
    PinEvent,
    PollVote,
    Reminder,
    RestrictionRow,
    RoomModerator,
)

PARTS = (
    Part(BroadcastRow.__table__, ("creator_id",), without=("ended_by_id",)),
    Part(CommentRow.__table__, ("author_id",), without=("decided_by_id",)),
    Part(HostAnnouncement.__table__, ("actor_id",)),
    Part(PinEvent.__table__, ("actor_id",)),
    Part(PollVote.__table__, ("user_id",)),
    Part(Reminder.__table__, ("user_id",)),
    Part(RestrictionRow.__table__, ("user_id",), without=("actor_id",)),
    Part(RoomModerator.__table__, ("user_id",)),
)
