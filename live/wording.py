"""Words for what is told about a broadcast, in the reader's language."""

from flask_babel import gettext

from moderation.notices import NoticeCategory


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
