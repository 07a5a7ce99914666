"""What can go wrong with shops, products, stock and pictures."""

from kernel.errors import N_, Conflict, Invalid, NotFound


class NoSuchShop(NotFound):
    """There is no such shop, or it is not the caller's."""

    title = N_("We could not find this shop.")


class NoSuchProduct(NotFound):
    """There is no such product, or it is not the caller's."""

    title = N_("We could not find this product.")


class NoSuchVariant(NotFound):
    """There is no such variant, or it is not the caller's."""

    title = N_("We could not find this variant of the product.")


class NoSuchPicture(NotFound):
    """There is no such picture, or it is not the caller's."""

    title = N_("We could not find this picture.")


class OutOfStock(Conflict):
    """Not enough of this variant is left."""

    title = N_("There are not enough of these left.")


class SkuTaken(Conflict):
    """Another variant of the shop has this SKU."""

    title = N_("Another variant in your shop has this SKU already. Please choose another one.")


class TooManyShops(Conflict):
    """The person has as many shops as one may have."""

    title = N_("You have as many shops as one person can have.")


class TooManyProducts(Conflict):
    """The shop has as many products as one may have."""

    title = N_("This shop has as many products as a shop can have.")


class TooManyVariants(Conflict):
    """The product has as many variants as one may have."""

    title = N_("This product has as many variants as a product can have.")


class LastVariant(Conflict):
    """A product keeps at least one variant."""

    title = N_("A product needs at least one variant. Archive the product instead.")


class OptionsDiffer(Invalid):
    """The variants of a product don't answer the same questions, or two give the same answers."""

    title = N_("Every variant needs the same options, and no two variants may be alike.")


class CorrectionTooLarge(Conflict):
    """Fewer units are free than would be taken away."""

    title = N_("There are not that many: units that open orders hold can't be taken away.")


class TooManyPictures(Conflict):
    """The product has as many pictures as one may have."""

    title = N_("This product has as many pictures as a product can have.")


class BadPicture(Invalid):
    """The file can't be used as a picture; the detail says why."""

    title = N_("This picture can't be used.")


class PicturesDiffer(Conflict):
    """The new order does not name exactly the product's pictures."""

    title = N_("The pictures have changed in the meantime. Please reload the page.")


class NoSuchCollection(NotFound):
    """There is no such collection, or it is not the caller's."""

    title = N_("We could not find this collection.")


class TooManyCollections(Conflict):
    """The shop has as many collections as one may have."""

    title = N_("This shop has as many collections as a shop can have.")


class CollectionsDiffer(Conflict):
    """The new order does not name exactly the shop's collections."""

    title = N_("The collections have changed in the meantime. Please reload the page.")


class BadCatalogueFile(Invalid):
    """The file can't be imported at all; the detail says why."""

    title = N_("This file can't be read.")


class NoCatalogueFile(NotFound):
    """No file of this shop waits to be imported."""

    title = N_("There is no file to import any more. Please choose it again.")


class RemovedByModerators(Conflict):
    """A moderator took the product down; its merchant can appeal."""

    title = N_("Moderators have removed this product. You can appeal against their decision.")


class CatalogueChanged(Conflict):
    """The import would do something else than what was shown."""

    title = N_("Your shop has changed since you looked at this. Please look again before you import.")


class CatalogueHasProblems(Conflict):
    """All or nothing was asked for, and some of it can't be used."""

    title = N_("Some lines of this file can't be used, so nothing was imported.")


class TooManyWishes(Conflict):
    """A wish list is full."""

    title = N_("Your wish list is full. Please take something off it first.")


class WrongTimes(Invalid):
    """Something would be over before it begins."""

    title = N_("The end must be after the beginning, and in the future.")


class SaleNotLower(Invalid):
    """A sale price is below the list price."""

    title = N_("A sale price must be lower than the usual price of every variant it is for.")


class SaleOverlaps(Conflict):
    """A variant has one sale price at a time."""

    title = N_("There is a sale price for that time already. End it first, or choose another time.")


class TooManySales(Conflict):
    """A product has as many sale prices as may be planned for it."""

    title = N_("So many sale prices are planned already. End one of them first.")


class NotPublished(Conflict):
    """A draft has no price that could be lowered."""

    title = N_("Put the product on sale first.")


class NoSuchSalePrice(NotFound):
    """There is no such sale price, or it is not the caller's."""

    title = N_("We could not find this sale price.")
