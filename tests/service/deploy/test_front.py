"""What nginx lets through, what it answers itself, and what it keeps to itself."""

import json
import socket
from pathlib import Path

import pytest
import requests
from redis import Redis

from tests.service.deploy.client import Client
from tests.service.deploy.cluster import METRICS_TOKEN, Cluster
from tests.services.process import LOOPBACK, ROOT
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def nobody(cluster: Cluster) -> Client:
    """Use the cluster without an account."""
    return Client(cluster.url)


def test_a_page_comes_through_with_its_security_headers_once(nobody: Client) -> None:
    answer = nobody.get("/")

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].count("default-src") == 1
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "text/html" in answer.headers["Content-Type"]
    assert answer.headers["Server"] == "nginx"


def test_a_request_has_one_id_from_nginx_to_the_log(cluster: Cluster, nobody: Client) -> None:
    forged = "00000000-client-made-this-up"

    answer = nobody.get("/healthz", headers={"X-Request-ID": forged})
    logged = nobody.get("/api/v1/feed", headers={"X-Request-ID": forged})

    assert answer.headers["X-Request-ID"] != forged
    log = cluster.nginx_folder / "access.log"
    # nginx writes its line after the answer is out.
    wait_until(
        lambda: (
            logged.headers["X-Request-ID"]
            in [json.loads(line)["request_id"] for line in log.read_text().splitlines()]
        )
    )


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/internal-objects/anything"])
def test_what_is_for_operators_is_not_there_from_outside(nobody: Client, path: str) -> None:
    answer = nobody.get(path, headers={"Authorization": f"Bearer {METRICS_TOKEN}"})

    assert answer.status_code == 404


def test_an_operator_reads_the_metrics_of_both_web_processes_directly(cluster: Cluster) -> None:
    told = requests.get(
        f"{cluster.web_url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}, timeout=10
    )
    refused = requests.get(f"{cluster.web_url}/metrics", timeout=10)

    assert "nightmarket_http_requests_total" in told.text
    assert refused.status_code == 403
    assert len(cluster.web_workers()) == 2


def test_built_files_come_from_nginx_and_may_be_kept_for_good(cluster: Cluster, nobody: Client) -> None:
    name = json.loads((ROOT / "static" / "dist" / "manifest.json").read_text())["app.css"]

    answer = nobody.get(f"/static/dist/{name}")
    source = nobody.get("/static/icons/icons.svg")

    assert answer.content == (ROOT / "static" / "dist" / name).read_bytes()
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert source.headers["Cache-Control"] == "public, max-age=3600"
    assert source.headers["Content-Type"] == "image/svg+xml"
    assert json.loads(last_line(cluster))["upstream"] == ""


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/dist/../../app.py"])
def test_nothing_beside_the_static_files_is_served(cluster: Cluster, path: str) -> None:
    answer = raw_get(cluster, path)

    assert b"200 OK" not in answer.splitlines()[0]
    assert b"create_app" not in answer


def test_pages_with_a_form_token_are_not_compressed_and_others_are(cluster: Cluster) -> None:
    browser = Client(cluster.url)

    shared = browser.get("/api/openapi.json")
    personal = browser.get("/login", cookies={"nightmarket_session": "anything"})

    assert shared.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in personal.headers


def test_limits_count_the_true_address_once_for_all_web_processes(cluster: Cluster) -> None:
    """Two processes that counted alone, or believed the client's address, would let all twelve tries pass."""
    body = {"email": "nobody@example.test", "password": "wrong", "name": "x"}

    answers = [
        Client(cluster.url).post(
            "/api/v1/tokens", json=body, headers={"X-Forwarded-For": f"203.0.113.{number}"}
        )
        for number in range(12)
    ]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert counts_in_redis(cluster) == [10]


def test_a_body_that_is_too_large_is_refused_at_the_door(nobody: Client) -> None:
    answer = nobody.post("/api/v1/tokens", data=b"x" * (13 << 20))

    assert answer.status_code == 413


def test_a_request_that_never_ends_its_headers_is_hung_up_on(cluster: Cluster) -> None:
    host, port = address(cluster)
    with socket.create_connection((host, port), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: market\r\nX-Slow: ")

        with pytest.raises(ConnectionResetError):
            slow.recv(1000)


def test_the_layout_of_the_test_changes_addresses_and_folders_only(cluster: Cluster) -> None:
    """The tests would prove nothing if they ran on another configuration than the one that is shipped."""
    shipped = (ROOT / "deploy" / "nginx" / "nightmarket.conf").read_text().splitlines()
    used = (cluster.nginx_folder / "conf.d" / "nightmarket.conf").read_text().splitlines()

    changed = [
        line for line, ours in zip(shipped, used, strict=True) if line != ours and not line.startswith("#")
    ]

    assert len(changed) == 4
    assert all(any(name in line for name in ("alias", "proxy_cache_path", "access_log")) for line in changed)
    assert Path(cluster.nginx_folder / "cache").is_dir()


def last_line(cluster: Cluster) -> str:
    """Return nginx's last log line."""
    return (cluster.nginx_folder / "access.log").read_text().splitlines()[-1]


def address(cluster: Cluster) -> tuple[str, int]:
    """Return where nginx listens."""
    return LOOPBACK, int(cluster.url.rpartition(":")[2])


def raw_get(cluster: Cluster, path: str) -> bytes:
    """Send a path exactly as it is written; a client would tidy it up."""
    with socket.create_connection(address(cluster), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: market\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def counts_in_redis(cluster: Cluster) -> list[int]:
    """Return how much each counter of the limits holds in the cluster's Redis."""
    with Redis.from_url(cluster.config.redis_url, decode_responses=True) as client:
        return [client.llen(key) for key in client.scan_iter("*create_token*")]
