"""The tests of Nightmarket: `unit` (no service), `service` (both stacks) and `browser`, by package."""
