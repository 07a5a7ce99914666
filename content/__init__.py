"""Content: uploads, videos and their transcoding, the feed, and the media that viewers get.

Calls products (what a tag shows), moderation (who waits for a review), accounts (whose it is) and media (the
transcoding itself). Nothing below it knows it exists.
"""
