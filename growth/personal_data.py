"""What growth knows of a person."""

from collections.abc import Mapping

from growth.models import DataExport, NotificationRefusal, NotificationRow
from kernel.personal_data import Part

PARTS = (
    Part(DataExport.__table__, ("person_id",)),
    Part(NotificationRow.__table__, ("person_id",)),
    Part(NotificationRefusal.__table__, ("person_id",)),
)
#: Table -> why it is in no export.
LEFT_OUT: Mapping[str, str] = {
    "notification_actors": "who is behind the notifications of others",
}
