"""Real servers for the tests: PostgreSQL, Redis, an S3 server, nginx and Chromium.

Each module has one context manager, `running_<server>()`, that starts the real program on a free
loopback port in a directory of its own and stops it surely, even when the test run is killed.
"""
