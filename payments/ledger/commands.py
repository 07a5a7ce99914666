"""What an operator asks the books from the command line."""

from dataclasses import dataclass

from kernel.transaction import reading
from payments.ledger import chain, replay


@dataclass(frozen=True)
class Outcome:
    """Whether the books are in order, in sentences."""

    is_done: bool
    sentence: str


def verify_books() -> Outcome:
    """Read the whole chain and say where it breaks first, if it does."""
    with reading() as session:
        found = chain.verify(session)
    if found.is_sound:
        return Outcome(
            True, f"{found.entries_count} entries are in order. The hash of the last is {found.last_hash}."
        )
    return Outcome(
        False,
        f"Entry {found.broken_number} is broken: {found.problem}. "
        f"The {found.entries_count} entries before it are in order.",
    )


def replay_books() -> Outcome:
    """Count all balances from zero and say which are kept wrongly, if any."""
    with reading() as session:
        differences = replay.replay(session)
    if not differences:
        return Outcome(True, "Counted from zero, all balances are as they are kept.")
    lines = [
        f"{one.account} of {one.owner_id or 'the market'} in {one.currency}: "
        f"kept {one.kept_minor}, counted {one.counted_minor} (minor units)"
        for one in differences
    ]
    return Outcome(False, "\n".join(lines))
