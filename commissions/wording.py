"""Commissions in words, in the reader's language."""

from flask_babel import gettext

from commissions.clicks import SourceKind, TouchKind
from commissions.states import CommissionState


def state_words() -> dict[str, str]:
    """Return the reader's word for each state that a creator sees."""
    return {
        CommissionState.ESTIMATED: gettext("Expected"),
        CommissionState.ACCRUED: gettext("Earned"),
        CommissionState.PAYABLE: gettext("Payable"),
    }


def tell_source(touch_kind: str, source_kind: str | None, title: str | None) -> str:
    """Return where a sale came from; of what is gone only the kind is left."""
    if title:
        return title
    words: dict[str, str] = {
        SourceKind.VIDEO: gettext("A video that is gone"),
        SourceKind.PHOTO: gettext("Photos that are gone"),
        SourceKind.ARTICLE: gettext("An article that is gone"),
        SourceKind.BROADCAST: gettext("A broadcast that is gone"),
        SourceKind.LINK: gettext("Your links"),
    }
    followers: str = gettext("New followers")
    return followers if touch_kind == TouchKind.FOLLOW else words.get(source_kind or "", followers)
