"""The room of a broadcast over Socket.IO. Runs in the realtime process."""
