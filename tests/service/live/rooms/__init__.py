"""Rooms of broadcasts in real realtime processes, with the client library that browsers load."""
