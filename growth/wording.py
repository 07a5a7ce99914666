"""Notifications as sentences, in the reader's language."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from growth.kinds import Kind
from growth.notifications import Notification

Details = Mapping[str, str]


def tell(notification: Notification) -> str:
    """Return what a notification says, in one sentence."""
    names = join_names([person.display_name for person in notification.actors], notification.actors_count)
    details = notification.details
    words: dict[Kind, str] = {
        Kind.POST_PUBLISHED: _tell_post(names, details),
        Kind.POST_LIKED: gettext("%(names)s liked your post", names=names),
        Kind.COMMENT_ADDED: gettext("%(names)s commented on your post", names=names),
        Kind.COMMENT_REPLIED: gettext("%(names)s answered you", names=names),
        Kind.COMMENT_MENTIONED: gettext("%(names)s mentioned you", names=names),
        Kind.COMMENT_LIKED: gettext("%(names)s liked your comment", names=names),
        Kind.POST_MENTIONED: gettext("%(names)s mentioned you in a post", names=names),
        Kind.FOLLOWED: gettext("%(names)s started to follow you", names=names),
        Kind.ORDER_RECEIVED: gettext("You have a new order."),
        Kind.ORDER_SHIPPED: gettext("Your order is on its way."),
        Kind.ORDER_DELIVERED: gettext("Your order has been marked as delivered."),
        Kind.ORDER_COMPLETED: gettext("An order of your shop is complete."),
        Kind.ORDER_CANCELLED: gettext("Your order was cancelled: it was not paid in time."),
        Kind.ORDER_REFUNDED: gettext("Your money is on its way back to you."),
        Kind.RETURN_CHANGED: _tell_return(details),
        Kind.RETURN_DUE: gettext("A return waits for you, and there is little time left."),
        Kind.PRICE_FELL: gettext("Something on your wish list costs less now."),
        Kind.STOCK_LOW: _tell_low_stock(details),
        Kind.PROMOTER_INVITED: gettext("A shop invites you to promote a product."),
        Kind.RATE_CUT: gettext("The commission of a product that you promote will fall. Read when."),
        Kind.REVIEW_APPROVED: gettext("Your post was looked at, and everybody can see it now."),
        Kind.STATEMENT_ISSUED: _tell_statement(details),
        Kind.APPEAL_DECIDED: _tell_appeal(details),
        Kind.REPORT_DECIDED: _tell_report(details),
    }
    return words[notification.kind]


def join_names(names: Sequence[str], count: int) -> str:
    """Return who is behind something: two by name, of more the first and how many others."""
    if len(names) == 0 or count == 1:
        return names[0] if names else ""
    if count == len(names) == 2:
        both: str = gettext("%(one)s and %(other)s", one=names[0], other=names[1])
        return both
    many: str = ngettext(
        "%(name)s and %(num)s other", "%(name)s and %(num)s others", count - 1, name=names[0]
    )
    return many


def choice_words() -> Mapping[Kind, str]:
    """Return what people choose among: each kind that may be switched off."""
    return {
        Kind.POST_PUBLISHED: gettext("New posts of people you follow"),
        Kind.POST_LIKED: gettext("Likes of your posts"),
        Kind.COMMENT_ADDED: gettext("Comments on your posts"),
        Kind.COMMENT_REPLIED: gettext("Answers to your comments"),
        Kind.COMMENT_MENTIONED: gettext("Comments that mention you"),
        Kind.COMMENT_LIKED: gettext("Likes of your comments"),
        Kind.POST_MENTIONED: gettext("Posts that mention you"),
        Kind.FOLLOWED: gettext("New followers"),
        Kind.PRICE_FELL: gettext("Falling prices of your wish list"),
        Kind.STOCK_LOW: gettext("What runs low in your shop"),
        Kind.PROMOTER_INVITED: gettext("Invitations to promote a product"),
    }


def _tell_post(names: str, details: Details) -> str:
    words: dict[str, str] = {
        "video": gettext("%(names)s showed a new video", names=names),
        "photo": gettext("%(names)s showed new photos", names=names),
        "article": gettext("%(names)s wrote an article", names=names),
    }
    return words[details.get("post_kind", "video")]


def _tell_return(details: Details) -> str:
    words: dict[str, str] = {
        "requested": gettext("A buyer gives something back. Look what there is to do."),
        "approved": gettext("Your return is approved."),
        "in_transit": gettext("A return is on its way to you."),
        "received": gettext("Your return has arrived. The money follows."),
        "refunded": gettext("The money for your return is on its way back to you."),
        "rejected": gettext("The shop said no to your return. Read why."),
        "disputed": gettext("A moderator was asked about a return that you refused."),
        "decided": gettext("A moderator decided about a return. Read what and why."),
    }
    closed: str = gettext("A return was closed.")
    return words.get(details.get("state", ""), closed)


def _tell_low_stock(details: Details) -> str:
    count = int(details.get("count", "1"))
    if count == 1:
        one: str = gettext("“%(title)s” is running low.", title=details.get("title", ""))
        return one
    many: str = ngettext(
        "%(num)s variant of your shop is running low.",
        "%(num)s variants of your shop are running low.",
        count,
    )
    return many


def _tell_statement(details: Details) -> str:
    words: dict[str, str] = {
        "suspend": gettext("Your account was suspended. Read why, and what you can do."),
        "mute": gettext("You can't post or comment for a while. Read why, and what you can do."),
        "reject": gettext("Your post was looked at and can't be shown. Read why, and what you can do."),
        "limit": gettext("Something of yours is shown to fewer people. Read why, and what you can do."),
    }
    removed: str = gettext("Something of yours was removed. Read why, and what you can do.")
    return words.get(details.get("action", ""), removed)


def _tell_appeal(details: Details) -> str:
    words: dict[str, str] = {
        "granted": gettext("Your appeal was granted."),
        "refused": gettext("Your appeal was looked at; the decision stays. Read why."),
    }
    return words[details.get("outcome", "refused")]


def _tell_report(details: Details) -> str:
    words: dict[str, str] = {
        "acted_on": gettext("Thank you for your report. We have acted on it."),
        "dismissed": gettext("Thank you for your report. We looked, and found nothing against the rules."),
    }
    return words[details.get("outcome", "dismissed")]
