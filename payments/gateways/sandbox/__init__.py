"""A gateway that takes no real money: it sends signed webhooks as a real one does, on demand.

The configuration refuses it in production.
"""
