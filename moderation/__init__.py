"""Keeping the market decent: reviews, decisions, takedowns."""
