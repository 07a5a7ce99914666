"""The seed market's broadcast: keeps one on the air as long as the demo runs.

A show is announced, sent and talked in through the services that serve everybody. It ends after half an hour
and the next one begins, so that replays stay short; of what is over, the last replay and its clips are kept.
"""

import contextlib
import datetime as dt
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from content import posts, removal
from content.disclosure import Disclosure
from content.states import PostState
from demo.draw import draw_missing, file_of
from demo.records import Act, ComingShow, Line, Show
from demo.reel import build_push_command
from demo.stalls import MAX_LISTED, People, Shops, list_skus
from kernel import jobs
from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.logs import log
from kernel.transaction import reading, transaction
from live import broadcasts, chat, covers, own_broadcasts, pins, prices, publishing, replay, stream_keys, tray
from live.values import Broadcast, NewBroadcast, NewComment
from products import catalogue
from products.values import Offer

ON_AIR_SECONDS = 60.0
#: The pause before another try, when a show did not come on the air.
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Stage:
    """What a show needs: who talks, what is sold (by SKU), cover and film, what sends it, and its pace."""

    people: People
    offers: dict[str, Offer]
    cover_key: str
    reel: Path
    ffmpeg: str
    act_seconds: float = 600.0
    line_seconds: float = 45.0
    opening_seconds: float = 3.0


def keep_on_air(stage: Stage, show: Show) -> None:
    """Give the show again and again; never returns."""
    while True:
        try:
            tidy_up(stage.people[show.host], show)
            is_given = give(stage, show)
        except DomainError:  # whoever tries the demo has taken a product off sale, or suspended the host
            log.exception("show_not_given")
            is_given = False
        if not is_given:
            time.sleep(RETRY_SECONDS)


def give(stage: Stage, show: Show) -> bool:
    """Give the show once, from its announcement to its end; tell whether it came on the air."""
    host_id = stage.people[show.host]
    broadcast_id = _announce(stage, show, host_id)
    with transaction() as session:
        key = stream_keys.rotate_key(session, broadcast_id, host_id)
    with _sending(stage, f"{publishing.rtmp_url()}/{key}") as encoder:
        is_on_air = _wait_until_live(broadcast_id, encoder)
        if is_on_air:
            _play(stage, show, broadcast_id, encoder)
    with transaction() as session:
        broadcasts.end_broadcast(session, broadcast_id, actor_id=host_id, reason="host")
    return is_on_air


def tidy_up(host_id: uuid.UUID, show: Show) -> None:
    """End what an earlier start left open; of earlier shows, keep the last one's replay and drafts alone."""
    with transaction() as session:
        for left in _of(show, own_broadcasts.list_open(session, host_id)):
            broadcasts.end_broadcast(session, left.id, actor_id=host_id, reason="host")
    with reading() as session:
        past = _of(show, own_broadcasts.list_past(session, host_id, limit=MAX_LISTED).items)
        mine = posts.list_own_posts(session, host_id, limit=MAX_LISTED).items
    for old in past[1:]:
        if replay.is_shown(old):
            _delete_replay(old.id, host_id)
    kept_from = past[0].created_at if past else now()
    for post in mine:
        if (post.state, post.description) == (PostState.DRAFT, show.title) and post.created_at < kept_from:
            with transaction() as session:
                removal.remove_own_post(session, post.id, host_id)


def announce_coming(
    people: People, offers: dict[str, Offer], coming: ComingShow, make_cover: Callable[[], str]
) -> None:
    """Announce what comes next, unless its host has something planned already; `make_cover` returns a key."""
    host_id = people[coming.host]
    with reading() as session:
        if own_broadcasts.list_open(session, host_id):
            return
    cover_key = make_cover()
    scheduled_at = (now() + dt.timedelta(days=coming.days_ahead)).replace(minute=0, second=0, microsecond=0)
    new = NewBroadcast(title=coming.title, disclosure=Disclosure.OWN, scheduled_at=scheduled_at)
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host_id, new)
        wanted = [(offers[sku].product_id, "") for sku in coming.skus]
        tray.set_tray(session, made.id, wanted, creator_id=host_id)
        broadcasts.set_cover(session, made.id, host_id, cover_key)


def store_cover(folder: Path, name: str, ffmpeg: str) -> str:
    """Store a picture, drawn if it is not in `folder`, as a cover; return its key."""
    list(draw_missing(folder, [name], ffmpeg))
    with file_of(folder, name).open("rb") as file:
        return covers.store_cover(file)


def find_offers(opened: Shops) -> dict[str, Offer]:
    """Return what can be bought in these shops, by SKU."""
    with reading() as session:
        return {
            offer.sku: offer for offer in catalogue.get_offers(session, list_skus(opened).values()).values()
        }


def _of(show: Show, found: Sequence[Broadcast]) -> list[Broadcast]:
    return [one for one in found if one.title == show.title]


def _delete_replay(broadcast_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """Remove a replay and have its files deleted at once: nobody waits for them here."""
    with transaction() as session:
        replay.remove_replay(session, broadcast_id, host_id)
        jobs.enqueue(session, replay.COLLECT_JOB, {"broadcast_id": str(broadcast_id)})


def _announce(stage: Stage, show: Show, host_id: uuid.UUID) -> uuid.UUID:
    new = NewBroadcast(title=show.title, disclosure=Disclosure.OWN)
    wanted = [(stage.offers[act.sku].product_id, "") for act in show.acts]
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host_id, new)
        tray.set_tray(session, made.id, wanted, creator_id=host_id)
        broadcasts.set_cover(session, made.id, host_id, stage.cover_key)
    return made.id


@contextlib.contextmanager
def _sending(stage: Stage, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Send the film until the block ends; when the market stops, the encoder loses its server and ends."""
    with subprocess.Popen(
        build_push_command(stage.reel, url, stage.ffmpeg), stderr=subprocess.DEVNULL, start_new_session=True
    ) as encoder:
        try:
            yield encoder
        finally:
            encoder.terminate()


def _wait_until_live(broadcast_id: uuid.UUID, encoder: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + ON_AIR_SECONDS
    while encoder.poll() is None and time.monotonic() < deadline:
        if _is_live(broadcast_id):
            return True
        time.sleep(0.5)
    return False


def _play(stage: Stage, show: Show, broadcast_id: uuid.UUID, encoder: subprocess.Popen[bytes]) -> None:
    """Go through the acts, until the show is over or loses its encoder."""
    host_id = stage.people[show.host]
    for number, act in enumerate(show.acts):
        if not _is_live(broadcast_id):  # a moderator of this demo may have stopped it
            return
        ends_at = time.monotonic() + stage.act_seconds
        _explain(stage, broadcast_id, host_id, act)
        if number == 0:
            _talk(stage, broadcast_id, show.opening, stage.opening_seconds)
        _talk(stage, broadcast_id, act.lines, stage.line_seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            encoder.wait(max(0.0, ends_at - time.monotonic()))
            return


def _explain(stage: Stage, broadcast_id: uuid.UUID, host_id: uuid.UUID, act: Act) -> None:
    offer = stage.offers[act.sku]
    with transaction() as session:
        pins.pin_product(session, broadcast_id, offer.product_id, actor_id=host_id)
        prices.open_live_price(
            session,
            broadcast_id,
            host_id=host_id,
            variant_id=offer.variant_id,
            price_minor=act.price_minor,
            quota_count=act.quota_count,
            per_buyer_limit=2,
            seconds=round(stage.act_seconds),
        )


def _talk(stage: Stage, broadcast_id: uuid.UUID, lines: tuple[Line, ...], pause_seconds: float) -> None:
    """Have people say something in the room, without being counted among those who watch."""
    for line in lines:
        comment = NewComment(new_id(), broadcast_id, stage.people[line.author], line.text, now())
        with transaction() as session:
            if not broadcasts.get_broadcast(session, broadcast_id).is_live:
                return
            chat.record_comments(session, [comment])
            # The room itself is told of what sockets say; of anything else, when it is released.
            chat.release_comment(session, broadcast_id, comment.id, actor_id=stage.people[line.author])
        time.sleep(pause_seconds)


def _is_live(broadcast_id: uuid.UUID) -> bool:
    with reading() as session:
        return broadcasts.get_broadcast(session, broadcast_id).is_live
