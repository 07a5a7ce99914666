"""A broadcast from the publisher's bytes to segments, with the real encoder."""

import asyncio
import os
import signal
import time
import uuid
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from live.feed import FeedEvent, WindowTold
from live.ingest.policy import InputRefused
from live.ingest.publication import Publication
from media.live_events import (
    Ended,
    InitAdded,
    Interrupted,
    PartAdded,
    RenditionAdded,
    RenditionDropped,
    Resumed,
    SegmentClosed,
)
from media.live_inputs import InputKind
from media.live_window import LiveWindow
from tests.live_samples import VP8, X264_REORDERED, flv, turned_recording, webm
from tests.service.live.ingest.studio import (
    Studio,
    decode,
    decode_parts,
    publish,
    send,
    total_seconds,
    wait_until,
)

BROADCAST = uuid.UUID(int=7)


def has_shown(studio: Studio, seconds: float, rendition: str = "source") -> bool:
    return sum(part.duration_seconds for part in studio.heard(PartAdded, rendition)) > seconds


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("webm", webm),
        ("webm", partial(webm, has_sound=False)),
        ("flv", flv),
        ("flv", partial(flv, video=X264_REORDERED)),
    ],
    ids=["browser", "silent-browser", "obs", "obs-reordered"],
)
def test_what_is_published_can_be_replayed_without_encoding(
    tmp_path: Path, kind: InputKind, make: Callable[[], bytes]
) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, make(), kind=kind)
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    closed = studio.heard(SegmentClosed)
    assert [segment.msn for segment in closed] == [0, 1, 2]
    assert total_seconds(closed) == pytest.approx(6, abs=0.1)
    assert decode(studio.objects(BROADCAST), studio.journal(BROADCAST)) == pytest.approx(6, abs=0.1)
    assert decode_parts(studio.heard(InitAdded)[0], studio.heard(PartAdded)) == 180
    assert isinstance(studio.events[-1][1], Ended)


def test_parts_are_short_and_their_times_are_those_of_the_recording(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    captured_at = time.time() - 6

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publication.open_input("webm", input_id="a", captured_at=captured_at)
            await send(publication, webm())
            await publication.end("host")

    asyncio.run(run())

    parts = studio.heard(PartAdded)
    assert all(part.duration_seconds <= 0.3 for part in parts)
    assert parts[0].program_time == pytest.approx(captured_at, abs=0.05)
    assert all(
        later.program_time - part.program_time == pytest.approx(part.duration_seconds, abs=0.001)
        for part, later in pairwise(parts)
    )


def test_a_browser_without_h264_is_encoded_when_there_is_room(tmp_path: Path) -> None:
    studio = Studio(tmp_path, used_percent=0)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, webm(video=VP8, seconds=3), seconds=3)
            await wait_until(lambda: has_shown(studio, 2.7))
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    assert studio.heard(InitAdded)[0].codecs.startswith("avc1.4d")
    assert decode(studio.objects(BROADCAST), studio.journal(BROADCAST)) == pytest.approx(3, abs=0.2)


def test_renditions_cover_the_same_times_as_the_source_under_the_same_numbers(tmp_path: Path) -> None:
    studio = Studio(tmp_path, used_percent=0)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            for name in ("540", "360", "audio"):
                publication.renditions.add(name)
            data = webm(size="576x1024", seconds=8, rate=10)
            await publish(publication, data, seconds=8, pause_seconds=0.1)
            for name in ("540", "360", "audio"):
                await wait_until(partial(has_shown, studio, 7.3, name))
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    source = {closed.msn: closed for closed in studio.heard(SegmentClosed, "source")}
    journal = studio.journal(BROADCAST)
    assert len(source) == 4
    for name in ("540", "360", "audio"):
        tolerance = 0.25 if name == "audio" else 0.02
        closed = studio.heard(SegmentClosed, name)
        assert [segment.msn for segment in closed] == list(source)
        for segment in closed:
            assert segment.duration_seconds == pytest.approx(
                source[segment.msn].duration_seconds, abs=tolerance
            )
            assert segment.program_time == source[segment.msn].program_time
        decode(studio.objects(BROADCAST), journal, name)
    told = {added.rendition: (added.width, added.height) for added in studio.heard(RenditionAdded)}
    assert told == {"source": (576, 1024), "540": (540, 960), "360": (360, 640), "audio": (0, 0)}


def test_renditions_come_with_room_and_go_without_while_the_source_goes_on(tmp_path: Path) -> None:
    studio = Studio(tmp_path, used_percent=0)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            publishing = asyncio.create_task(
                publish(publication, webm(seconds=30), seconds=30, pause_seconds=0.75)
            )
            await wait_until(lambda: studio.heard(PartAdded, "audio"))
            studio.used_percent = 100
            await wait_until(lambda: studio.heard(RenditionDropped))
            count = len(studio.heard(PartAdded, "source"))
            await wait_until(lambda: len(studio.heard(PartAdded, "source")) > count + 5)
            publishing.cancel()

    asyncio.run(run())

    names = [event for _, event in studio.events if getattr(event, "rendition", "") == "audio"]
    assert isinstance(names[-1], RenditionDropped)


def test_a_publisher_who_returns_in_time_continues_the_same_broadcast(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, flv(), kind="flv")
            await wait_until(lambda: has_shown(studio, 5))
            await publication.input_lost()
            await publish(publication, flv(), kind="flv")
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    closed = studio.heard(SegmentClosed)
    assert [segment.msn for segment in closed] == [0, 1, 2, 3, 4, 5]
    assert [segment.is_discontinuity for segment in closed] == [False, False, False, True, False, False]
    assert [type(e) for _, e in studio.events if isinstance(e, Interrupted | Resumed)] == [
        Interrupted,
        Resumed,
    ]
    assert decode(studio.objects(BROADCAST), studio.journal(BROADCAST)) == pytest.approx(12, abs=0.2)


def test_the_same_recording_continues_without_a_discontinuity(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    data = webm()

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            for piece in (data[: len(data) // 2], data[len(data) // 2 :]):
                await publication.open_input("webm", input_id="same", captured_at=time.time() - 6)
                await send(publication, piece)
                await publication.input_lost()
            await publication.end("host")

    asyncio.run(run())

    assert total_seconds(studio.heard(SegmentClosed)) == pytest.approx(6, abs=0.1)
    assert not any(segment.is_discontinuity for segment in studio.heard(SegmentClosed))


def test_a_publisher_who_does_not_return_ends_the_broadcast(tmp_path: Path) -> None:
    studio = Studio(tmp_path, grace_seconds=1)

    async def run() -> Publication:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, webm())
            await publication.input_lost()
            await wait_until(lambda: studio.stored)
            return publication

    publication = asyncio.run(run())

    assert publication.end_reason == "publisher_lost"


def test_a_killed_encoder_is_replaced_and_begins_at_the_next_key_frame(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    data = webm(seconds=12)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publication.open_input("webm", input_id="a", captured_at=time.time() - 12)
            await send(publication, data[: len(data) // 3], pause_seconds=0.01)
            await wait_until(lambda: studio.heard(SegmentClosed))
            (process_id,) = publication.process_ids()
            os.killpg(process_id, signal.SIGKILL)
            await wait_until(lambda: not publication.process_ids())
            await send(publication, data[len(data) // 3 :], pause_seconds=0.05)
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    closed = studio.heard(SegmentClosed)
    assert sum(segment.is_discontinuity for segment in closed) == 1
    assert [segment.msn for segment in closed] == list(range(len(closed)))
    assert total_seconds(closed) > 8
    decode(studio.objects(BROADCAST), studio.journal(BROADCAST))


@pytest.mark.parametrize(
    ("kind", "make", "word"),
    [
        ("webm", partial(bytes, 300_000), "can't be read"),
        ("flv", lambda: b"FLV\x01\x05" + bytes(400_000), "can't be read"),
        ("webm", partial(webm, 1, size="7680x4320", rate=2), "too large"),
        ("flv", partial(flv, 1, size="7680x4320", rate=2), "too large"),
        ("flv", partial(flv, 4, rate=240), "frames per second"),
        ("webm", partial(webm, 1, size="32x32"), "too small"),
        ("webm", partial(webm, 1, video=VP8), "VP8"),
        ("flv", partial(flv, 1, video=("-c:v", "libx264", "-pix_fmt", "yuv422p")), "profile"),
        ("flv", partial(flv, 3, video=("-c:v", "libx264", "-qp", "0", "-preset", "ultrafast")), "profile"),
    ],
    ids=["zeros", "flv-zeros", "8k", "8k-flv", "240-fps", "tiny", "vp8-no-room", "4:2:2", "lossless"],
)
def test_what_is_not_taken_is_refused_with_a_sentence(
    tmp_path: Path, kind: InputKind, make: Callable[[], bytes], word: str
) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, make(), kind=kind, pause_seconds=0.01)
            for _ in range(200):
                await asyncio.sleep(0.05)
                await publication.write(b"")

    with pytest.raises(InputRefused) as refusal:
        asyncio.run(run())

    assert word in refusal.value.sentence


def test_a_picture_that_changes_its_size_in_the_middle_goes_on_after_a_discontinuity(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, turned_recording(), seconds=6)
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    sizes = [(init.width, init.height) for init in studio.heard(InitAdded)]
    assert sizes == [(180, 320), (320, 180)]
    closed = studio.heard(SegmentClosed)
    assert [segment.is_discontinuity for segment in closed].count(True) == 1
    for init in studio.heard(InitAdded):
        parts = [part for part in studio.heard(PartAdded) if part.init_number == init.init_number]
        assert decode_parts(init, parts) == 90
    decode(studio.objects(BROADCAST), studio.journal(BROADCAST))


def test_after_a_refusal_another_input_is_taken(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            with pytest.raises(InputRefused):
                await publish(publication, bytes(1000))
            await publish(publication, webm())
            await publication.end("host")

    asyncio.run(run())

    assert len(studio.heard(SegmentClosed)) == 3


def test_who_comes_late_gets_the_window_and_then_the_same_events(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def collect(publication: Publication) -> list[FeedEvent]:
        return [event async for event in publication.subscribe()]

    async def run() -> list[FeedEvent]:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, flv(), kind="flv")
            await wait_until(lambda: len(studio.heard(SegmentClosed)) > 1)
            late = asyncio.create_task(collect(publication))
            await asyncio.sleep(0)
            await publish(publication, flv(), kind="flv")
            await publication.end("host")
            return await late

    events = asyncio.run(run())

    assert events.count(WindowTold()) == 1
    assert any(isinstance(event, SegmentClosed) for event in events[: events.index(WindowTold())])
    events.remove(WindowTold())
    one, other = LiveWindow("source"), LiveWindow("source")
    for _, event in studio.events:
        one.apply(event)
    for event in events:
        other.apply(event)  # type: ignore[arg-type]
    assert other.playlist(low_latency=True) == one.playlist(low_latency=True)
    assert isinstance(events[-1], Ended)


def test_a_subscriber_who_takes_nothing_is_cut_and_holds_nobody_up(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> int:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            events = publication.subscribe()
            await publish(publication, webm(seconds=1), seconds=1)
            await wait_until(lambda: studio.heard(PartAdded))
            taken = [await anext(events)]
            for _ in range(30):
                await publish(publication, flv(), kind="flv")
            await publication.end("host")
            taken += [event async for event in events]
            return len(taken)

    taken = asyncio.run(run())

    assert taken < len(studio.events) / 2


def test_health_tells_the_figures_of_the_input(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            before = publication.health()
            assert before.advice == "No picture has arrived yet."
            await publish(publication, flv(), kind="flv", pause_seconds=0.05)
            health = publication.health()
            assert health.frame_rate == pytest.approx(30, abs=1)
            assert health.key_frame_gap_seconds == pytest.approx(1, abs=0.1)
            assert health.dropped_count == 0
            assert health.bitrate_kbps > 0

    asyncio.run(run())


def test_a_small_picture_is_there_soon(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    async def run() -> bytes:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, webm())
            thumb = studio.objects(BROADCAST) / "thumb.jpg"
            await wait_until(thumb.exists)
            return thumb.read_bytes()

    assert asyncio.run(run()).startswith(b"\xff\xd8\xff")
