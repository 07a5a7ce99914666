"""What arrives of a broadcast, as its host's pages ask for it, and what moderators read of reports."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.transaction import transaction
from live import broadcasts
from live.tokens import read_feed
from live.values import Broadcast, NewBroadcast
from moderation import notices
from moderation.notices import NoticeCategory
from tests.factories import make_person

HEALTH = {
    "bitrate_kbps": 2480,
    "frame_rate": 30.0,
    "dropped_count": 0,
    "key_frame_gap_seconds": 1.0,
    "latency_ms": 210,
    "advice": "",
}


class Ingest(BaseHTTPRequestHandler):
    """An ingest process that carries one broadcast and believes only the market's own token."""

    def do_GET(self) -> None:
        scheme, _, token = self.headers["Authorization"].partition(" ")
        is_ours = scheme == "Bearer" and read_feed(token)
        body = json.dumps(HEALTH if is_ours else {}).encode()
        self.send_response(200 if is_ours else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def ingest_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Ingest)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def host() -> Person:
    return make_person(Role.CREATOR)


def make_broadcast(host: Person, ingest_url: str = "") -> Broadcast:
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title="Lantern night"))
        if ingest_url:
            broadcasts.mark_live(session, made.id, ingest_url=ingest_url, media_started_at=now())
        return made


def test_a_host_reads_what_arrives(api, host, ingest_url):
    broadcast = make_broadcast(host, ingest_url)

    answer = api(host.id).get(f"/broadcasts/{broadcast.id}/health")

    assert answer.json == {"state": "live", "is_interrupted": False, "health": HEALTH}


def test_nothing_arrives_before_anybody_publishes(api, host):
    broadcast = make_broadcast(host)

    answer = api(host.id).get(f"/broadcasts/{broadcast.id}/health")

    assert answer.json == {"state": "scheduled", "is_interrupted": False, "health": None}


def test_an_ingest_process_that_is_gone_is_no_error(api, host):
    broadcast = make_broadcast(host, "http://127.0.0.1:9")

    answer = api(host.id).get(f"/broadcasts/{broadcast.id}/health")

    assert answer.status_code == 200
    assert answer.json["health"] is None


def test_moderators_read_what_was_reported_but_not_by_whom(api, host):
    broadcast = make_broadcast(host)
    reporter, moderator = make_person(), make_person(Role.MODERATOR)
    with transaction() as session:
        notices.file_notice(
            session,
            subject_kind="broadcast",
            subject_id=broadcast.id,
            reporter_id=reporter.id,
            category=NoticeCategory.COUNTERFEIT,
            text="The label is printed, not woven.",
        )

    answer = api(moderator.id).get(f"/moderation/broadcasts/{broadcast.id}/reports")

    assert [(one["category"], one["text"]) for one in answer.json["items"]] == [
        ("counterfeit", "The label is printed, not woven.")
    ]
    assert str(reporter.id) not in answer.text
