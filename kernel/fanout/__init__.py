"""Socket.IO's way out, made short: what goes to a room is encoded and framed once and written to its sockets.

`install.install_fanout` puts it in place of what Flask-SocketIO brings. Why: docs/adr/0007-fanout.md.
"""
