"""Whose cart a request is about: the signed-in person's, or that of the guest whose browser sent it."""

from kernel.web.actor import find_actor
from kernel.web.guests import find_guest, get_guest
from orders.cart_rows import CartOwner


def find_owner() -> CartOwner | None:
    """Return whose cart it is; None for a guest who has not put anything anywhere yet."""
    actor = find_actor()
    if actor is not None:
        return CartOwner(user_id=actor.user_id)
    guest = find_guest()
    return None if guest is None else CartOwner(guest_hash=guest)


def get_owner() -> CartOwner:
    """Return whose cart it is; a new guest gets a token, which `remember_guest` hands out."""
    return find_owner() or CartOwner(guest_hash=get_guest())
