"""Changes of the database, the only way it is changed; they run on SQLite and PostgreSQL."""
