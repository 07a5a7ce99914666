"""What a cluster's people notice when one of its parts dies."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import requests

from tests.factories import make_person
from tests.service.deploy.client import Client
from tests.service.deploy.cluster import Cluster
from tests.services.postgres import PostgresServer
from tests.waiting import wait_until

CLIENTS = 4
#: Stands for an answer of which only the beginning came.
CUT_OFF = 0


def test_a_killed_web_process_is_noticed_by_its_own_requests_alone(cluster: Cluster) -> None:
    killed = cluster.web_workers()[0]

    with steady_requests(cluster.url) as answers:
        wait_until(lambda: answers[200] > 20)
        os.kill(killed, signal.SIGKILL)
        at_kill = answers[200]
        wait_until(lambda: answers[200] > at_kill + 50)
        wait_until(lambda: len(cluster.web_workers()) == 2 and killed not in cluster.web_workers())

    failed = sum(count for status, count in answers.items() if status != 200)
    assert failed <= CLIENTS, answers
    assert Client(cluster.url).get("/healthz").status_code == 200


def test_a_crashed_database_comes_back_without_a_restart_of_ours(
    cluster: Cluster, own_postgres: PostgresServer
) -> None:
    person = make_person()
    client = Client(cluster.url, person)
    assert client.get("/api/v1/me").status_code == 200
    workers = cluster.web_workers()

    crash(own_postgres)
    written = client.post("/api/v1/shops", json={"name": "After the crash"})

    assert written.status_code == 201, written.text
    assert cluster.web_workers() == workers
    assert all(process.is_alive() for process in cluster.processes.values())
    assert [client.get("/api/v1/me").status_code for _ in range(20)] == [200] * 20


@contextmanager
def steady_requests(url: str) -> Iterator[Counter[int]]:
    """Ask for a page from several threads until the block ends; count the answers by their status."""
    answers: Counter[int] = Counter()
    stopping = threading.Event()

    def ask() -> None:
        with requests.Session() as session:
            while not stopping.is_set():
                try:
                    answers[session.get(f"{url}/login", timeout=30).status_code] += 1
                except requests.exceptions.ChunkedEncodingError:
                    answers[CUT_OFF] += 1  # half an answer: what a killed process leaves behind

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def crash(server: PostgresServer) -> None:
    """Kill one backend: the server then ends all connections, recovers and starts anew by itself."""
    with server.connect() as connection:
        [(pid,)] = connection.execute("SELECT pg_backend_pid()").fetchall()
        os.kill(int(str(pid)), signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    wait_until(lambda: is_back(server))


def is_back(server: PostgresServer) -> bool:
    """Tell whether the server takes connections again."""
    try:
        with server.connect() as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
