"""What a comment may say before everybody reads it."""

import re

_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|io|me|cc|tv|shop|store|top|xyz|cn|tw|hk)\b")


def points_elsewhere(text: str) -> bool:
    """Tell whether a text leads away from the market, so that somebody has to look at it first."""
    return _LINK.search(text.casefold()) is not None
