"""What can go wrong with broadcasts and in their rooms."""

from kernel.errors import N_, Conflict, Forbidden, Invalid, NotFound


class NoSuchBroadcast(NotFound):
    """There is no such broadcast, or the caller may not know of it."""

    title = N_("We could not find this broadcast.")


class WrongBroadcastState(Conflict):
    """The broadcast is over, or has not begun."""

    title = N_("This is not possible any more, or not yet: look at how the broadcast stands.")


class TooManyBroadcasts(Conflict):
    """The person has as many open broadcasts as one may have."""

    title = N_("You have as many open broadcasts as one person can have. End or start one of them first.")


class BadSchedule(Invalid):
    """The planned time has passed or is too far away."""

    title = N_("Choose a time between now and one year from now.")


class TooManyTrayItems(Invalid):
    """The tray holds as many products as it may."""

    title = N_("A tray can't hold that many products.")


class NotInTray(Invalid):
    """Only what lies in the tray can be shown."""

    title = N_("This product is not in the tray of the broadcast.")


class NotShowable(Conflict):
    """A product is off sale, so it can't be explained to anybody."""

    title = N_("This product is not on sale, so it can't be shown.")


class NotYourProduct(Forbidden):
    """The price of a product is its merchant's."""

    title = N_("Only the merchant of a product can open a live price for it.")


class NoReplay(NotFound):
    """The broadcast can't be played again: nothing is stored, not yet, or not any more."""

    title = N_("There is no replay of this broadcast.")


class NoSuchPin(NotFound):
    """There is no such pin in this broadcast."""

    title = N_("We could not find this pin.")


class NoSuchComment(NotFound):
    """There is no such comment in this broadcast."""

    title = N_("We could not find this comment.")


class NoSuchPoll(NotFound):
    """There is no such poll in this broadcast."""

    title = N_("We could not find this poll.")


class PollIsOpen(Conflict):
    """One poll at a time."""

    title = N_("Another poll is still open. Close it first.")


class PollClosed(Conflict):
    """Votes came too late."""

    title = N_("This poll is closed.")


class AlreadyVoted(Conflict):
    """One vote a person."""

    title = N_("You have voted already.")


class CannotRestrict(Invalid):
    """The host and the moderators can't be kept out of the room."""

    title = N_("The host and moderators of a broadcast can't be restricted.")


class TooManyModerators(Conflict):
    """The room has as many moderators as it may."""

    title = N_("This broadcast has as many moderators as it can have.")


class BadCover(Invalid):
    """The file is not a picture that can be used."""

    title = N_("This picture can't be used. Send a JPEG, PNG or WebP of up to 10 MB.")
