"""What can go wrong with notifications."""

from kernel.errors import N_, NotFound


class NoSuchNotification(NotFound):
    """There is no such notification, or it is somebody else's."""

    title = N_("This notification is not there any more.")


class NoSuchExport(NotFound):
    """There is no such export of this person's data, or it has expired."""

    title = N_("This file is not there (any more). Please ask for it again.")
