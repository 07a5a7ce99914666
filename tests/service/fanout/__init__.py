"""The fan-out in a running realtime process, with both concurrency libraries."""
