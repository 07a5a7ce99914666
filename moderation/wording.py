"""Words for what moderation does and asks, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext

from moderation.decisions import Action
from moderation.notices import NoticeCategory
from moderation.reasons import WORDINGS, Template
from moderation.sanctions import Sanction


def report_categories() -> list[tuple[str, str]]:
    """Return what can be wrong: value and words."""
    words = {
        NoticeCategory.COUNTERFEIT: gettext("Counterfeit or copied"),
        NoticeCategory.MISLEADING: gettext("Misleading, or a fraud"),
        NoticeCategory.DANGEROUS: gettext("Dangerous or forbidden"),
        NoticeCategory.HATE: gettext("Hate or violence"),
        NoticeCategory.NUDITY: gettext("Nudity"),
        NoticeCategory.MINORS: gettext("Harm to minors"),
        NoticeCategory.SPAM: gettext("Spam"),
        NoticeCategory.OTHER: gettext("Something else"),
    }
    return [(category.value, text) for category, text in words.items()]


def category_words() -> Mapping[str, str]:
    """Return the words of each category by its value."""
    return dict(report_categories())


def kind_words() -> Mapping[str, str]:
    """Return the words of each kind of subject."""
    return {
        "video": gettext("Video"),
        "photo": gettext("Photo post"),
        "article": gettext("Article"),
        "comment": gettext("Comment"),
        "product": gettext("Product"),
        "product_review": gettext("Review"),
        "person": gettext("Person"),
        "broadcast": gettext("Broadcast"),
    }


def action_words() -> Mapping[str, str]:
    """Return what was decided, in a word or two."""
    return {
        Action.APPROVE: gettext("Approved"),
        Action.REJECT: gettext("Rejected"),
        Action.TAKE_DOWN: gettext("Removed"),
        Action.REVERT_TAKEDOWN: gettext("Put back"),
        Action.WARN: gettext("Warned"),
        Action.DISMISS: gettext("No action"),
        Action.ESCALATE: gettext("Escalated"),
        Action.LIMIT: gettext("Limited"),
        Action.MUTE: gettext("Muted"),
        Action.SUSPEND: gettext("Suspended"),
        Action.LIFT: gettext("Taken back"),
        Action.REFUSE_APPEAL: gettext("Appeal refused"),
    }


def tell_scope(sanction: Sanction) -> str:
    """Return what a sanction means for its person."""
    words = {
        Action.REJECT: gettext("It was not published. Nobody but you can see it."),
        Action.TAKE_DOWN: gettext("Nobody can see it any more, not even by its link."),
        Action.LIMIT: gettext("It is in no feed and no search. Whoever has the link can still see it."),
        Action.MUTE: gettext("You can't comment or post. You can still watch and buy."),
        Action.SUSPEND: gettext("You can't sign in, and nothing of you is live."),
    }
    return str(words[sanction.action])


def tell_reason(template: Template | None, words: str) -> str:
    """Return a reason for its reader: the template in his language, then the moderator's own words."""
    sentence = gettext(WORDINGS[template].sentence) if template is not None else ""
    return "\n".join(part for part in (sentence, words) if part)


def template_choices() -> list[tuple[str, str, str]]:
    """Return the templates of reasons: value, name and sentence."""
    return [
        (template.value, gettext(wording.name), gettext(wording.sentence))
        for template, wording in WORDINGS.items()
    ]
