"""Makers of what tests need around the thing they test. Each makes a new one, so tests don't meet."""

import secrets
from collections.abc import Iterable

from accounts import people
from accounts.people import Person
from accounts.roles import Role
from kernel.transaction import transaction

PASSWORD = "correct horse battery"


def make_person(*roles: Role, name: str = "Somebody") -> Person:
    """Make a person with these roles; the password is `PASSWORD`."""
    email = f"{secrets.token_hex(6)}@example.test"
    with transaction() as session:
        return people.sign_up(session, email=email, password=PASSWORD, display_name=name, roles=roles)


def make_people(count: int, *roles: Role) -> Iterable[Person]:
    """Make several people."""
    return [make_person(*roles, name=f"Person {number}") for number in range(count)]
