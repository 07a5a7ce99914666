"""Paying out what shops have earned: asked for in the books, sent by a job, ended by the gateway's news."""
