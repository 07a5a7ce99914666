"""The page on which buyers pay at Stripe, as little of it as a browser needs."""

import html

from tests.services.stripe.account import StripeAccount
from tests.services.stripe.objects import Object

_FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><title>Stripe</title></head>
<body><main>{}</main></body></html>"""
_OPEN = """<h1>Pay {amount} {currency}</h1><p role="alert">{message}</p><form method="post">
<button name="card" value="works">Pay with a card that works</button>
<button name="card" value="declined">Pay with a card that is declined</button></form>
<a href="{back}">Back</a>"""
OVER = _FRAME.format("<h1>This page is over</h1>")


def draw(session: Object, message: str) -> str:
    """Return the page of an open session, with what went wrong before."""
    back = html.escape(session["cancel_url"] or "")
    page = _OPEN.format(
        amount=session["amount_total"], currency=session["currency"], message=message, back=back
    )
    return _FRAME.format(page)


def press(account: StripeAccount, session_id: str, card: str) -> str:
    """Do what a button of the page stands for; return what went wrong."""
    with account.lock:
        if card == "works":
            account.pay(session_id)
            return ""
        account.decline(session_id)
        return "Your card was declined."
