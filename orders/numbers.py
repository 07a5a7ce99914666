"""Order numbers: what people read out on the phone, in three groups of four digits."""

import re
import secrets

DIGITS_COUNT = 12
_NOT_DIGITS = re.compile(r"\D+")


def make_number() -> str:
    """Return a number for a new order: random, so that it tells nobody how much a shop sells."""
    return f"{secrets.randbelow(10**DIGITS_COUNT):0{DIGITS_COUNT}d}"


def show_number(number: str) -> str:
    """Return a number as people read it."""
    return " ".join(number[start : start + 4] for start in range(0, DIGITS_COUNT, 4))


def read_number(words: str) -> str | None:
    """Return the digits that somebody typed as (the beginning of) a number, or None if they are none."""
    digits = _NOT_DIGITS.sub("", words)
    is_number = bool(digits) and not re.search(r"[^\d\s#-]", words)
    return digits if is_number and len(digits) <= DIGITS_COUNT else None
