"""What can go wrong with shipping and tax."""

from kernel.errors import N_, Conflict, Invalid, NotFound


class NoSuchZone(NotFound):
    """There is no such shipping zone, or it is of somebody else's shop."""

    title = N_("We could not find this shipping zone.")


class NoSuchMethod(NotFound):
    """There is no such shipping method, or it is of somebody else's shop."""

    title = N_("We could not find this shipping method.")


class NoSuchTax(NotFound):
    """There is no such tax, or it is of somebody else's shop."""

    title = N_("We could not find this tax.")


class NothingInZone(Invalid):
    """A zone is neither of countries nor the rest of the world."""

    title = N_("Choose the countries of this zone, or the rest of the world.")


class CountryTaken(Conflict):
    """A country, or the rest of the world, is in another zone of the shop."""

    title = N_("One of these countries is in another zone of your shop. Each is in one zone only.")


class TooManyZones(Conflict):
    """A shop has as many zones as it can have."""

    title = N_("You have as many shipping zones as a shop can have. Put countries together instead.")


class TooManyMethods(Conflict):
    """A zone has as many methods as it can have."""

    title = N_("This zone has as many shipping methods as it can have. Delete one first.")


class WrongDays(Invalid):
    """A promise of days that ends before it begins."""

    title = N_("The longest time must not be shorter than the shortest.")


class NotShipped(Conflict):
    """A shop does not send to this country, or nothing in this currency; nothing was bought."""

    title = N_("One of the shops does not ship to this country. Nothing was bought yet.")


class ShippingGone(Conflict):
    """A chosen method is not offered any more, or not for where the order goes; nothing was bought."""

    title = N_("This way of shipping is not offered for where it goes. Please choose again before you order.")
