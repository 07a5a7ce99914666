"""Stripe: buyers pay on its hosted page (docs/adr/0011-stripe.md), its library speaks with it.

The library is imported when it is first needed: an installation without this gateway does without it.
"""
