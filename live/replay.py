"""Replays: a finished broadcast played from its stored segments and its journal; nothing is encoded for that.

    broadcasts/<id>/journal              what ingest wrote while it was on the air
    broadcasts/<id>/ladder               the same, of the smaller renditions that a worker made afterwards
    broadcasts/<id>/<rendition>/…        sections and segments
    broadcasts/<id>/<rendition>-replay.m3u8, replay.m3u8

The playlists are made of the journals, so they can be made again at any time.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from content.videos import MEDIA_QUEUE
from kernel import jobs, runtime
from kernel.clock import now
from kernel.db import change
from kernel.storage import ObjectMissing
from live import figures
from live.broadcasts import get_broadcast, get_own_broadcast
from live.errors import NoReplay
from live.models import BroadcastRow
from live.states import BroadcastState
from live.tokens import sign_evidence, sign_path
from live.values import Broadcast, Replay
from media.live_events import SOURCE, InitAdded, RenditionAdded
from media.live_journal import Journal, read_journal
from media.live_playlists import ListedVariant, build_multivariant, build_vod
from moderation import notices

BUILD_JOB = "live.jobs.build_replay"
LADDER_JOB = "live.jobs.add_renditions"
CLIPS_JOB = "live.jobs.make_clips"
COLLECT_JOB = "live.jobs.collect_replay"
#: A removed replay's files are kept this long: somebody may still report what he saw (days).
KEPT_DAYS = 7
PLAYLIST = "replay.m3u8"
SUFFIX = "-replay.m3u8"
PATH = "/media/broadcasts"
#: Jobs that a stored broadcast gives, and their queues: what everybody waits for does not wait for the rest.
AFTERWORK = ((BUILD_JOB, "default"), (CLIPS_JOB, MEDIA_QUEUE), (LADDER_JOB, MEDIA_QUEUE))
LADDER = "ladder"
_JOURNALS = ("journal", LADDER)
_PLAYLIST_TYPE = "application/vnd.apple.mpegurl"


def key_of(broadcast_id: uuid.UUID, name: str) -> str:
    """Return where a file of a broadcast lies in the storage."""
    return f"broadcasts/{broadcast_id}/{name}"


def find_replay_url(broadcast: Broadcast) -> str | None:
    """Return where an ended broadcast plays again, or None. The caller has asked `broadcasts.may_watch`.

    One that was stopped plays for moderators, who alone may watch it then.
    """
    if broadcast.state is BroadcastState.STOPPED:
        token = sign_evidence(broadcast.id)
    elif is_shown(broadcast):
        token = sign_path(broadcast.id).rpartition("/")[2]
    else:
        return None
    return f"{PATH}/{broadcast.id}/{token}/{PLAYLIST}"


def is_shown(broadcast: Broadcast) -> bool:
    """Tell whether viewers may play it again."""
    return broadcast.state is BroadcastState.ENDED and broadcast.replay is Replay.READY


def load_journal(broadcast_id: uuid.UUID) -> Journal:
    """Return what is known of a stored broadcast, the renditions that were made afterwards included.

    Raises NoReplay: nothing of it is stored.
    """
    lines = []
    for name in _JOURNALS:
        try:
            lines += runtime.storage().read(key_of(broadcast_id, name)).decode(errors="replace").splitlines()
        except ObjectMissing:
            continue
    journal = read_journal(lines)
    if not journal.list_segments():
        raise NoReplay
    return journal


def write_playlists(broadcast_id: uuid.UUID) -> None:
    """Make the playlists of a stored broadcast; the one that players open comes last. Safe to repeat.

    Raises NoReplay: nothing of it is stored.
    """
    journal = load_journal(broadcast_id)
    variants = list_variants(journal)
    for variant in variants:
        name = variant.added.rendition
        segments = [segment.list() for segment in journal.list_segments(name)]
        _put(broadcast_id, f"{name}{SUFFIX}", build_vod(segments))
    _put(broadcast_id, PLAYLIST, build_multivariant(variants, low_latency=False, suffix=SUFFIX))


def has_playlists(broadcast_id: uuid.UUID) -> bool:
    """Tell whether the playlists were made."""
    try:
        return runtime.storage().size_bytes(key_of(broadcast_id, PLAYLIST)) > 0
    except ObjectMissing:
        return False


def list_variants(journal: Journal) -> Sequence[ListedVariant]:
    """Return the renditions that were there from the first segment to the last, with their true rates."""
    variants = []
    for name in journal.complete_renditions():
        added = journal.renditions.get(name) or RenditionAdded(SOURCE, "source", 0, 0, 0)
        segments = journal.list_segments(name)
        init = journal.inits[name, segments[0].init_number]
        peak_bps = max(8 * s.size_bytes / max(s.duration_seconds, 0.1) for s in segments)
        listed = InitAdded(data=b"", **vars(init))
        variants.append(ListedVariant(replace(added, rendition=name, bandwidth_bps=int(peak_bps)), listed))
    return variants


def remove_replay(session: Session, broadcast_id: uuid.UUID, creator_id: uuid.UUID) -> Broadcast:
    """Take an own replay away: nobody can play it any more; its files are deleted some days later.

    Raises NoSuchBroadcast. Raises NoReplay: there is none (any more).
    """
    get_own_broadcast(session, broadcast_id, creator_id)
    shown = update(BroadcastRow).where(
        BroadcastRow.id == broadcast_id,
        BroadcastRow.state == BroadcastState.ENDED,
        BroadcastRow.replay == Replay.READY,
    )
    if change(session, shown.values(replay=Replay.REMOVED)) == 0:
        raise NoReplay
    run_at = now() + dt.timedelta(days=KEPT_DAYS)
    jobs.enqueue(session, COLLECT_JOB, {"broadcast_id": str(broadcast_id)}, run_at=run_at)
    return get_broadcast(session, broadcast_id)


def show_again(session: Session, broadcast_id: uuid.UUID) -> None:
    """Let a stopped broadcast be one that has ended, with its replay if there was one. Safe to repeat."""
    stopped = update(BroadcastRow).where(
        BroadcastRow.id == broadcast_id, BroadcastRow.state == BroadcastState.STOPPED
    )
    replay = case((BroadcastRow.replay == Replay.HIDDEN, Replay.READY), else_=BroadcastRow.replay)
    session.execute(stopped.values(state=BroadcastState.ENDED, end_reason=None, replay=replay))


def is_evidence(session: Session, broadcast: Broadcast) -> bool:
    """Tell whether a removed replay has to be kept: it was stopped or reported, or sold something."""
    if broadcast.state is BroadcastState.STOPPED or notices.count_open(session, [broadcast.id]):
        return True
    return figures.read_figures(session, broadcast.id).orders_count > 0


def _put(broadcast_id: uuid.UUID, name: str, text: str) -> None:
    runtime.storage().put_bytes(key_of(broadcast_id, name), text.encode(), _PLAYLIST_TYPE)
