"""Who gets anything: every name under every kind of token, from every kind of page."""

import uuid
from collections.abc import Callable

import pytest

from kernel.config import Config
from live.edge import Edge
from live.tokens import sign_path
from tests.live_feed import FeedServer, opening, part, segment
from tests.unit.live.edge.viewer import OnAir, Viewer, ask

FILES = [
    "master.m3u8",
    "plain.m3u8",
    "dvr.m3u8",
    "source.m3u8",
    "source-plain.m3u8",
    "source.m3u8?_HLS_msn=0&_HLS_part=0",
    "source/p0.0.m4s",
    "source/s0.m4s",
    "source/i0.mp4",
    "thumb.jpg",
    "nothing.txt",
]


def token_of(broadcast_id: uuid.UUID, seconds: int = 600) -> str:
    """Return the token in a signed path."""
    return sign_path(broadcast_id, seconds=seconds).rpartition("/")[2]


BAD_TOKENS: dict[str, Callable[[uuid.UUID], str]] = {
    "none": lambda _: "-",
    "wrong": lambda broadcast_id: token_of(broadcast_id)[:-2] + "xx",
    "expired": lambda broadcast_id: token_of(broadcast_id, seconds=-5),
    "another broadcast's": lambda _: token_of(uuid.uuid4()),
    "prolonged": lambda broadcast_id: "9" + token_of(broadcast_id),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
@pytest.mark.parametrize("file", FILES)
def test_nothing_is_served_without_a_good_token(viewer: Viewer, on_air: OnAir, file: str, kind: str) -> None:
    token = BAD_TOKENS[kind](viewer.broadcast_id)

    answers = [viewer.get(file, token=token, method=method) for method in ("GET", "HEAD")]

    assert [answer.status for answer in answers] == [403, 403]
    assert answers[0].headers["Cache-Control"] == "no-store"
    # Nobody was asked about it: wrong tokens cost the database and ingest nothing.
    assert (on_air.asked, on_air.feed.connections_count) == ([], 0)


@pytest.mark.parametrize("file", FILES[:-2])
def test_every_file_is_served_with_one(feed: FeedServer, viewer: Viewer, file: str) -> None:
    feed.tell(*opening(), *segment(0), part(1, 0))

    assert viewer.get(file).status == 200


@pytest.mark.parametrize(
    "path",
    ["/hls/", "/hls/x", "/hls/../..", f"/hls/{uuid.UUID(int=0)}", "/hls/" + "x" * 36 + "/t/master.m3u8"],
)
def test_what_is_no_address_of_ours_is_not_found(edge: Edge, path: str) -> None:
    assert ask(edge, path).status == 404


def test_other_paths_are_not_the_edge_s(edge: Edge) -> None:
    assert edge.handles("/hls/x/y/master.m3u8")
    assert not edge.handles("/socket.io/")
    assert not edge.handles("/hlsx")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_nothing_can_be_written(viewer: Viewer, method: str) -> None:
    answer = viewer.get("master.m3u8", method=method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_our_own_pages_may_read_and_others_may_not(feed: FeedServer, viewer: Viewer, config: Config) -> None:
    feed.tell(*opening(), *segment(0))
    ours, foreign = config.public_url, "https://elsewhere.example"

    answers = {origin: viewer.get("source.m3u8", origin=origin) for origin in (ours, foreign)}
    asked_first = viewer.get("source.m3u8", method="OPTIONS", origin=ours)

    assert answers[ours].headers["Access-Control-Allow-Origin"] == ours
    assert answers[foreign].headers["Access-Control-Allow-Origin"] == ours
    assert asked_first.status == 204
    assert asked_first.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
