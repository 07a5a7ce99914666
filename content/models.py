"""Tables of uploads, videos and their product tags."""
