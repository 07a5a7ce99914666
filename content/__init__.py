"""What creators show: uploads, videos, product tags and the feed."""
