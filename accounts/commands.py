"""What an operator does from the command line: create the first administrator."""

from dataclasses import dataclass

from pydantic import ValidationError

from accounts import people
from accounts.roles import Role
from accounts.schemas import SignUp
from kernel.errors import DomainError
from kernel.transaction import transaction


@dataclass(frozen=True)
class Outcome:
    """Whether a command was done, in a sentence."""

    is_done: bool
    sentence: str


def create_administrator(email: str, password: str) -> Outcome:
    """Create an administrator, or make the person who has this address one."""
    with transaction() as session:
        person = people.find_person_by_email(session, email)
        if person is not None:
            people.add_roles(session, person.id, [Role.ADMINISTRATOR, Role.MODERATOR])
            return Outcome(True, f"{person.display_name} is an administrator now.")
    try:
        form = SignUp(email=email, password=password, display_name="Administrator")
        with transaction() as session:
            roles = [Role.ADMINISTRATOR, Role.MODERATOR]
            people.sign_up(
                session, email=form.email, password=form.password, display_name=form.display_name, roles=roles
            )
    except ValidationError as error:
        return Outcome(False, f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}")
    except DomainError as error:
        return Outcome(False, error.title)
    return Outcome(True, f"{form.email} is the administrator.")
