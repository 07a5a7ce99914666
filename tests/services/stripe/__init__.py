"""A local server that speaks Stripe's API and shows its hosted page: the outside world of tests, made by us.

`account` is what Stripe keeps and does, `saved_answers` its idempotency keys, `objects` the JSON it speaks,
`forms` how requests are written, `server` HTTP, faults and webhooks.
Source: docs.stripe.com/api (sessions, payment_intents, refunds, events, errors, idempotent_requests),
docs.stripe.com/webhooks, and the types of the official library, to which tests hold every field made here.
"""

from tests.services.stripe.server import SECRET_KEY, WEBHOOK_SECRET, StripeServer, running_stripe

__all__ = ["SECRET_KEY", "WEBHOOK_SECRET", "StripeServer", "running_stripe"]
