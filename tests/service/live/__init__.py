"""Broadcasts against a real database."""
