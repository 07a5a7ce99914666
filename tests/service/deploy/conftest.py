"""One cluster for the tests of a file."""

import contextlib
from collections.abc import Iterator

import pytest

from kernel import runtime
from tests.conftest import required
from tests.service.deploy.cluster import Cluster, cluster_config, running_cluster, running_redis_at
from tests.services.postgres import PostgresServer, running_postgres
from tests.services.process import free_port
from tests.services.s3 import S3Server


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """Run a PostgreSQL that a test may crash."""
    with contextlib.ExitStack() as stack:
        with required():
            server = stack.enter_context(running_postgres())
        yield server


@pytest.fixture(scope="module")
def redis_port() -> Iterator[int]:
    """Run a Redis of this file's own; tests that stop it start another on the same port."""
    port = free_port()
    with contextlib.ExitStack() as stack:
        with required():
            stack.enter_context(running_redis_at(port))
        yield port


@pytest.fixture(scope="module")
def cluster(
    own_postgres: PostgresServer,
    s3_server: S3Server,
    redis_port: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    """Run a whole cluster; this process is connected to its database too, to put people and goods there."""
    home = tmp_path_factory.mktemp("cluster")
    config = cluster_config(home, postgres=own_postgres, s3=s3_server, redis_port=redis_port)
    with required(), running_cluster(config, s3_endpoint=s3_server.endpoint) as running:
        runtime.start(running.config)
        yield running
        runtime.stop()
