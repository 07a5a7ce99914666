"""What every door of the ingest process asks: may this one publish, and who holds the seat?

A broadcast has one seat. Whoever sits down last publishes; who sat there before is told and goes.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from kernel.errors import N_
from kernel.logs import log
from kernel.transaction import reading
from live import broadcasts, stream_keys
from live.ingest.publication import Publication
from live.ingest.registry import Publications
from live.tokens import read_ticket
from live.values import Broadcast

#: How often stream keys in use are looked up again.
KEY_SECONDS = 3.0
WRONG_KEY = N_("The stream key is not right, or was replaced by a newer one.")
WRONG_TICKET = N_("The permission to publish has expired. Reload the page.")
REPLACED = N_("Somebody else publishes this broadcast now.")
OVER = N_("This broadcast is over.")
AWAY = N_("The market does not answer just now. Please try again in a moment.")

T = TypeVar("T")


class NotAdmitted(Exception):
    """This one may not publish; the text is a sentence for him."""


class MarketAway(NotAdmitted):
    """The database does not answer; a moment later it may."""


class Publisher(Protocol):
    """Whoever sits in a broadcast's seat."""

    def leave(self, reason: str, sentence: str) -> None:
        """Stop publishing at once, and tell the person. Must not wait."""


@dataclass(frozen=True)
class _Seat:
    publisher: Publisher
    key: str | None = field(repr=False)


class Doors:
    """Lets publishers in and out, whichever way they came."""

    def __init__(self, publications: Publications) -> None:
        self._publications = publications
        self._seats: dict[uuid.UUID, _Seat] = {}

    async def admit_key(self, key: str) -> uuid.UUID:
        """Return the broadcast that a stream key publishes into.

        Raises NotAdmitted, MarketAway.
        """
        found = await _ask(_find_by_key, key)
        if found is None:
            raise NotAdmitted(WRONG_KEY)
        return found.id

    async def admit_ticket(self, ticket: object) -> uuid.UUID:
        """Return the broadcast that a ticket publishes into.

        Raises NotAdmitted, MarketAway.
        """
        read = read_ticket(ticket) if isinstance(ticket, str) else None
        if read is None:
            raise NotAdmitted(WRONG_TICKET)
        await self.check_open(read.broadcast_id)
        return read.broadcast_id

    async def check_open(self, broadcast_id: uuid.UUID) -> None:
        """Raise NotAdmitted unless the broadcast may still show something, MarketAway when nobody knows.

        For what runs here nobody is asked: its publisher comes back also while the database is away.
        """
        running = self._publications.find(broadcast_id)
        if running is not None and not running.is_ended:
            return
        found = await _ask(_find_by_id, broadcast_id)
        if found is None or found.is_over:
            raise NotAdmitted(OVER)

    async def sit_down(
        self, broadcast_id: uuid.UUID, publisher: Publisher, *, key: str | None = None
    ) -> Publication:
        """Give a publisher the seat of a broadcast; return what he writes into.

        Whoever came with a stream key keeps the seat for as long as the key is good.

        Raises NoRoomForBroadcast: the machine carries enough; nobody's seat changes.
        """
        publication = await self._publications.open(broadcast_id)
        before = self._seats.get(broadcast_id)
        self._seats[broadcast_id] = _Seat(publisher, key)
        if before is not None and before.publisher is not publisher:
            before.publisher.leave("replaced", REPLACED)
        return publication

    def is_taken(self, broadcast_id: uuid.UUID) -> bool:
        """Tell whether somebody publishes this broadcast."""
        return broadcast_id in self._seats

    def holds_seat(self, broadcast_id: uuid.UUID, publisher: Publisher) -> bool:
        """Tell whether this publisher is the one."""
        seat = self._seats.get(broadcast_id)
        return seat is not None and seat.publisher is publisher

    async def stand_up(self, broadcast_id: uuid.UUID, publisher: Publisher) -> None:
        """Note that a publisher is gone; the broadcast waits for him or another for the grace time."""
        if self.holds_seat(broadcast_id, publisher):
            del self._seats[broadcast_id]
            await self._note_empty(broadcast_id)

    def clear_seat(self, broadcast_id: uuid.UUID, reason: str, sentence: str) -> None:
        """Send the publisher away: the broadcast is over."""
        seat = self._seats.pop(broadcast_id, None)
        if seat is not None:
            seat.publisher.leave(reason, sentence)

    async def empty_seat(self, broadcast_id: uuid.UUID, reason: str, sentence: str) -> None:
        """Send the publisher away; the broadcast waits for him or another."""
        if self.is_taken(broadcast_id):
            self.clear_seat(broadcast_id, reason, sentence)
            await self._note_empty(broadcast_id)

    async def watch_keys(self) -> None:
        """Send away whose stream key was replaced or revoked, for as long as the process lives."""
        while True:
            await asyncio.sleep(KEY_SECONDS)
            for broadcast_id, seat in list(self._seats.items()):
                is_revoked = seat.key is not None and await self._is_revoked(seat.key)
                if is_revoked and self.holds_seat(broadcast_id, seat.publisher):
                    await self.empty_seat(broadcast_id, "key_replaced", WRONG_KEY)

    async def _is_revoked(self, key: str) -> bool:
        try:
            return await _ask(_find_by_key, key) is None
        except MarketAway:
            return False  # the database will be back, and the broadcast goes on meanwhile

    async def _note_empty(self, broadcast_id: uuid.UUID) -> None:
        publication = self._publications.find(broadcast_id)
        if publication is not None:
            await publication.input_lost()


async def _ask(find: Callable[[T], Broadcast | None], what: T) -> Broadcast | None:
    try:
        return await asyncio.to_thread(find, what)
    except SQLAlchemyError as error:
        log.warning("database_away", error=type(error).__name__)
        raise MarketAway(AWAY) from None


def _find_by_key(key: str) -> Broadcast | None:
    with reading() as session:
        return stream_keys.find_broadcast_of_key(session, key)


def _find_by_id(broadcast_id: uuid.UUID) -> Broadcast | None:
    with reading() as session:
        return broadcasts.find_broadcast(session, broadcast_id)
