"""The accounts' API: tokens, who am I, devices, public profiles, follows, blocks and mutes."""

import uuid

from accounts import blocks, follows, people, sessions, suggestions
from accounts.people import Person
from accounts.schemas import CreateToken, Me, PeopleAnswer, PersonAnswer, SuggestQuery, TokenAnswer
from kernel.errors import NotFound
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import by_address, limiter
from kernel.web.routes import Api

api = Api("accounts", __name__)


@api.post("/tokens", access=ANYONE, body=CreateToken, answer=TokenAnswer, status=201, key="own")
@limiter.limit("10/minute", key_func=by_address)
def create_token(body: CreateToken) -> TokenAnswer:
    """Exchange an address and a password for a bearer token."""
    with transaction() as session:
        user_id = sessions.check_password(session, email=body.email, password=body.password)
        return TokenAnswer(token=sessions.create_token(session, user_id, body.name))


@api.get("/me", access=SIGNED_IN, answer=Me)
def get_me() -> Me:
    """Return the signed-in person."""
    actor = get_actor()
    return Me(
        id=actor.user_id, handle=actor.handle, display_name=actor.display_name, roles=sorted(actor.roles)
    )


@api.get("/people", access=SIGNED_IN, query=SuggestQuery, answer=PeopleAnswer)
@limiter.limit("120/minute")
def suggest_people(query: SuggestQuery) -> PeopleAnswer:
    """Return whom the caller may want to mention: people he follows first."""
    with reading() as session:
        found = suggestions.suggest_people(session, get_actor().user_id, query.start)
    return PeopleAnswer(items=[_describe(person) for person in found])


@api.get("/people/<handle>", access=ANYONE, answer=PersonAnswer)
def get_person(handle: str) -> PersonAnswer:
    """Return a person's public profile."""
    with reading() as session:
        return _describe(people.get_person_by_handle(session, handle))


@api.delete("/me/sessions/<uuid:session_id>", access=SIGNED_IN, status=204)
def end_session(session_id: uuid.UUID) -> None:
    """Sign one of the person's devices out."""
    with transaction() as session:
        if not sessions.end_session(session, get_actor().user_id, session_id):
            raise NotFound


@api.delete("/me/tokens/<uuid:token_id>", access=SIGNED_IN, status=204)
def revoke_token(token_id: uuid.UUID) -> None:
    """Revoke one of the person's API tokens."""
    with transaction() as session:
        if not sessions.revoke_token(session, get_actor().user_id, token_id):
            raise NotFound


@api.put("/people/<handle>/follow", access=SIGNED_IN, status=204)
def follow_person(handle: str) -> None:
    """Follow a person."""
    with transaction() as session:
        followed = people.get_person_by_handle(session, handle)
        follows.follow(session, get_actor().user_id, followed.id)


@api.delete("/people/<handle>/follow", access=SIGNED_IN, status=204)
def unfollow_person(handle: str) -> None:
    """Stop following a person."""
    with transaction() as session:
        followed = people.get_person_by_handle(session, handle)
        follows.unfollow(session, get_actor().user_id, followed.id)


@api.put("/people/<handle>/block", access=SIGNED_IN, status=204)
def block_person(handle: str) -> None:
    """Block a person: neither follows, answers or sees the other any more."""
    with transaction() as session:
        blocks.block(session, get_actor().user_id, people.get_person_by_handle(session, handle).id)


@api.delete("/people/<handle>/block", access=SIGNED_IN, status=204)
def unblock_person(handle: str) -> None:
    """Take a block back."""
    with transaction() as session:
        blocks.unblock(session, get_actor().user_id, people.get_person_by_handle(session, handle).id)


@api.put("/people/<handle>/mute", access=SIGNED_IN, status=204)
def mute_person(handle: str) -> None:
    """Mute a person: what he shows and says is kept from one's sight."""
    with transaction() as session:
        blocks.mute(session, get_actor().user_id, people.get_person_by_handle(session, handle).id)


@api.delete("/people/<handle>/mute", access=SIGNED_IN, status=204)
def unmute_person(handle: str) -> None:
    """Take a mute back."""
    with transaction() as session:
        blocks.unmute(session, get_actor().user_id, people.get_person_by_handle(session, handle).id)


def _describe(person: Person) -> PersonAnswer:
    return PersonAnswer(
        id=person.id,
        handle=person.handle,
        display_name=person.display_name,
        bio=person.bio,
        avatar_url=person.avatar_url,
    )
