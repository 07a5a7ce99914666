"""Broadcasts through a real ingest process."""
