"""What every package stands on: configuration, database, events, jobs, storage and the web's plumbing.

No domain word stands in it.
"""
