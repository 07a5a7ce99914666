"""What an operator does with the figures of shops from the command line."""

from kernel.transaction import reading, transaction
from orders.figures import counting


def count_all() -> int:
    """Count the figures of all shops from nothing, a day at a time; return how many days. Safe to repeat."""
    count = 0
    with reading() as session:
        shop_ids = counting.list_shops(session)
    for shop_id in shop_ids:
        with transaction() as session:
            counting.forget(session, shop_id)
        with reading() as session:
            days = counting.list_days(session, shop_id)
        for day in days:
            with transaction() as session:
                counting.count_day(session, shop_id, day)
        count += len(days)
    return count
