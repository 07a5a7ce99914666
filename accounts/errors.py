"""What can go wrong with accounts."""

from kernel.errors import N_, Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class WrongCredentials(Unauthenticated):
    """The address or the password is wrong; it is not said which."""

    title = N_("This e-mail address and password do not belong together.")


class EmailTaken(Conflict):
    """There is an account with this address."""

    title = N_("There is already an account with this e-mail address. Sign in instead?")


class HandleTaken(Conflict):
    """Somebody has this name."""

    title = N_("Somebody else has this name already. Please choose another one.")


class WeakPassword(Invalid):
    """The password is too easily guessed."""

    title = N_("This password is too easily guessed. Use at least 10 characters that are not your address.")


class NoSuchPerson(NotFound):
    """Nobody has this name or id."""

    title = N_("We could not find this person.")


class CannotFollowSelf(Invalid):
    """Following oneself would fill the feed with one's own posts."""

    title = N_("You can't follow yourself.")


class CannotBlockSelf(Invalid):
    """Who blocks or mutes himself would not see his own posts."""

    title = N_("You can't block or mute yourself.")


class Parted(Forbidden):
    """One of the two has blocked the other; it is not said which."""

    title = N_("This is not possible between you and this person.")
