"""A shop's catalogue as a file: written, read, compared with what is there, brought in."""
