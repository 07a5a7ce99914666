"""The realtime process, driven by the client library that browsers load."""
