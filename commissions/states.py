"""The states of a commission, and which follows which."""

from enum import StrEnum


class CommissionState(StrEnum):
    """Where a commission is.

    `placed`: the order waits for its money. `estimated`: it is paid. `accrued`: it has arrived. `payable`: it
    is kept. `void`: the order came to nothing. What went back of it, its units say.
    """

    PLACED = "placed"
    ESTIMATED = "estimated"
    ACCRUED = "accrued"
    PAYABLE = "payable"
    VOID = "void"
