"""Live deals, on both stacks."""
