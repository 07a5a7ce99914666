"""Growth: listens to all others and tells people what happened: notifications."""
