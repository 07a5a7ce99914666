"""What moderation knows of a person."""

from collections.abc import Mapping

from kernel.personal_data import Child, Part
from moderation.models import AppealRow, NoticeRow, SanctionRow

PARTS = (
    Part(NoticeRow.__table__, ("reporter_id",)),
    Part(
        SanctionRow.__table__,
        ("person_id",),
        without=("moderator_id",),
        children=(Child(AppealRow.__table__, "sanction_id"),),
    ),
)
#: Table -> why it is in no export.
LEFT_OUT: Mapping[str, str] = {
    "cases": "what people reported of somebody is theirs; what came of it are the sanctions",
    "reviews": "work of moderators; its outcome is in posts",
    "appeals": "of sanctions",
    "decisions": "work of moderators",
    "text_rules": "work of administrators",
}
