"""The fan-out's parts, each by itself."""
