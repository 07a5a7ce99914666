"""Commissions without a database: rates and who earns them."""
