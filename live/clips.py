"""Clips: for each pin of a broadcast a short video of what was shown, in the creator's drafts.

Cut at the broadcast's own segments, which begin with key frames, so nothing is encoded until the creator
publishes one.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from content import drafts
from content.attempts import media_tools
from content.errors import BadTag, StorageFull
from content.tags import Tag
from content.workfolders import work_folder
from kernel import runtime
from kernel.jobs import RunningJob
from kernel.logs import log
from kernel.transaction import reading, transaction
from live import pin_log
from live.broadcasts import get_broadcast
from live.replay import key_of, load_journal
from live.values import Broadcast, PinEntry, PinKind
from media.clips import cut_clip, take_poster
from media.live_journal import JournalSegment
from products import catalogue
from products.values import Product

MIN_SECONDS = 3.0
MAX_SECONDS = 60.0
MAX_CLIPS = 30


@dataclass(frozen=True)
class ClipPlan:
    """Which segments show what a pin explained. All need the same initialisation section."""

    pin: PinEntry
    segments: Sequence[JournalSegment]

    @property
    def duration_seconds(self) -> float:
        """Return how long the clip will be."""
        return sum(segment.duration_seconds for segment in self.segments)


def choose_clips(entries: Sequence[PinEntry], segments: Sequence[JournalSegment]) -> list[ClipPlan]:
    """Return a clip for each pin that was shown long enough, at most `MAX_SECONDS` from its beginning."""
    ends = {entry.pin_id: _moment(entry) for entry in entries if entry.kind is PinKind.UNPIN}
    plans = []
    for pin in entries:
        if pin.kind is PinKind.PIN:
            chosen = _choose_segments(segments, _moment(pin), ends.get(pin.id))
            plans.append(ClipPlan(pin, chosen))
    return [plan for plan in plans if plan.duration_seconds >= MIN_SECONDS][:MAX_CLIPS]


def make_clips(job: RunningJob, broadcast_id: uuid.UUID) -> None:
    """Put a clip of every pin of a stored broadcast among its creator's drafts. Safe to repeat.

    Raises NoReplay: nothing of it is stored.
    """
    with reading() as session:
        broadcast = get_broadcast(session, broadcast_id)
        entries = pin_log.list_log(session, broadcast_id)
    if broadcast.is_rehearsal:
        return
    for plan in choose_clips(entries, load_journal(broadcast_id).list_segments()):
        job.check()
        with reading() as session:
            is_made = drafts.has_draft(session, plan.pin.id)
        if not is_made and not _make_clip(job, broadcast, plan):
            return


def _make_clip(job: RunningJob, broadcast: Broadcast, plan: ClipPlan) -> bool:
    """Make one clip; tell whether there is room for more."""
    config = runtime.config()
    tools = media_tools(config.ffmpeg, require_jail=config.require_jail or config.is_production)
    with work_folder(job) as folder:
        source, clip, poster = folder / "source.mp4", folder / "clip.mp4", folder / "poster.jpg"
        _fetch(broadcast.id, plan.segments, source)
        cut_clip(source, clip, tools)
        take_poster(clip, poster, tools)
        size_bytes, picture = clip.stat().st_size, poster.read_bytes()
        drafts.store_original(plan.pin.id, clip)
    try:
        video_id = _create_draft(broadcast, plan, size_bytes)
    except StorageFull:
        log.info("clips_do_not_fit", broadcast_id=str(broadcast.id))
        drafts.delete_original(plan.pin.id)
        return False
    drafts.add_poster(video_id, picture)
    return True


def _create_draft(broadcast: Broadcast, plan: ClipPlan, size_bytes: int) -> uuid.UUID:
    with reading() as session:
        product = catalogue.get_product(session, plan.pin.product_id)
    try:
        return _create_tagged(broadcast, plan, size_bytes, product, _tags(plan, product))
    except BadTag:  # it is off sale by now; the clip may still be wanted
        return _create_tagged(broadcast, plan, size_bytes, product, [])


def _create_tagged(
    broadcast: Broadcast, plan: ClipPlan, size_bytes: int, product: Product, tags: Sequence[Tag]
) -> uuid.UUID:
    with transaction() as session:
        return drafts.create_draft(
            session,
            broadcast.creator_id,
            clip_id=plan.pin.id,
            size_bytes=size_bytes,
            duration_seconds=plan.duration_seconds,
            title=product.title,
            description=broadcast.title,
            tags=tags,
        ).id


def _tags(plan: ClipPlan, product: Product) -> list[Tag]:
    variant_ids = [variant.id for variant in product.variants]
    chosen = plan.pin.variant_id if plan.pin.variant_id in variant_ids else next(iter(variant_ids), None)
    return [Tag(chosen, 0.0, plan.duration_seconds)] if chosen else []


def _fetch(broadcast_id: uuid.UUID, segments: Sequence[JournalSegment], target: Path) -> None:
    """Put a section and its segments into one file, one after another."""
    storage, first = runtime.storage(), segments[0]
    names = [f"{first.rendition}/i{first.init_number}.mp4"]
    names += [f"{segment.rendition}/s{segment.msn}.m4s" for segment in segments]
    with target.open("wb") as file:
        for name in names:
            file.write(storage.read(key_of(broadcast_id, name)))


def _choose_segments(
    segments: Sequence[JournalSegment], start: dt.datetime, end: dt.datetime | None
) -> list[JournalSegment]:
    """Return the segments between two moments that belong together and are not too long."""
    chosen: list[JournalSegment] = []
    seconds = 0.0
    for segment in segments:
        if segment.program_time + segment.duration_seconds <= start.timestamp():
            continue
        is_apart = bool(chosen) and segment.init_number != chosen[0].init_number
        is_after = end is not None and segment.program_time >= end.timestamp()
        if is_after or is_apart or seconds + segment.duration_seconds > MAX_SECONDS:
            break
        if chosen or segment.starts_with_key_frame:
            chosen.append(segment)
            seconds += segment.duration_seconds
    return chosen


def _moment(entry: PinEntry) -> dt.datetime:
    return entry.program_time or entry.at
