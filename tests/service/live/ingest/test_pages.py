"""A page that broadcasts, with the market's own JavaScript: live, through lost connections, and alone."""

import contextlib
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from live.publishing import find_place
from live.states import BroadcastState
from live.tokens import sign_ticket
from media.live_events import Ended, InitAdded, Interrupted, Resumed
from tests.conftest import required
from tests.service.live.ingest.encoders import pushing, recorder_command
from tests.service.live.ingest.pages import BroadcastingPage, opened_page
from tests.service.live.ingest.running import (
    Ingest,
    Show,
    count_frames,
    end_show,
    find_show,
    make_show,
    reading_feed,
    wait_for_show,
    wait_until,
)


@pytest.fixture
def page() -> Iterator[BroadcastingPage]:
    """Open a page."""
    with contextlib.ExitStack() as stack:
        with required():
            page = stack.enter_context(opened_page())
        yield page


def test_a_page_goes_live_and_hears_how_it_does(
    ingest: Ingest, page: BroadcastingPage, tmp_path: Path
) -> None:
    show = make_show()

    go_live(page, ingest, show)
    with reading_feed(ingest, show) as edge:
        row = wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        parts = edge.wait_for_parts(20)
        health = page.wait_for_more("health", 2)

    assert row.media_started_at is not None
    # The page said when its first picture was taken; nothing of that is waited for longer than seconds.
    assert abs(row.media_started_at.timestamp() - time.time()) < 60
    assert (edge.of(InitAdded)[0].width, edge.of(InitAdded)[0].height) == (360, 640)
    seconds = sum(part.duration_seconds for part in edge.source_parts())
    assert count_frames(edge, tmp_path) == pytest.approx(25 * seconds, abs=2)
    assert set(health) >= {"bitrate_kbps", "frame_rate", "dropped_count", "latency_ms", "advice"}
    assert health["bitrate_kbps"] > 0
    assert parts[0].is_independent


def test_a_lost_connection_costs_no_picture(ingest: Ingest, page: BroadcastingPage, tmp_path: Path) -> None:
    show = make_show()
    go_live(page, ingest, show)
    page.wait_for("confirmed", 20)

    with reading_feed(ingest, show) as edge:
        before = edge.wait_for_parts(10)
        page.do("drop", away_ms=3000)
        page.wait_for("disconnected")
        edge.wait_for(Interrupted)
        page.wait_for("connected", 2)
        edge.wait_for(Resumed)
        edge.wait_for_parts(25, after_msn=before[-1].msn)
        wait_for_show(show, lambda it: it.interrupted_at is None)

    parts = edge.source_parts()
    assert {part.init_number for part in parts} == {0}
    assert not any(part.is_discontinuity for part in parts)
    ends = [part.program_time + part.duration_seconds for part in parts]
    gaps = [later.program_time - end for end, later in zip(ends, parts[1:], strict=False)]
    assert max(gaps) == pytest.approx(0, abs=0.05)
    assert find_show(show).state is BroadcastState.LIVE


def test_another_recording_of_the_same_page_is_a_discontinuity(
    ingest: Ingest, page: BroadcastingPage
) -> None:
    show = make_show()
    go_live(page, ingest, show)

    with reading_feed(ingest, show) as edge:
        edge.wait_for_parts(10)
        page.do("record", command=recorder_command(size="640x360"))
        wait_until(lambda: [p for p in edge.source_parts() if p.init_number == 1] or None, "no new picture")

    new = [part for part in edge.source_parts() if part.init_number == 1]
    assert new[0].is_discontinuity
    assert [(e.width, e.height) for e in edge.of(InitAdded)][:2] == [(360, 640), (640, 360)]
    assert not edge.of(Interrupted)


def test_a_recording_whose_beginning_was_lost_with_the_process_is_begun_anew(
    ingest: Ingest, page: BroadcastingPage
) -> None:
    show = make_show()
    go_live(page, ingest, show)
    with reading_feed(ingest, show) as edge:
        before = edge.wait_for_parts(10)
        ingest.kill()

    ingest.start()
    page.wait_for("lost")
    page.do("forget")
    page.do("record", command=recorder_command())

    with reading_feed(ingest, show) as edge:
        later = edge.wait_for_parts(5, after_msn=before[-1].msn)
    assert later[-1].init_number == 1
    assert find_show(show).state is BroadcastState.LIVE


def test_a_broadcast_that_ends_ends_its_page(ingest: Ingest, page: BroadcastingPage) -> None:
    show = make_show()
    go_live(page, ingest, show)

    with reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        end_show(show)
        edge.wait_for(Ended)

    assert page.wait_for("ended") == {"reason": "ended", "sentence": "This broadcast is over."}
    with required(), opened_page() as other:
        connect(other, ingest, show)
        assert other.wait_for("connect_error") == "This broadcast is over."


def test_the_newer_of_two_pages_publishes_and_the_older_is_told(
    ingest: Ingest, page: BroadcastingPage
) -> None:
    show = make_show()
    go_live(page, ingest, show)
    page.wait_for("confirmed", 10)

    with required(), opened_page() as newer:
        go_live(newer, ingest, show)
        told = page.wait_for("ended")
        newer.wait_for_more("confirmed", 10)

    assert told["reason"] == "replaced"
    assert not newer.heard("ended")


def test_an_encoder_takes_over_from_a_page(ingest: Ingest, page: BroadcastingPage, tmp_path: Path) -> None:
    show = make_show()
    go_live(page, ingest, show)
    page.wait_for("confirmed", 10)

    with pushing(ingest.rtmp_url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        told = page.wait_for("ended")
        wait_until(lambda: [p for p in edge.source_parts() if p.init_number == 1] or None, "no new picture")

    assert told["reason"] == "replaced"


@pytest.mark.parametrize("kind", ["none", "forged", "of another secret"])
def test_a_page_without_a_ticket_stays_outside(ingest: Ingest, page: BroadcastingPage, kind: str) -> None:
    show = make_show()
    ticket = sign_ticket(show.id, show.host_id)
    tickets = {"none": None, "forged": ticket[:-4] + "AAAA", "of another secret": str(uuid.uuid4())}

    connect(page, ingest, show, ticket=tickets[kind])

    assert page.wait_for("connect_error") == "The permission to publish has expired. Reload the page."


def test_a_page_of_another_origin_stays_outside(ingest: Ingest, page: BroadcastingPage) -> None:
    show = make_show()

    connect(page, ingest, show, headers={"Origin": "https://elsewhere.example"})

    page.wait_for("connect_error")
    assert not page.heard("connected")


@pytest.mark.parametrize(
    "opening",
    [
        None,
        {},
        {"recording_id": "x", "container": "webm", "started_at_ms": 0},
        {"recording_id": str(uuid.uuid4()), "container": "mp4", "started_at_ms": 0},
        {"recording_id": str(uuid.uuid4()), "container": "webm", "started_at_ms": "soon"},
    ],
)
def test_an_opening_that_makes_no_sense_is_refused(
    ingest: Ingest, page: BroadcastingPage, opening: Any
) -> None:
    connect(page, ingest, make_show())
    page.wait_for("connected")

    answer = page.ask("open_recording", opening)

    assert answer == {"ok": False, "sentence": "This recording can't be taken."}


def test_pieces_out_of_order_are_sent_back_to_where_the_market_is(
    ingest: Ingest, page: BroadcastingPage
) -> None:
    connect(page, ingest, make_show())
    page.wait_for("connected")
    opened = page.ask("open_recording", an_opening())

    answers = [send(page, sequence, content) for sequence, content in PIECES]

    assert (opened["ok"], opened["next_sequence"]) == (True, 0)
    assert [(answer["ok"], answer.get("next_sequence")) for answer in answers] == [
        (False, None),  # no WebM
        (True, 1),
        (True, 1),  # a piece again
        (False, 1),  # one is missing
        (True, 2),
    ]


def test_what_is_no_piece_is_refused_and_closes_nothing(ingest: Ingest, page: BroadcastingPage) -> None:
    connect(page, ingest, make_show())
    page.wait_for("connected")

    before = page.ask("chunk", 0, "text")
    page.ask("open_recording", an_opening())
    nonsense: list[tuple[object, ...]] = [(), (0,), ("0", "text"), (True, "x"), (-1, {})]
    answers = [page.ask("chunk", *values) for values in nonsense]

    assert before == {"ok": False, "sentence": "No recording is open."}
    assert {answer["sentence"] for answer in answers} == {"A piece has a number and bytes."}
    assert page.ask("sync_clock")["ok"]


def test_a_page_that_sends_no_picture_is_refused_with_a_sentence(
    ingest: Ingest, page: BroadcastingPage
) -> None:
    connect(page, ingest, make_show())
    page.wait_for("connected")
    sound = ["-f", "lavfi", "-i", "sine=440", "-c:a", "libopus", "-f", "matroska", "-live", "1", "pipe:1"]

    page.do("record", command=["ffmpeg", "-v", "error", "-nostdin", "-re", *sound])

    assert "There is no picture" in page.wait_for("refused")["sentence"]


def test_no_ticket_is_ever_in_a_log(ingest: Ingest, page: BroadcastingPage) -> None:
    show = make_show()
    ticket = go_live(page, ingest, show)
    page.wait_for("confirmed", 5)

    logs = ingest.logs()

    assert re.search(r'"publisher_came"', logs)
    assert ticket not in logs


EBML = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01"
PIECES = [(0, b"GIF89a"), (0, EBML), (0, EBML), (5, b"later"), (1, b"next")]


def an_opening() -> dict[str, Any]:
    """Return how a recording is announced."""
    return {"recording_id": str(uuid.uuid4()), "container": "webm", "started_at_ms": time.time() * 1000}


def send(page: BroadcastingPage, sequence: int, content: bytes) -> Any:
    """Send a piece; return how it was acknowledged."""
    answered = len(page.heard("answer"))
    page.do("send_bytes", name="chunk", sequence=sequence, hex=content.hex())
    return page.wait_for("answer", answered + 1)


def connect(
    page: BroadcastingPage, ingest: Ingest, show: Show, *, ticket: str | None = "", headers: Any = None
) -> str | None:
    """Connect a page, by default with a good ticket; return the ticket."""
    place = find_place(show.id, show.host_id)
    ticket = place.ticket if ticket == "" else ticket
    page.do("connect", url=ingest.url, path=place.path, ticket=ticket, headers=headers or {})
    return ticket


def go_live(page: BroadcastingPage, ingest: Ingest, show: Show) -> str:
    """Connect a page and let it record."""
    ticket = connect(page, ingest, show)
    page.wait_for("connected")
    page.do("record", command=recorder_command())
    page.wait_for("confirmed")
    assert ticket is not None
    return ticket
