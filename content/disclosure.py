"""What ties somebody to what they show; posts and broadcasts say it by the same words."""

from enum import StrEnum


class Disclosure(StrEnum):
    """What ties the one who shows something to it."""

    NONE = "none"
    OWN = "own"
    COMMISSION = "commission"
    GIFTED = "gifted"
    SPONSORED = "sponsored"
    AI = "ai"
