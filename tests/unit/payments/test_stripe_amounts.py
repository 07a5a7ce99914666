"""Our minor units and Stripe's: what is charged is what is owed, in every currency, or nothing is."""

import pytest

from kernel.money import CURRENCIES
from payments.errors import AmountNotTaken, BadEvent
from payments.gateways.stripe.amounts import check_payable, from_stripe, to_stripe


@pytest.mark.parametrize(
    ("amount_minor", "currency", "amount"),
    [
        pytest.param(1990, "USD", 1990, id="two digits"),
        pytest.param(1200, "JPY", 1200, id="none"),
        pytest.param(42_000, "TWD", 42_000, id="two, though nobody writes them"),
        pytest.param(15_000, "KRW", 15_000, id="won"),
        pytest.param(5120, "KWD", 5120, id="three, the last a nought"),
        pytest.param(500, "ISK", 50_000, id="none with us, two at Stripe"),
        pytest.param(500, "UGX", 50_000, id="none with us, two at Stripe (shillings)"),
    ],
)
def test_an_amount_is_the_same_money_there_and_back(amount_minor: int, currency: str, amount: int) -> None:
    there = to_stripe(amount_minor, currency)

    assert there == amount
    assert from_stripe(there, currency) == amount_minor


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_that_shops_sell_in_comes_back_as_it_went(currency: str) -> None:
    amounts = [10, 100, 990, 123_450]

    assert [from_stripe(to_stripe(amount, currency), currency) for amount in amounts] == amounts


def test_a_thousandth_that_stripe_does_not_take_is_refused_and_never_rounded() -> None:
    with pytest.raises(AmountNotTaken):
        to_stripe(5124, "KWD")


@pytest.mark.parametrize(("least_minor", "currency"), [(50, "USD"), (50, "JPY"), (400, "HKD"), (30, "GBP")])
def test_less_than_the_least_is_refused_before_anybody_is_sent_away(least_minor: int, currency: str) -> None:
    check_payable(least_minor, currency)

    with pytest.raises(AmountNotTaken):
        check_payable(least_minor - 1, currency)


def test_a_small_refund_is_no_small_payment() -> None:
    assert to_stripe(1, "USD") == 1


def test_an_amount_that_is_none_of_ours_is_not_understood() -> None:
    with pytest.raises(BadEvent):
        from_stripe(50_050, "ISK")
