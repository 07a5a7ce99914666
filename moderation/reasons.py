"""Templates of reasons, which people read in their own language whatever the moderator's is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kernel.errors import N_
from moderation.notices import NoticeCategory


class Template(StrEnum):
    """The usual reasons to reject or remove something."""

    MISLEADING = "misleading"
    FORBIDDEN = "forbidden"
    COUNTERFEIT = "counterfeit"
    COPIED = "copied"
    UNSAFE = "unsafe"
    HATEFUL = "hateful"
    SEXUAL = "sexual"
    WRONG_PRODUCT = "wrong_product"
    SPAM = "spam"
    POOR = "poor"


@dataclass(frozen=True)
class Wording:
    """A template's name for moderators, its sentence for the person, and the rule it stands for."""

    name: str
    sentence: str
    category: NoticeCategory


WORDINGS: Mapping[Template, Wording] = {
    Template.MISLEADING: Wording(
        N_("Misleading"),
        N_("What is shown or said about the product is not true."),
        NoticeCategory.MISLEADING,
    ),
    Template.FORBIDDEN: Wording(
        N_("Not allowed to sell"),
        N_("This kind of product may not be sold here."),
        NoticeCategory.DANGEROUS,
    ),
    Template.COUNTERFEIT: Wording(
        N_("Counterfeit"),
        N_("This imitates goods of a brand that did not make them."),
        NoticeCategory.COUNTERFEIT,
    ),
    Template.COPIED: Wording(
        N_("Somebody else's work"),
        N_("Words, pictures or music belong to somebody else."),
        NoticeCategory.COUNTERFEIT,
    ),
    Template.UNSAFE: Wording(
        N_("Unsafe"), N_("This shows something dangerous or violent."), NoticeCategory.DANGEROUS
    ),
    Template.HATEFUL: Wording(
        N_("Hateful"), N_("This insults, threatens or harasses somebody."), NoticeCategory.HATE
    ),
    Template.SEXUAL: Wording(
        N_("Sexual"), N_("Nudity and sexual content have no place here."), NoticeCategory.NUDITY
    ),
    Template.WRONG_PRODUCT: Wording(
        N_("Wrong product"),
        N_("The tagged product is not the one that is shown."),
        NoticeCategory.MISLEADING,
    ),
    Template.SPAM: Wording(
        N_("Spam"), N_("This repeats itself or advertises something else."), NoticeCategory.SPAM
    ),
    Template.POOR: Wording(
        N_("Too poor to see"),
        N_("The picture or the sound is too poor to tell what is sold."),
        NoticeCategory.OTHER,
    ),
}


def sentence_of(template: Template | None, words: str) -> str:
    """Return a reason in one sentence: the template's, else the moderator's own words.

    The template's is in English, so that it is translated where somebody reads it.
    """
    return WORDINGS[template].sentence if template is not None else words


def full_reason(template: Template | None, words: str) -> str:
    """Return all of a reason for the log: the template's sentence and the moderator's own words."""
    sentence = WORDINGS[template].sentence if template is not None else ""
    return "\n".join(part for part in (sentence, words) if part)
