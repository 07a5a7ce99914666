"""The API of quotes: what a purchase would cost now, and why."""

from kernel.transaction import reading
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api
from orders.charges import Destination
from orders.quote_schemas import AskQuote, QuoteAnswer, build_quote_answer
from orders.quoting import quote_purchase

api = Api("quotes", __name__)


@api.post("/quotes", access=SIGNED_IN, body=AskQuote, answer=QuoteAnswer)
@limiter.limit("120/minute")
def ask_quote(body: AskQuote) -> QuoteAnswer:
    """Return what a purchase costs where it goes, with the best coupons or with those that were chosen."""
    with reading() as session:
        check = quote_purchase(
            session,
            get_actor().user_id,
            body.quantities(),
            codes=body.codes,
            coupon_ids=body.coupon_ids,
            to=Destination(body.country, body.shipping_method_ids),
        )
    return build_quote_answer(check)
