"""Content over HTTP: uploads, videos, the feed, reviews, and the media files themselves."""
