"""Content for people: the feed, videos, profiles, the studio, and the moderators' review queue."""
