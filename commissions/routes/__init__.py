"""The API of commissions."""
