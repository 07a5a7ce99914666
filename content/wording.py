"""Words for what is told about a post or a broadcast, in the reader's language."""

from flask_babel import gettext

from content.disclosure import Disclosure


def tell_disclosure(disclosure: Disclosure) -> str:
    """Return what ties its maker to what is shown, or an empty text."""
    words: dict[Disclosure, str] = {
        Disclosure.OWN: gettext("Own goods"),
        Disclosure.COMMISSION: gettext("Earns a commission"),
        Disclosure.GIFTED: gettext("Got it for free"),
        Disclosure.SPONSORED: gettext("Paid promotion"),
        Disclosure.AI: gettext("Made with AI"),
    }
    return words.get(disclosure, "")
