"""Encoders in front of a real nginx-rtmp with the shipped configuration; ingest plays from there."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from kernel.transaction import transaction
from live import stream_keys
from live.states import BroadcastState
from media.live_events import Ended, Interrupted
from tests.conftest import required
from tests.service.deploy.cluster import process_environment
from tests.service.live.ingest.encoders import pushing, rtmp_command
from tests.service.live.ingest.running import (
    Ingest,
    count_frames,
    end_show,
    find_show,
    make_show,
    reading_feed,
    wait_for_show,
    wait_until,
)
from tests.services.nginx import running_nginx
from tests.services.process import LOOPBACK, ROOT, Child, ServiceUnavailable, free_port

SHIPPED = ROOT / "deploy" / "nginx" / "rtmp.conf"
MODULE_FOLDERS = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/etc/nginx/modules")


@dataclass(frozen=True)
class Front:
    """A running nginx-rtmp."""

    port: int
    process: Child

    def url(self, key: str) -> str:
        """Where an encoder publishes with this key."""
        return f"rtmp://{LOOPBACK}:{self.port}/live/{key}"


@pytest.fixture(scope="module")
def front(ingest: Ingest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run nginx with the shipped configuration: another port and the hook that ingest names, nothing else."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    with contextlib.ExitStack() as stack:
        with required():
            module = rtmp_module()
            (folder / "rtmp.conf").write_text(shipped_configuration(ingest, port))
            main = folder / "nginx.conf"
            main.write_text(
                f"load_module {module};\nerror_log stderr warn;\nevents {{ worker_connections 512; }}\n"
                f"include {folder}/rtmp.conf;\n"
            )
            process = stack.enter_context(running_nginx(main, ports=(port,)))
        yield Front(port, process)


def test_a_broadcast_goes_through_nginx(front: Front, ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with pushing(front.url(show.key), tmp_path), reading_feed(ingest, show) as edge:
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        edge.wait_for_parts(20)

    seconds = sum(part.duration_seconds for part in edge.source_parts())
    assert count_frames(edge, tmp_path) == pytest.approx(25 * seconds, abs=2)


def test_nginx_refuses_a_key_that_is_wrong(front: Front) -> None:
    done = subprocess.run(
        rtmp_command(front.url("nobodys-key"), seconds=3),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0


def test_an_encoder_that_comes_back_through_nginx_continues_the_same_broadcast(
    front: Front, ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with reading_feed(ingest, show) as edge:
        with pushing(front.url(show.key), tmp_path) as encoder:
            first = edge.wait_for_parts(10)
            encoder.kill()
        edge.wait_for(Interrupted)
        with pushing(front.url(show.key), tmp_path):
            later = edge.wait_for_parts(10, after_msn=first[-1].msn)

    assert find_show(show).state is BroadcastState.LIVE
    assert next(part for part in later if part.init_number == 1).is_discontinuity


def test_nginx_sends_an_encoder_away_whose_broadcast_ended(
    front: Front, ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with pushing(front.url(show.key), tmp_path) as encoder, reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        end_show(show)
        edge.wait_for(Ended)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")


def test_nginx_sends_an_encoder_away_whose_key_was_replaced(
    front: Front, ingest: Ingest, tmp_path: Path
) -> None:
    show = make_show()

    with pushing(front.url(show.key), tmp_path) as encoder:
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        with transaction() as session:
            stream_keys.rotate_key(session, show.id, show.host_id)
        wait_until(lambda: not encoder.is_alive(), "the encoder goes on")


def test_nobody_else_can_play_what_is_published(front: Front, ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()
    with pushing(front.url(show.key), tmp_path):
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)

        names = [show.key, str(show.id)]
        played = [
            subprocess.run(
                ["ffmpeg", "-v", "error", "-nostdin", "-t", "1", "-i", front.url(name), "-f", "null", "-"],
                capture_output=True,
                timeout=60,
                check=False,
            ).returncode
            for name in names
        ]

    assert all(status != 0 for status in played)


def test_no_stream_key_is_in_a_log_of_nginx_or_ours(front: Front, ingest: Ingest, tmp_path: Path) -> None:
    show = make_show()

    with pushing(front.url(show.key), tmp_path):
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)

    assert show.key not in front.process.log.read_text(errors="replace")
    assert show.key not in ingest.logs()


def test_the_hook_answers_only_nginx(ingest: Ingest) -> None:
    show = make_show()
    asked = {"call": "publish", "app": "live", "name": show.key, "clientid": "1"}
    hook = hook_of(ingest)

    statuses = [
        requests.post(f"{ingest.url}/hooks/{'0' * 40}", asked, timeout=30).status_code,
        requests.post(hook, asked, headers={"X-Forwarded-For": "192.0.2.1"}, timeout=30).status_code,
        requests.get(hook, timeout=30).status_code,
        requests.post(hook, asked | {"name": "wrong"}, timeout=30).status_code,
        requests.post(hook, asked | {"app": "../x"}, timeout=30).status_code,
    ]

    assert statuses == [404, 404, 405, 403, 403]


def rtmp_module() -> Path:
    """Return nginx's RTMP module.

    Raises ServiceUnavailable.
    """
    for folder in MODULE_FOLDERS:
        module = Path(folder) / "ngx_rtmp_module.so"
        if module.exists():
            return module
    raise ServiceUnavailable(
        "nginx's RTMP module is missing: install it (Debian: apt install libnginx-mod-rtmp)."
    )


def hook_of(ingest: Ingest) -> str:
    """Return the hook's address as an operator gets it."""
    done = subprocess.run(
        [sys.executable, ROOT / "ingest.py", "hook-url"],
        env=process_environment(ingest.config),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def shipped_configuration(ingest: Ingest, port: int) -> str:
    """Return the shipped configuration for this port and hook."""
    text = SHIPPED.read_text()
    assert text.count("HOOK?port=1935") == 3
    text = text.replace("HOOK?port=1935", f"{hook_of(ingest)}?port={port}")
    return text.replace("listen 1935;", f"listen {LOOPBACK}:{port};")
