"""The smaller renditions of a replay: made by the worker after a broadcast, added when one is whole.

Each stretch that is done is written down beside its segments, so a worker that dies costs one stretch.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from content.attempts import media_tools
from content.workfolders import work_folder
from kernel import runtime
from kernel.jobs import PermanentFailure, RunningJob
from kernel.storage import ObjectMissing
from kernel.transaction import reading
from live.broadcasts import get_broadcast
from live.replay import LADDER, is_shown, key_of, load_journal, write_playlists
from media.live_commands import RUNGS, LiveRung, fit
from media.live_events import SOURCE, InitAdded, PartAdded, RenditionAdded, SegmentClosed
from media.live_journal import Journal, JournalSegment, write_init, write_other, write_segment
from media.replay_ladder import (
    Stretch,
    choose_stretches,
    cut_encoded,
    encode_stretch,
    is_same_decoder,
    read_boundaries,
)

#: A minute or two: what a worker that dies loses, and what its disk has to hold.
STRETCH_SEGMENTS = 45
_TYPES = {"m4s": "video/iso.segment", "mp4": "video/mp4"}


def name_of(rung: LiveRung) -> str:
    """Return the name of a rendition made afterwards: `540` may be what was made while it was live."""
    return f"r{rung.name}"


def choose_missing(journal: Journal) -> list[LiveRung]:
    """Return what the replay lacks: rungs smaller than the source that were not there all the time."""
    short = min(min(init.width, init.height) for (name, _), init in journal.inits.items() if name == SOURCE)
    whole = journal.complete_renditions()
    smaller = [rung for rung in RUNGS if rung.short_side_px < short]
    return [rung for rung in smaller if not {rung.name, name_of(rung)} & set(whole)]


def add_renditions(job: RunningJob, broadcast_id: uuid.UUID) -> None:
    """Make what a stored broadcast lacks of smaller renditions, and show each as soon as it is whole.

    Raises NoReplay: nothing of it is stored. Raises LeaseLost, JobCancelled.
    """
    for rung in choose_missing(load_journal(broadcast_id)):
        maker = _Maker(job, broadcast_id, rung)
        for stretch in maker.list_missing():
            job.check()
            if not _is_wanted(broadcast_id):
                return
            maker.make(stretch)
        write_playlists(broadcast_id)


@dataclass
class _Maker:
    """One rendition of one replay."""

    job: RunningJob
    broadcast_id: uuid.UUID
    rung: LiveRung

    def list_missing(self) -> Sequence[Stretch]:
        """Return the stretches that are not made yet."""
        journal = load_journal(self.broadcast_id)
        made = {segment.msn for segment in journal.list_segments(name_of(self.rung))}
        wanted = [segment for segment in journal.list_segments() if segment.msn not in made]
        return choose_stretches(wanted, most=STRETCH_SEGMENTS)

    def make(self, stretch: Stretch) -> None:
        """Encode a stretch, store its segments, and write them down."""
        storage, first = runtime.storage(), stretch.segments[0]
        init = storage.read(key_of(self.broadcast_id, f"{SOURCE}/i{first.init_number}.mp4"))
        datas = [self._read(segment) for segment in stretch.segments]
        boundaries = read_boundaries(stretch, init, datas)
        with work_folder(self.job) as folder:
            source, encoded = folder / "source.mp4", folder / "encoded.mp4"
            source.write_bytes(b"".join([init, *datas]))
            del datas
            self._encode(source, encoded, stretch)
            lines = []
            parts: list[bytes] = []
            for event in cut_encoded(name_of(self.rung), encoded, boundaries):
                match event:
                    case InitAdded():
                        lines += self._store_init(event)
                    case PartAdded():
                        parts.append(event.data)
                    case SegmentClosed():
                        lines.append(self._store_segment(event, b"".join(parts)))
                        parts.clear()
        self._write_down(lines)

    def _read(self, segment: JournalSegment) -> bytes:
        return runtime.storage().read(key_of(self.broadcast_id, f"{SOURCE}/s{segment.msn}.m4s"))

    def _encode(self, source: Path, target: Path, stretch: Stretch) -> None:
        config = runtime.config()
        width, height = self._source_size(stretch)
        encode_stretch(
            source,
            target,
            self.rung,
            media_tools(config.ffmpeg, require_jail=config.require_jail or config.is_production),
            width=width,
            height=height,
            duration_seconds=stretch.duration_seconds,
            cancelled=self.job.is_stopped,
        )

    def _source_size(self, stretch: Stretch) -> tuple[int, int]:
        init = load_journal(self.broadcast_id).inits[SOURCE, stretch.segments[0].init_number]
        return init.width, init.height

    def _store_init(self, event: InitAdded) -> list[str]:
        """Store a section, which every run makes anew and alike; return its lines."""
        name = f"{event.rendition}/i{event.init_number}.mp4"
        try:
            if not is_same_decoder(runtime.storage().read(key_of(self.broadcast_id, name)), event.data):
                # Another ffmpeg would need a discontinuity that the source does not have.
                raise PermanentFailure("This replay was begun with another encoder.")
        except ObjectMissing:
            self._put(name, event.data)
        size = fit(event.width, event.height, self.rung.short_side_px)
        added = RenditionAdded(event.rendition, "video", *size, 1000 * self.rung.max_kbps)
        return [write_init(event), write_other(added, time.time())]

    def _store_segment(self, event: SegmentClosed, data: bytes) -> str:
        self._put(f"{event.rendition}/s{event.msn}.m4s", data)
        return write_segment(event, size_bytes=len(data), starts_with_key_frame=True)

    def _write_down(self, lines: Sequence[str]) -> None:
        """Add to what is written down. One worker holds the job, so nobody else does at the same time."""
        self.job.check()
        key = key_of(self.broadcast_id, LADDER)
        try:
            before = runtime.storage().read(key)
        except ObjectMissing:
            before = b""
        runtime.storage().put_bytes(key, before + "".join(lines).encode(), "application/x-ndjson")

    def _put(self, name: str, data: bytes) -> None:
        content_type = _TYPES[name.rpartition(".")[2]]
        runtime.storage().put_bytes(key_of(self.broadcast_id, name), data, content_type)


def _is_wanted(broadcast_id: uuid.UUID) -> bool:
    with reading() as session:
        return is_shown(get_broadcast(session, broadcast_id))
