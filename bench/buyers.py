"""People who buy in benchmarks, made without the cost of hashing a password each."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import ApiToken, User
from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.ids import hash_token, new_id

ADDRESS = {
    "name": "Mei Lin",
    "line1": "88 Raohe Street",
    "city": "Taipei",
    "postal_code": "105",
    "country": "TW",
    "phone": "+886 2 2763 5733",
}


def add_people(session: Session, count: int, *roles: str) -> dict[str, uuid.UUID]:
    """Make people who never sign in with a password; return their ids by bearer token."""
    found = {f"bench-{new_id()}": new_id() for _ in range(count)}
    insert_rows(session, User.__table__, [_user(id_, roles) for id_ in found.values()])  # type: ignore[arg-type]
    tokens = [_token(token, id_) for token, id_ in found.items()]
    insert_rows(session, ApiToken.__table__, tokens)  # type: ignore[arg-type]
    return found


def _user(id_: uuid.UUID, roles: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": id_,
        "email": f"{id_.hex}@bench.test",
        "password_hash": "-",
        "handle": f"p{id_.hex}",
        "display_name": "Somebody",
        "bio": "",
        "roles": ["viewer", *roles],
        "created_at": now(),
    }


def _token(token: str, user_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user_id": user_id,
        "name": "bench",
        "token_hash": hash_token(token),
        "created_at": now(),
        "expires_at": now().replace(year=now().year + 1),
    }
