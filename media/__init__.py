"""Clips and pictures: probe, gate, renditions, playlists, posters. Paths in, paths out.

Knows no database, no web framework and no object storage. Whatever reads bytes that a stranger
sent runs in a jailed child process (`media.runner`), never in the caller's own process.
"""
