"""Commissions, on both stacks."""
