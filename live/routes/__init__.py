"""The API of broadcasts."""
