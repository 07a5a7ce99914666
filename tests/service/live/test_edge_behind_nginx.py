"""The edge in the real realtime process, on both of its libraries, behind nginx as it is shipped."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from content.disclosure import Disclosure
from kernel import runtime
from kernel.config import Config
from kernel.transaction import transaction
from live import broadcasts
from live.tokens import sign_path
from live.values import Audience, NewBroadcast
from tests.conftest import PASSWORD_MEMORY_KIB, SECRET_KEY, required
from tests.factories import make_person
from tests.live_feed import FeedServer, opening, part, running_feed, segment
from tests.service.deploy.cluster import running_realtime
from tests.service.deploy.front import lay_out_nginx
from tests.services.nginx import running_nginx
from tests.services.process import LOOPBACK, free_port
from tests.services.schema import bring_up
from tests.waiting import wait_until


@dataclass
class Front:
    """A market's realtime process behind nginx, and the feed of the broadcasts in it."""

    url: str
    config: Config
    feed: FeedServer
    nginx_folder: Path

    def get(self, path: str, **options: object) -> requests.Response:
        """GET a path through nginx."""
        return requests.get(self.url + path, timeout=30, **options)  # type: ignore[arg-type]

    def spool(self, broadcast_id: uuid.UUID, name: str, data: bytes) -> None:
        """Write a file as ingest does."""
        path = self.config.live_spool / str(broadcast_id) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="module", params=["eventlet", "gevent"])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run nginx and the realtime process on an empty market."""
    home = tmp_path_factory.mktemp(request.param)
    port = free_port()
    config = Config.from_env(
        {},
        environment="test",
        password_memory_kib=PASSWORD_MEMORY_KIB,
        home=str(home),
        secret_key=SECRET_KEY,
        realtime_mode=request.param,
        realtime_port=free_port(),
        public_url=f"http://{LOOPBACK}:{port}",
        live_files_by_proxy=True,
        trusted_proxies=1,
    )
    bring_up(config.database_url)
    runtime.start(config)
    folder = home / "nginx"
    main = lay_out_nginx(folder, port=port, web_port=9, realtime_port=config.realtime_port, s3_endpoint="")
    with required(), running_feed() as feed, running_realtime(config), running_nginx(main, ports=(port,)):
        yield Front(config.public_url, config, feed, folder)
    runtime.stop()


@pytest.fixture
def broadcast_id(front: Front) -> uuid.UUID:
    """Put a broadcast on the air of which two segments have come."""
    new = NewBroadcast("Lanterns", "", Disclosure.OWN, Audience.PUBLIC, None, is_rehearsal=False)
    host = make_person()
    with transaction() as session:
        broadcast = broadcasts.create_broadcast(session, host.id, new)
        broadcasts.mark_live(
            session, broadcast.id, ingest_url=front.feed.origin, media_started_at=dt.datetime.now(dt.UTC)
        )
    front.feed.forget()
    front.feed.tell(*opening(), *segment(0), part(1, 0))
    return broadcast.id


def test_a_playlist_waits_in_the_realtime_process_until_its_part_comes(
    front: Front, broadcast_id: uuid.UUID
) -> None:
    folder = sign_path(broadcast_id)
    first = front.get(f"{folder}/source.m3u8")

    with ThreadPoolExecutor(50) as pool:
        waiting = [pool.submit(front.get, f"{folder}/source.m3u8?_HLS_msn=1&_HLS_part=1") for _ in range(50)]
        front.feed.tell(part(1, 1))
        answers = [future.result() for future in waiting]

    assert "PRELOAD-HINT" in first.text
    assert {answer.status_code for answer in answers} == {200}
    # Who waited longer than a player's patience, on a busy machine, was sent what there was until then.
    [new] = {answer.text for answer in answers} - {first.text}
    assert 'DURATION=0.20000,URI="source/p1.1.m4s"' in new
    assert front.feed.listeners_count == 1


def test_nginx_serves_the_files_of_the_spool_itself(front: Front, broadcast_id: uuid.UUID) -> None:
    folder = sign_path(broadcast_id)
    files = {"source/p0.3.m4s": b"part", "source/s0.m4s": b"segment", "source/i0.mp4": b"init"}
    for name, data in files.items():
        front.spool(broadcast_id, name, b"from nginx: " + data)

    answers = {name: front.get(f"{folder}/{name}") for name in files}

    assert {name: answer.content for name, answer in answers.items()} == {
        name: b"from nginx: " + data for name, data in files.items()
    }
    assert answers["source/s0.m4s"].headers["Content-Type"] == "video/iso.segment"
    assert answers["source/s0.m4s"].headers["Cache-Control"] == "public, max-age=600, immutable"
    assert answers["source/p0.3.m4s"].headers["Cache-Control"] == "public, max-age=60, immutable"


def test_a_part_that_is_not_written_yet_is_waited_for_at_the_edge(
    front: Front, broadcast_id: uuid.UUID
) -> None:
    folder = sign_path(broadcast_id)
    front.get(f"{folder}/source.m3u8")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(front.get, f"{folder}/source/p1.1.m4s")
        front.feed.tell(part(1, 1))

        assert waiting.result().content == b"<source 1.1>"


def _wrong(token: str, _broadcast_id: uuid.UUID) -> str:
    return token[:-2] + ("aa" if token[-2:] != "aa" else "bb")


def _expired(_token: str, broadcast_id: uuid.UUID) -> str:
    return sign_path(broadcast_id, seconds=-5).rpartition("/")[2]


def _of_another(_token: str, _broadcast_id: uuid.UUID) -> str:
    return sign_path(uuid.uuid4()).rpartition("/")[2]


BAD_TOKENS: dict[str, Callable[[str, uuid.UUID], str]] = {
    "none": lambda _token, _broadcast_id: "-",
    "wrong": _wrong,
    "expired": _expired,
    "another broadcast's": _of_another,
}
FILES = ["master.m3u8", "plain.m3u8", "dvr.m3u8", "source.m3u8", "source/p0.3.m4s", "source/s0.m4s"]
FILES += ["source/i0.mp4", "source/p1.9.m4s", "thumb.jpg"]


@pytest.mark.parametrize("kind", BAD_TOKENS)
@pytest.mark.parametrize("name", FILES)
def test_no_file_is_served_without_a_good_token(
    front: Front, broadcast_id: uuid.UUID, name: str, kind: str
) -> None:
    for spooled in ("source/p0.3.m4s", "source/s0.m4s", "source/i0.mp4", "thumb.jpg"):
        front.spool(broadcast_id, spooled, b"secret")
    good = sign_path(broadcast_id).rpartition("/")[2]

    answer = front.get(f"/hls/{broadcast_id}/{BAD_TOKENS[kind](good, broadcast_id)}/{name}")

    assert answer.status_code == 403
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    "path", ["source/../journal", "source/..%2fjournal", "journal", "source/open", "source/.open.tmp", ".."]
)
def test_nothing_else_of_the_spool_is_served(front: Front, broadcast_id: uuid.UUID, path: str) -> None:
    for name in ("journal", "source/open", "source/s0.m4s"):
        front.spool(broadcast_id, name, b"secret")

    answer = front.get(f"{sign_path(broadcast_id)}/{path}")

    assert answer.status_code in {400, 403, 404, 502}
    assert b"secret" not in answer.content


def test_what_a_moderator_stops_is_gone_at_once_from_memory_and_from_files(
    front: Front, broadcast_id: uuid.UUID
) -> None:
    folder = sign_path(broadcast_id)
    for name in ("source/s0.m4s", "thumb.jpg"):
        front.spool(broadcast_id, name, b"a file")
    names = ["source.m3u8", "source/p0.0.m4s", "source/s0.m4s", "source/i0.mp4", "thumb.jpg"]
    assert {front.get(f"{folder}/{name}").status_code for name in names} == {200}

    with transaction() as session:
        broadcasts.stop_broadcast(session, broadcast_id, make_person().id, "It shows somebody else.")

    wait_until(lambda: {front.get(f"{folder}/{name}").status_code for name in names} == {404})


def test_no_token_is_written_into_the_log(front: Front, broadcast_id: uuid.UUID) -> None:
    folder = sign_path(broadcast_id)
    front.spool(broadcast_id, "source/s0.m4s", b"a file")

    for name in ("source.m3u8", "source/s0.m4s", "source/s9.m4s"):
        front.get(f"{folder}/{name}")
    front.get("/nowhere")

    log = front.nginx_folder / "access.log"
    wait_until(lambda: '"path":"/nowhere"' in log.read_text())
    assert folder.rpartition("/")[2] not in log.read_text()
