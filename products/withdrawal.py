"""Whether a buyer may give a product back without a reason: the exceptions that the law knows.

Source: Directive 2011/83/EU, article 16 (c), (d) and (m); Taiwan's exceptions from the seven days are alike.
Whether something was opened nobody here can see: `DIGITAL` is for what its delivery opens, like a download.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kernel.errors import N_


class Withdrawal(StrEnum):
    """Whether what is bought can be given back without a reason, or why not."""

    ALLOWED = "allowed"
    CUSTOM_MADE = "custom_made"
    PERISHABLE = "perishable"
    DIGITAL = "digital"


@dataclass(frozen=True)
class Rule:
    """How a rule is called where a merchant chooses it, and what buyers read; sentences for translation."""

    name: str
    sentence: str


RULES: Mapping[Withdrawal, Rule] = {
    Withdrawal.ALLOWED: Rule(
        N_("Buyers may give it back without a reason"), N_("You can give it back without a reason.")
    ),
    Withdrawal.CUSTOM_MADE: Rule(
        N_("Made to the buyer's wishes"),
        N_("Made to your wishes: it can't be given back without a reason."),
    ),
    Withdrawal.PERISHABLE: Rule(
        N_("Spoils quickly"), N_("It spoils quickly: it can't be given back without a reason.")
    ),
    Withdrawal.DIGITAL: Rule(
        N_("Digital, opened by its delivery"),
        N_("Digital and opened by its delivery: it can't be given back without a reason."),
    ),
}
