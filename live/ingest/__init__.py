"""Taking broadcasts in: publishers, the encoder, the spool. Runs in the ingest process."""
