"""The accounts of the market's books."""

from enum import StrEnum


class Account(StrEnum):
    """What an amount is counted to. Positive amounts are debits: what the market has, or has spent.

    Negative ones are credits: what it owes, or has earned. `shop_payable`, `creator_accrued` and
    `creator_payable` have a person as owner, all others none.
    """

    #: Money at the gateways: what buyers paid and has not left again.
    GATEWAY_CLEARING = "gateway_clearing"
    SHOP_PAYABLE = "shop_payable"
    #: Earned by creators with what has arrived and may still go back.
    CREATOR_ACCRUED = "creator_accrued"
    CREATOR_PAYABLE = "creator_payable"
    #: Owed back to buyers until a gateway has told that it is there.
    REFUNDS = "refunds"
    #: Left for shops and creators; what became of it is not known yet.
    PAYOUTS_IN_TRANSIT = "payouts_in_transit"
    TAX_PAYABLE = "tax_payable"
    PLATFORM_REVENUE = "platform_revenue"
    #: Discounts that the market pays for.
    COUPON_FUNDING = "coupon_funding"
    COMMISSION_EXPENSE = "commission_expense"
    GATEWAY_FEES = "gateway_fees"
    CLAWBACK_RECEIVABLE = "clawback_receivable"
