"""How the books are spoken of to people."""

from flask_babel import gettext

from payments.gateways.sandbox.gateway import Destination
from payments.ledger.accounts import Account
from payments.ledger.entries import EntryKind
from payments.payouts.states import PayoutState


def account_words() -> dict[str, str]:
    """Return the reader's name of each account."""
    return {
        Account.GATEWAY_CLEARING: gettext("At the payment services"),
        Account.SHOP_PAYABLE: gettext("Owed to shops"),
        Account.CREATOR_ACCRUED: gettext("Owed to creators later"),
        Account.CREATOR_PAYABLE: gettext("Owed to creators"),
        Account.REFUNDS: gettext("Owed back to buyers"),
        Account.PAYOUTS_IN_TRANSIT: gettext("Payouts on their way"),
        Account.TAX_PAYABLE: gettext("Taxes owed"),
        Account.PLATFORM_REVENUE: gettext("Fees earned"),
        Account.COUPON_FUNDING: gettext("Discounts that the market pays"),
        Account.COMMISSION_EXPENSE: gettext("Commissions that the market pays"),
        Account.GATEWAY_FEES: gettext("Fees of the payment services"),
        Account.CLAWBACK_RECEIVABLE: gettext("To be had back"),
    }


def entry_words() -> dict[str, str]:
    """Return what each kind of entry says."""
    return {
        EntryKind.ORDER_PAID: gettext("Order paid"),
        EntryKind.PAID_IN_VAIN: gettext("Paid too late"),
        EntryKind.REFUND_PROMISED: gettext("Refund promised"),
        EntryKind.REFUND_SENT: gettext("Refund sent"),
        EntryKind.COMMISSION_ACCRUED: gettext("Commission earned"),
        EntryKind.COMMISSION_PAYABLE: gettext("Commission can be paid out"),
        EntryKind.COMMISSION_REVERSED: gettext("Commission taken back"),
        EntryKind.PAYOUT_REQUESTED: gettext("Paid out"),
        EntryKind.PAYOUT_PAID: gettext("Payout arrived"),
        EntryKind.PAYOUT_FAILED: gettext("Payout came back"),
    }


def payout_words() -> dict[str, str]:
    """Return the reader's word for each state of a payout."""
    return {
        PayoutState.REQUESTED: gettext("On its way"),
        PayoutState.SENT: gettext("On its way"),
        PayoutState.PAID: gettext("Arrived"),
        PayoutState.FAILED: gettext("Came back"),
    }


def destination_words() -> dict[str, str]:
    """Return the reader's name of each of the sandbox's accounts."""
    return {
        Destination.TAKES: gettext("Test account that takes the money"),
        Destination.REFUSES: gettext("Test account that sends it back"),
        Destination.SLOW: gettext("Test account that takes a minute"),
    }
