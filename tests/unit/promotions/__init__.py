"""The rules of live prices."""
