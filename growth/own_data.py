"""All parts of what the market knows of a person; each package names its own."""

from collections.abc import Mapping

import accounts.personal_data
import commissions.personal_data
import content.personal_data
import growth.personal_data
import live.personal_data
import moderation.personal_data
import orders.personal_data
import payments.personal_data
import products.personal_data
import promotions.personal_data
import reviews.personal_data
from kernel.personal_data import Part

PARTS: tuple[Part, ...] = (
    *accounts.personal_data.PARTS,
    *moderation.personal_data.PARTS,
    *products.personal_data.PARTS,
    *promotions.personal_data.PARTS,
    *payments.personal_data.PARTS,
    *orders.personal_data.PARTS,
    *commissions.personal_data.PARTS,
    *reviews.personal_data.PARTS,
    *content.personal_data.PARTS,
    *live.personal_data.PARTS,
    *growth.personal_data.PARTS,
)
#: Table -> why it is in no export.
LEFT_OUT: Mapping[str, str] = {
    "idempotency_records": "answers to requests, kept for a day",
    **moderation.personal_data.LEFT_OUT,
    **orders.personal_data.LEFT_OUT,
    **growth.personal_data.LEFT_OUT,
}
