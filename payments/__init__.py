"""Payments: what buyers owe, what gateways tell of it, and what is given back.

Calls the gateways through one interface. It knows no orders: a payment's `reference_id` is whatever it pays
for, and `payments.events` is how the owner of that reference learns what happened to the money.
"""
