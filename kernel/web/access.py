"""Who may call a route. A route without a declared access does not start the server: deny by default.

This is the outer door. Whether a person may touch a certain object is asked inside, in the same query that
finds the object.
"""

from dataclasses import dataclass

from flask import Flask

from kernel.actor import Actor
from kernel.errors import Forbidden, Unauthenticated


@dataclass(frozen=True)
class Access:
    """The roles that a route admits; none and `signed_in` admits every signed-in person."""

    name: str
    signed_in: bool = True
    roles: frozenset[str] = frozenset()

    def admits(self, actor: Actor | None) -> bool:
        """Tell whether this person may pass."""
        if not self.signed_in:
            return True
        return actor is not None and (not self.roles or bool(self.roles & actor.roles))

    def check(self, actor: Actor | None) -> None:
        """Let pass or refuse.

        Raises Unauthenticated: nobody is signed in. Raises Forbidden: it takes another role.
        """
        if self.admits(actor):
            return
        raise Unauthenticated if actor is None else Forbidden


ANYONE = Access("anyone", signed_in=False)
SIGNED_IN = Access("signed_in")
CREATORS = Access("creators", roles=frozenset({"creator"}))
MERCHANTS = Access("merchants", roles=frozenset({"merchant"}))
MODERATORS = Access("moderators", roles=frozenset({"moderator", "administrator"}))
ADMINISTRATORS = Access("administrators", roles=frozenset({"administrator"}))


def access_of(app: Flask, endpoint: str) -> Access:
    """Return the declared access of an endpoint.

    Raises LookupError: it declares none.
    """
    access = getattr(app.view_functions[endpoint], "access", None)
    if not isinstance(access, Access):
        raise LookupError(f"the route of {endpoint} declares no access")
    return access


def check_all_declared(app: Flask) -> None:
    """Refuse to start with a route that declares no access.

    Raises LookupError: naming the route.
    """
    for rule in app.url_map.iter_rules():
        access_of(app, rule.endpoint)
