"""A broadcast survives the process that carries it, a full disk and a storage that is away."""

import asyncio
import contextlib
import errno
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.storage import make_storage
from live.feed import WindowTold
from live.ingest import upload
from live.ingest.files import append_line, write_whole
from live.ingest.publication import Publication
from live.ingest.spool import Spool
from media.fragments import Fragment, FragmentSplitter, Init
from media.live_events import (
    Ended,
    InitAdded,
    Interrupted,
    MediaEvent,
    PartAdded,
    Resumed,
    SegmentClosed,
)
from media.live_journal import read_journal
from media.live_window import LiveWindow
from media.segmenter import Segmenter
from tests.fragmented import make_fragment, make_init
from tests.live_samples import flv, webm
from tests.service.live.ingest.studio import (
    Studio,
    decode,
    publish,
    send,
    total_seconds,
    wait_until,
)

BROADCAST = uuid.UUID(int=9)
NOW = 1_800_000_000.0

#: Publishes what it reads and is killed in the middle; a line for each part that was told.
PUBLISHER = """
import asyncio, sys, time, uuid
from pathlib import Path
from tests.live_samples import webm
from tests.service.live.ingest.studio import Studio
from media.live_events import PartAdded

async def main():
    studio = Studio(Path(sys.argv[1]))
    publications = studio.make()
    publication = await publications.open(uuid.UUID(int=9))
    data = webm()
    await publication.open_input("webm", input_id="a", captured_at=time.time() - 6)
    told = 0
    while True:
        for at in range(0, len(data) * 3 // 4, 4000):
            await publication.write(data[at:at + 4000])
            await asyncio.sleep(0.01)
            for part in studio.heard(PartAdded)[told:]:
                print(part.msn, part.index, len(part.data), flush=True)
                told += 1
        await asyncio.sleep(60)

asyncio.run(main())
"""


def kill_in_the_middle(home: Path) -> dict[int, int]:
    """Publish in another process and kill it; return the bytes that it told, by segment."""
    root = Path(__file__).parents[4]
    argv = [sys.executable, "-c", PUBLISHER, str(home)]
    told: dict[int, int] = {}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if len(line.split()) == 3 and line[0].isdigit():
                msn, index, size = (int(word) for word in line.split())
                told[msn] = told.get(msn, 0) + size
                if (msn, index) >= (1, 4):
                    process.kill()
                    break
    return told


def test_a_killed_process_loses_nothing_that_was_a_part(tmp_path: Path) -> None:
    told = kill_in_the_middle(tmp_path)
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            (publication,) = await publications.recover({BROADCAST})
            await publish(publication, webm())
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    journal = studio.journal(BROADCAST)
    segments = journal.list_segments()
    assert [segment.msn for segment in segments] == list(range(len(segments)))
    assert all(segments[msn].size_bytes >= size for msn, size in told.items())
    assert [segment.is_discontinuity for segment in segments].count(True) == 1
    decode(studio.objects(BROADCAST), journal)


def test_after_a_restart_viewers_get_the_old_segments_and_then_the_new(tmp_path: Path) -> None:
    kill_in_the_middle(tmp_path)
    studio = Studio(tmp_path)
    window = LiveWindow("source")

    async def watch(publication: Publication) -> list[MediaEvent]:
        return [event async for event in publication.subscribe() if not isinstance(event, WindowTold)]

    async def run() -> list[MediaEvent]:
        async with studio.open() as publications:
            (publication,) = await publications.recover({BROADCAST})
            watching = asyncio.create_task(watch(publication))
            await asyncio.sleep(0)
            await publish(publication, webm())
            await publication.end("host")
            return await watching

    events = asyncio.run(run())

    for event in events:
        window.apply(event)
    text = window.playlist(low_latency=True)
    assert "#EXT-X-MEDIA-SEQUENCE:0" in text
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    kinds = [type(event) for event in events if isinstance(event, Interrupted | Resumed | Ended)]
    assert kinds == [Interrupted, Resumed, Ended]


def test_what_is_not_live_any_more_is_stored_after_a_restart(tmp_path: Path) -> None:
    kill_in_the_middle(tmp_path)
    studio = Studio(tmp_path)

    async def run() -> None:
        async with studio.open() as publications:
            assert await publications.recover(set()) == []
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    assert studio.journal(BROADCAST).is_ended
    decode(studio.objects(BROADCAST), studio.journal(BROADCAST))


def test_a_process_that_is_stopped_hands_its_broadcasts_on(tmp_path: Path) -> None:
    first, second = Studio(tmp_path), Studio(tmp_path)

    async def run() -> None:
        async with first.open() as publications:
            await publish(await publications.open(BROADCAST), flv(), kind="flv")
        async with second.open() as publications:
            await publish(await publications.open(BROADCAST), flv(), kind="flv")
            await publications.end(BROADCAST, "host")
            await wait_until(lambda: second.stored)

    asyncio.run(run())

    assert not first.heard(Ended)
    assert decode(second.objects(BROADCAST), second.journal(BROADCAST)) == pytest.approx(12, abs=0.2)


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Put a small file system of its own at a folder."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def can_mount() -> bool:
    return os.geteuid() == 0 and sys.platform == "linux"


def test_a_full_disk_stops_neither_the_broadcast_nor_its_replay(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    disk = small_disk(studio.config.live_spool, 300) if can_mount() else limited_files(200_000)

    async def run() -> str:
        async with studio.open() as publications:
            publication = await publications.open(BROADCAST)
            await publish(publication, webm(seconds=12, video=NOISY), seconds=12, pause_seconds=0.03)
            advice = publication.health().advice
            spool = studio.spool(BROADCAST)
            assert not list(spool.glob("*/.*"))
            read_journal((spool / "journal").read_text().splitlines())
            await publication.end("host")
            await wait_until(lambda: studio.stored)
            return advice

    with disk:
        advice = asyncio.run(run())

    assert "disk is full" in advice
    closed = studio.heard(SegmentClosed)
    assert total_seconds(closed) == pytest.approx(12, abs=0.2)
    assert decode(studio.objects(BROADCAST), studio.journal(BROADCAST)) == pytest.approx(12, abs=0.2)


#: More than a small disk holds.
NOISY = (
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-tune",
    "zerolatency",
    "-pix_fmt",
    "yuv420p",
    "-b:v",
    "900k",
)


@contextlib.contextmanager
def limited_files(size_bytes: int) -> Iterator[None]:
    """Let this process write no file larger than this."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    line = b'{"type":"ended"}\n'
    append_line(tmp_path / "journal", line)

    with limited_files(20), pytest.raises(OSError, match=r"too large|bytes") as refusal:
        write_whole(tmp_path / "s0.m4s", bytes(100))
    with limited_files(20), pytest.raises(OSError, match="bytes"):
        append_line(tmp_path / "journal", line)

    assert refusal.value.errno == errno.EFBIG
    assert {path.name for path in tmp_path.iterdir()} == {"journal"}
    assert (tmp_path / "journal").read_bytes() == line


def test_a_storage_that_was_away_gets_everything_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MAX_RETRY_SECONDS", 0.2)
    monkeypatch.setattr(upload, "FIRST_RETRY_SECONDS", 0.1)
    studio = Studio(tmp_path)
    storage = make_storage(studio.config)
    objects = tmp_path / "media" / "objects"

    async def run() -> None:
        studio.storage = storage
        async with studio.open() as publications:
            objects.rmdir()
            objects.write_text("in the way")
            publication = await publications.open(BROADCAST)
            await publish(publication, webm())
            await publication.end("host")
            assert not studio.stored
            objects.unlink()
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    assert decode(studio.objects(BROADCAST), studio.journal(BROADCAST)) == pytest.approx(6, abs=0.1)


def eight_hours() -> Iterator[tuple[float, Init | Fragment]]:
    """Yield fragments of a second, each with a key frame, and the times of their arrival."""
    splitter = FragmentSplitter()
    yield NOW, next(splitter.feed(make_init()))
    for start in range(8 * 3600 + 1):
        data = make_fragment(start, is_key_frame=True, frame_count=5, frame_seconds=0.2, size_bytes=100)
        yield NOW + start + 1.1, next(splitter.feed(data))


def take(segmenter: Segmenter, found: Init | Fragment, now: float) -> list[MediaEvent]:
    return segmenter.take_init(found) if isinstance(found, Init) else segmenter.take(found, now)


def test_an_eight_hour_broadcast_keeps_memory_and_disk_bounded(tmp_path: Path) -> None:
    spool = Spool(tmp_path, BROADCAST, dvr_seconds=900)
    window, segmenter = LiveWindow("source"), Segmenter()
    spool.on_file = lambda name, _data: spool.note_stored(name)
    segmenter.begin_input(NOW)
    most_files, most_events = 0, 0

    for now, found in eight_hours():
        events = take(segmenter, found, now)
        for event in events:
            spool.record(event, now)
            window.apply(event)
        if any(isinstance(event, SegmentClosed) and event.msn % 500 == 0 for event in events):
            most_files = max(most_files, sum(1 for _ in spool.folder.rglob("*.m4s")))
            most_events = max(most_events, sum(1 for _ in window.events()))

    assert segmenter.next_msn == 8 * 3600 / 2
    assert most_files <= (900 / 2 + 1 + 4 * 2)
    assert most_events <= 1 + 8 * 3 + 2
    journal = read_journal(spool.journal.read_text().splitlines())
    assert len(journal.list_segments()) == 8 * 3600 / 2 - 1


def test_segments_that_are_not_stored_yet_stay_on_disk(tmp_path: Path) -> None:
    spool = Spool(tmp_path, BROADCAST, dvr_seconds=10)
    part = PartAdded("source", 0, 0, b"x", 2.0, True, NOW, 0, False)

    for msn in range(20):
        at = NOW + 2 * msn
        spool.record(replace(part, msn=msn, program_time=at), at)
        spool.record(SegmentClosed("source", msn, 2.0, at, 0, False), at)
    kept = len(list(spool.folder.glob("source/s*.m4s")))
    for msn in range(20):
        spool.note_stored(f"source/s{msn}.m4s")
    spool.record(replace(part, msn=20, program_time=NOW + 40), NOW)
    spool.record(SegmentClosed("source", 20, 2.0, NOW + 40, 0, False), NOW)

    assert kept == 20
    assert len(list(spool.folder.glob("source/s*.m4s"))) == 6


def test_a_torn_folder_is_put_right(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    kill_in_the_middle(tmp_path)
    spool = studio.spool(BROADCAST)
    (spool / "source" / ".s9.m4s.tmp").write_bytes(b"half")
    with (spool / "journal").open("a") as journal:
        journal.write('{"type":"segm')
    with (spool / "source" / "open").open("a") as listed:
        listed.write('{"msn"')

    async def run() -> None:
        async with studio.open() as publications:
            (publication,) = await publications.recover({BROADCAST})
            await publication.open_input("webm", input_id="b", captured_at=None)
            await send(publication, webm())
            await publication.end("host")
            await wait_until(lambda: studio.stored)

    asyncio.run(run())

    assert not list(spool.glob("*/.*"))
    decode(studio.objects(BROADCAST), studio.journal(BROADCAST))
    assert studio.heard(InitAdded)[0].init_number == 1
