"""Handing broadcasts out: playlists, parts and fragments. Runs in the realtime process."""
