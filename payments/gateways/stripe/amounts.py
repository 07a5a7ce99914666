"""Amounts as Stripe counts them, from ours and back.

Ours are minor units as CLDR counts digits (`kernel.money`); Stripe's differ for a few currencies.
Source: docs.stripe.com/currencies (minor units in API amounts, special cases, minimum charge amounts).
"""

from kernel.money import minor_digits
from payments.errors import AmountNotTaken, BadEvent

#: Stripe takes these without minor units. All others have two digits there, also where CLDR knows none (ISK,
#: UGX) and where Stripe itself pays out whole ones only (TWD, HUF).
ZERO_DECIMAL = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
#: Three digits, of which the last must be 0.
THREE_DECIMAL = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))

#: The least that Stripe charges, in its own units. Of other currencies it says so when it is asked.
MINIMUM = {"USD": 50, "EUR": 50, "GBP": 30, "HKD": 400, "JPY": 50, "SGD": 50}


def to_stripe(amount_minor: int, currency: str) -> int:
    """Return an amount as Stripe takes it, for payments and refunds alike.

    Raises AmountNotTaken: Stripe can't express it.
    """
    shift = stripe_digits(currency) - minor_digits(currency)
    amount, lost = _shift(amount_minor, shift)
    if lost or (currency in THREE_DECIMAL and amount % 10):
        raise AmountNotTaken
    return amount


def check_payable(amount_minor: int, currency: str) -> None:
    """Check that Stripe would charge an amount.

    Raises AmountNotTaken: it is too small, or can't be expressed there.
    """
    if to_stripe(amount_minor, currency) < MINIMUM.get(currency, 1):
        raise AmountNotTaken


def from_stripe(amount: int, currency: str) -> int:
    """Return an amount of Stripe's in our minor units.

    Raises BadEvent: ours can't express it, so it is not an amount that we asked for.
    """
    amount_minor, lost = _shift(amount, minor_digits(currency) - stripe_digits(currency))
    if lost:
        raise BadEvent
    return amount_minor


def stripe_digits(currency: str) -> int:
    """Return how many digits of a currency are minor at Stripe (0, 2 or 3)."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def _shift(amount: int, digits: int) -> tuple[int, int]:
    """Move the decimal point; return the new amount and what did not fit."""
    step: int = 10 ** abs(digits)
    return (amount * step, 0) if digits >= 0 else divmod(amount, step)
