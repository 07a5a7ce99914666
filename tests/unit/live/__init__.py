"""Live without a database and without a process."""
