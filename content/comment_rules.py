"""What a comment may say before everybody reads it."""

import re

from moderation.normalising import normalise

_TOP_LEVEL = "com|net|org|info|io|co|me|ly|cc|tv|gg|app|link|shop|store|site|live|online|vip|top|xyz|cn|tw|hk"
_LINK = re.compile(rf"https?:|www\.|\b[a-z0-9][a-z0-9-]*\s?\.\s?(?:{_TOP_LEVEL})(?![a-z0-9.-])")


def points_elsewhere(text: str) -> bool:
    """Tell whether a text leads away from the market, also when it is written in full width or with 。."""
    return _LINK.search(normalise(text).replace("。", ".")) is not None
