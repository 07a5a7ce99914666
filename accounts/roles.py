"""What people are here for. A viewer is everybody; a person may have several other roles."""

from enum import StrEnum


class Role(StrEnum):
    """Roles as they stand in the database and in routes' access."""

    VIEWER = "viewer"
    CREATOR = "creator"
    MERCHANT = "merchant"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


#: Roles that a person takes without asking; the others are given by an administrator.
SELF_SERVICE = frozenset({Role.CREATOR, Role.MERCHANT})
