"""Benchmarks: one command each, printing one JSON line."""
