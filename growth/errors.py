"""What can go wrong with notifications."""

from kernel.errors import N_, NotFound


class NoSuchNotification(NotFound):
    """There is no such notification, or it is somebody else's."""

    title = N_("This notification is not there any more.")
