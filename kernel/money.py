"""Money: an integer count of a currency's minor unit, and the arithmetic that keeps sums exact."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

#: What a shop can sell in. Minor digits come from CLDR (JPY 0, USD 2, KWD 3).
CURRENCIES = ("USD", "EUR", "TWD", "CNY", "HKD", "JPY", "GBP", "SGD", "KWD")


def format_money(amount_minor: int, currency: str, locale: str) -> str:
    """Write an amount the way `locale` writes it, e.g. 1990 USD as $19.90."""
    digits = get_currency_precision(currency)
    # ISO 4217 gives TWD two digits and nobody in Taiwan writes them when they are zero.
    whole = currency == "TWD" and amount_minor % 10**digits == 0
    shown = "¤#,##0" if whole else None
    amount = Decimal(amount_minor).scaleb(-digits)
    return format_currency(amount, currency, shown, locale=locale, currency_digits=not whole)


def minor_digits(currency: str) -> int:
    """Return how many digits of a currency are minor (0, 2 or 3)."""
    return get_currency_precision(currency)


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts sum exactly to it (largest remainder).

    Ties go to the earlier part, so the same input always gives the same answer.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("at least one weight must be positive")
    parts = [total_minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_minor * weights[i] % whole), i))
    for i in by_remainder[: total_minor - sum(parts)]:
        parts[i] += 1
    return parts
