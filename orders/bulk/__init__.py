"""Many orders at once: chosen ones, and files of what is to be shipped and of what was."""
