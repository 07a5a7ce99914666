"""A broadcast from a real encoder, watched at the edge by a real player, and played again when it is over."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from subprocess import run
from typing import Any
from urllib.parse import urljoin
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
import requests

from accounts.roles import Role
from kernel import jobs, runtime
from kernel.transaction import reading, transaction
from live import broadcasts, ladder, pin_log, pins, replay, tray
from live.edge import create_edge
from live.edge.places import find_ingest
from live.states import BroadcastState
from live.tokens import sign_path
from live.values import Broadcast, PinKind, Replay
from media.fragments import Fragment, FragmentSplitter
from media.live_journal import Journal
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch
from tests.service.live.ingest.encoders import pushing
from tests.service.live.ingest.running import Ingest, Show, end_show, make_show, wait_for_show, wait_until

pytestmark = pytest.mark.usefixtures("app")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving_edge() -> Iterator[str]:
    """Serve an edge of this process over HTTP; yields its origin."""
    edge = create_edge(runtime.config())
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(edge)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        edge.close()
        server.shutdown()
        thread.join()
        server.server_close()


def count_frames(url: str, seconds: float) -> int:
    """Play with ffmpeg what is behind a playlist; return how many pictures came."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-t", str(seconds), "-i", url]
    done = run(
        [*command, "-map", "0:v:0", "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return len([line for line in done.stdout.splitlines() if line and not line.startswith("#")])


def go_live(ingest: Ingest, show: Show) -> None:
    """Wait until a broadcast is on the air and ingest feeds it."""
    wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
    assert find_ingest(show.id) == ingest.url


def make_replay(ingest: Ingest, folder: Path, *, seconds: int = 5, size: str = "360x640") -> Show:
    """Broadcast for some seconds and wait until all of it is stored."""
    show = make_show()
    with pushing(ingest.rtmp_url(show.key), folder, seconds=seconds, size=size) as encoder:
        go_live(ingest, show)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")
    end_show(show)
    wait_for_show(show, lambda it: it.replay is Replay.READY)
    return show


def download(client: ApiClient, url: str, folder: Path) -> Path:
    """Fetch a playlist and everything it leads to; return where it lies."""
    answer = fetch(client, url)
    assert answer.status_code == 200, url
    target = folder / url.rpartition("/")[2]
    target.write_bytes(answer.data)
    for line in answer.text.splitlines() if url.endswith(".m3u8") else []:
        name = line.split('URI="')[1].split('"')[0] if 'URI="' in line else line
        if name and not name.startswith("#"):
            inner = (folder / name).parent
            inner.mkdir(exist_ok=True)
            download(client, urljoin(url, name), inner)
    return target


def test_a_player_plays_what_an_encoder_sends(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()
    with pushing(ingest.rtmp_url(show.key), tmp_path), serving_edge() as origin:
        go_live(ingest, show)
        folder = origin + sign_path(show.id)

        counts = {name: count_frames(f"{folder}/{name}", 2.0) for name in ("plain.m3u8", "dvr.m3u8")}

    assert all(count >= 45 for count in counts.values()), counts


def test_ingest_that_is_killed_comes_back_to_the_same_playlist(ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()
    with serving_edge() as origin:
        folder = origin + sign_path(show.id)
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            go_live(ingest, show)
            first = wait_until(lambda: playlist_with(folder, "source/s1.m4s"), "no segment")
            ingest.kill()
            ingest.start()
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            after = wait_until(lambda: playlist_with(folder, "#EXT-X-DISCONTINUITY\n"), "no discontinuity")
    end_show(show)

    assert media_sequence(after) >= media_sequence(first)
    assert "source/i1.mp4" in after


def playlist_with(folder: str, text: str) -> str | None:
    """Return the source's playlist if it has this text by now."""
    found = requests.get(f"{folder}/source.m3u8", timeout=20).text
    return found if text in found else None


def media_sequence(playlist: str) -> int:
    """Return the number of a playlist's first segment."""
    return int(playlist.split("#EXT-X-MEDIA-SEQUENCE:")[1].split(maxsplit=1)[0])


def test_an_ended_broadcast_plays_again_from_its_first_to_its_last_picture(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path
) -> None:
    show = make_replay(ingest, tmp_path)

    url: Any = api().get(f"/broadcasts/{show.id}").json["replay_url"]
    main = download(api(), url, tmp_path)

    assert "#EXT-X-ENDLIST" in (tmp_path / "source-replay.m3u8").read_text()
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in (tmp_path / "source-replay.m3u8").read_text()
    assert count_frames(str(main), 60) == pytest.approx(5 * 25, abs=3)


def test_the_worker_writes_the_playlists_that_a_request_would_have_made(
    ingest: Ingest, tmp_path: Path
) -> None:
    show = make_replay(ingest, tmp_path)
    assert not replay.has_playlists(show.id)

    run_jobs("default")

    assert replay.has_playlists(show.id)


@pytest.mark.parametrize("kind", ["none", "expired", "another broadcast's"])
def test_a_replay_opens_with_its_own_token_only(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path, kind: str
) -> None:
    show = make_replay(ingest, tmp_path, seconds=3)
    url: str = api().get(f"/broadcasts/{show.id}").json["replay_url"]
    tokens = {
        "none": "-",
        "expired": sign_path(show.id, seconds=-5).rpartition("/")[2],
        "another broadcast's": sign_path(uuid.uuid4()).rpartition("/")[2],
    }
    folder = f"{replay.PATH}/{show.id}/{tokens[kind]}"
    names = ["replay.m3u8", "source-replay.m3u8", "source/s0.m4s", "source/i0.mp4", "journal"]

    answers = {name: fetch(api(), f"{folder}/{name}").status_code for name in names}

    assert fetch(api(), url).status_code == 200
    assert fetch(api(), url.replace("replay.m3u8", "journal")).status_code == 404
    assert set(answers.values()) == {404}


def test_a_host_takes_a_replay_away_and_its_files_follow_unless_they_are_evidence(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "KEPT_DAYS", 0)
    removed, reported = (make_replay(ingest, tmp_path, seconds=3) for _ in range(2))
    host = api(removed.host_id)
    url: str = api().get(f"/broadcasts/{removed.id}").json["replay_url"]
    assert fetch(api(), url).status_code == 200
    api(make_person().id).post(f"/broadcasts/{reported.id}/reports", {"category": "spam", "text": "x"})

    foreign = api(make_person().id).send("DELETE", f"/broadcasts/{removed.id}/replay")
    answers = [host.send("DELETE", f"/broadcasts/{removed.id}/replay").status_code for _ in range(2)]
    other = api(reported.host_id).send("DELETE", f"/broadcasts/{reported.id}/replay")
    gone = [
        fetch(api(), url).status_code,
        fetch(api(), url.replace("replay.m3u8", "source/s0.m4s")).status_code,
    ]
    run_jobs("default")

    assert (foreign.status_code, answers, other.status_code, gone) == (404, [204, 404], 204, [404, 404])
    assert api().get(f"/broadcasts/{removed.id}").json["replay_url"] is None
    stored = {
        show.id: bool(list(runtime.storage().list_keys(f"broadcasts/{show.id}")))
        for show in (removed, reported)
    }
    assert stored == {removed.id: False, reported.id: True}


def test_a_moderator_hides_a_replay_and_its_files_stay(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path
) -> None:
    show = make_replay(ingest, tmp_path, seconds=3)
    url: str = api().get(f"/broadcasts/{show.id}").json["replay_url"]

    with transaction() as session:
        broadcasts.stop_broadcast(session, show.id, make_person().id, "It shows somebody else.")
    run_jobs("default")

    wait_until(lambda: fetch(api(), url).status_code == 404, "it is still shown")
    moderator, host = api(make_person(Role.MODERATOR).id), api(show.host_id)
    evidence: str = moderator.get(f"/broadcasts/{show.id}").json["replay_url"]
    assert fetch(api(), evidence).status_code == 200
    assert fetch(api(), evidence.replace("replay.m3u8", "source/s0.m4s")).status_code == 200
    assert host.get(f"/broadcasts/{show.id}").json.get("replay_url") is None
    assert list(runtime.storage().list_keys(f"broadcasts/{show.id}"))
    with reading() as session:
        assert replay.is_evidence(session, broadcasts.get_broadcast(session, show.id))


def test_every_pin_leaves_a_clip_with_its_product_in_the_creator_s_drafts(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path
) -> None:
    show = make_show()
    host = api(show.host_id)
    product = make_product(title="Paper lantern")
    with transaction() as session:
        tray.set_tray(session, show.id, [(product.id, "")], creator_id=show.host_id)
    with pushing(ingest.rtmp_url(show.key), tmp_path, seconds=8) as encoder:
        go_live(ingest, show)
        with transaction() as session:
            pins.pin_product(session, show.id, product.id, actor_id=show.host_id)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")
    end_show(show)
    wait_for_show(show, lambda it: it.replay is Replay.READY)

    run_jobs()
    made = host.get("/me/videos").json["items"]
    host.post(f"/videos/{made[0]['id']}/publish")
    run_jobs()

    assert [(video["state"], video["title"]) for video in made] == [("draft", "Paper lantern")]
    assert made[0]["duration_seconds"] >= 3
    assert made[0]["poster_url"].endswith("/draft/poster.jpg")
    [clip] = host.get("/me/videos").json["items"]
    assert clip["state"] == "in_review"
    assert clip["duration_seconds"] == pytest.approx(made[0]["duration_seconds"], abs=0.2)
    assert [tag["product_id"] for tag in clip["product_tags"]] == [str(product.id)]


def test_clips_that_were_made_are_not_made_again(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path
) -> None:
    show = make_replay(ingest, tmp_path, seconds=6)
    product = make_product()
    begun = broadcast_of(show).media_started_at
    with transaction() as session:
        pin_log.record(session, show.id, PinKind.PIN, product.id, program_time=begun)
    run_jobs()
    [draft] = api(show.host_id).get("/me/videos").json["items"]
    api(show.host_id).send("DELETE", f"/videos/{draft['id']}")

    with transaction() as session:
        jobs.enqueue(session, replay.CLIPS_JOB, {"broadcast_id": str(show.id)}, queue="media")
    run_jobs()

    assert {video["state"] for video in api(show.host_id).get("/me/videos").json["items"]} == {"removed"}


def broadcast_of(show: Show) -> Broadcast:
    """Return the row of a show."""
    with reading() as session:
        return broadcasts.get_broadcast(session, show.id)


def test_smaller_renditions_follow_cut_where_the_source_is(
    ingest: Ingest, api: Callable[..., ApiClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "STRETCH_SEGMENTS", 2)
    monkeypatch.setattr(Journal, "complete_renditions", only_source_and_made)
    show = make_replay(ingest, tmp_path, seconds=7, size="540x960")
    url: str = api().get(f"/broadcasts/{show.id}").json["replay_url"]
    before = fetch(api(), url).text

    run_jobs("media")
    main = download(api(), url, tmp_path)

    assert before.count("EXT-X-STREAM-INF") == 1
    after = main.read_text()
    assert after.count("EXT-X-STREAM-INF") == 2
    assert "RESOLUTION=360x640" in after
    made, source = ((tmp_path / f"{name}-replay.m3u8") for name in ("r360", "source"))
    assert count_frames(str(made), 60) == count_frames(str(source), 60)
    assert starts_of(tmp_path, "r360") == pytest.approx(starts_of(tmp_path, "source"), abs=0.02)


def only_source_and_made(journal: Journal) -> list[str]:
    """Leave out what ingest had room to make while it was live: how much that is depends on the machine."""
    names = {name for name, _ in journal.segments}
    whole = {segment.msn for segment in journal.list_segments()}
    return [
        name
        for name in ("source", "r540", "r360")
        if name in names and {segment.msn for segment in journal.list_segments(name)} == whole
    ]


def starts_of(folder: Path, rendition: str) -> list[float]:
    """Return when the first picture of each segment is shown, on the rendition's own time line."""
    splitter = FragmentSplitter()
    list(splitter.feed((folder / rendition / "i0.mp4").read_bytes()))
    paths = sorted((folder / rendition).glob("s*.m4s"), key=lambda path: int(path.stem[1:]))
    fragments = [
        [found for found in splitter.feed(path.read_bytes()) if isinstance(found, Fragment)] for path in paths
    ]
    return [found[0].start_seconds for found in fragments]
