"""Words for what is told about a broadcast, in the reader's language."""

from flask_babel import gettext

from live.values import Disclosure
from moderation.notices import NoticeCategory


def tell_disclosure(disclosure: Disclosure) -> str:
    """Return what ties the host to what is shown, or an empty text."""
    words: dict[Disclosure, str] = {
        Disclosure.OWN: gettext("Own goods"),
        Disclosure.COMMISSION: gettext("Earns a commission"),
        Disclosure.GIFTED: gettext("Got it for free"),
        Disclosure.SPONSORED: gettext("Paid promotion"),
        Disclosure.AI: gettext("Made with AI"),
    }
    return words.get(disclosure, "")


def report_categories() -> list[tuple[str, str]]:
    """Return what can be wrong with a broadcast: value and words."""
    words = {
        NoticeCategory.COUNTERFEIT: gettext("Counterfeit goods"),
        NoticeCategory.MISLEADING: gettext("Misleading, or a fraud"),
        NoticeCategory.DANGEROUS: gettext("Dangerous or forbidden goods"),
        NoticeCategory.HATE: gettext("Hate or violence"),
        NoticeCategory.NUDITY: gettext("Nudity"),
        NoticeCategory.MINORS: gettext("Harm to minors"),
        NoticeCategory.SPAM: gettext("Spam"),
        NoticeCategory.OTHER: gettext("Something else"),
    }
    return [(category.value, text) for category, text in words.items()]
