"""What payments know of a person."""

from kernel.personal_data import Child, Part
from payments.ledger.models import LedgerBalanceRecord, LedgerLineRecord
from payments.models import PaymentRecord, RefundRecord
from payments.payouts.models import PayoutDestinationRecord, PayoutRecord

PARTS = (
    Part(PaymentRecord.__table__, ("buyer_id",), children=(Child(RefundRecord.__table__, "payment_id"),)),
    Part(LedgerLineRecord.__table__, ("owner_id",)),
    Part(LedgerBalanceRecord.__table__, ("owner_id",)),
    Part(PayoutDestinationRecord.__table__, ("owner_id",)),
    Part(PayoutRecord.__table__, ("owner_id",)),
)
