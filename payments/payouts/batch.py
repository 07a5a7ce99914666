"""Going through everybody to whom something may be paid out, each in a transaction of his own."""

from sqlalchemy.orm import Session

from kernel.jobs import RunningJob, enqueue
from kernel.transaction import reading, transaction
from payments.ledger.accounts import Account
from payments.ledger.balances import Balance, list_owed
from payments.payouts.payouts import request_payout

BATCH_JOB = "payments.jobs.pay_out_due"
AT_ONCE = 200


def pay_out_later(session: Session) -> None:
    """Let a job pay out what is due; one that waits already does."""
    enqueue(session, BATCH_JOB, {}, dedupe_key="pay-out-due")


def pay_out_due(job: RunningJob) -> None:
    """Request a payout for everybody who has enough available, shops first."""
    for account in (Account.SHOP_PAYABLE, Account.CREATOR_PAYABLE):
        _pay_out(job, account)


def _pay_out(job: RunningJob, account: Account) -> None:
    last: Balance | None = None
    while True:
        with reading() as session:
            owed = list_owed(session, account, after=last, limit=AT_ONCE)
        for balance in owed:
            job.check()
            assert balance.owner_id is not None
            with transaction() as session:
                request_payout(session, balance.owner_id, balance.currency, account)
        if len(owed) < AT_ONCE:
            return
        last = owed[-1]
