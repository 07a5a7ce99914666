"""The host's page asks the web, and the web asks a real ingest process, what of a broadcast arrives."""

from pathlib import Path
from typing import Any

import requests

from live.states import BroadcastState
from tests.market import ApiClient
from tests.service.live.ingest.encoders import pushing
from tests.service.live.ingest.running import Ingest, Show, make_show, wait_for_show, wait_until


def ask_health(client: ApiClient, show: Show) -> dict[str, Any] | None:
    health: dict[str, Any] | None = client.get(f"/broadcasts/{show.id}/health").json["health"]
    return health


def find_measured(client: Any, show: Any) -> dict[str, Any] | None:
    """Return how a broadcast arrives once enough has come to measure."""
    health = ask_health(client, show)
    return health if health and health["bitrate_kbps"] > 0 and health["frame_rate"] > 0 else None


def test_a_host_of_an_encoder_sees_what_arrives_and_when_it_stops(
    ingest: Ingest, api: Any, tmp_path: Path
) -> None:
    show = make_show()
    host = api(show.host_id)
    before = ask_health(host, show)

    with pushing(ingest.rtmp_url(show.key), tmp_path):
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        health = wait_until(lambda: find_measured(host, show), "no bitrate and frame rate were told")

    assert before is None
    assert health["key_frame_gap_seconds"] > 0


def test_nobody_else_reads_how_a_broadcast_does(ingest: Ingest, api: Any) -> None:
    show = make_show()

    stranger = api(show.host_id).client.get(f"/api/v1/broadcasts/{show.id}/health")

    assert stranger.status_code == 401
    assert requests.get(f"{ingest.url}/health/{show.id}", timeout=10).status_code == 401
