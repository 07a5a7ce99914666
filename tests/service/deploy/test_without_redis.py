"""A cluster whose Redis is gone: it carries limits and news, and nothing that anybody buys depends on it."""

import pytest

from kernel import runtime
from tests.conftest import required
from tests.factories import make_person, make_product
from tests.service.deploy.client import Client
from tests.service.deploy.cluster import cluster_config, running_cluster, running_redis_at
from tests.services.postgres import PostgresServer
from tests.services.process import free_port
from tests.services.s3 import S3Server


def test_without_redis_the_shop_goes_on_and_limits_hold(
    own_postgres: PostgresServer, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port, home = free_port(), tmp_path_factory.mktemp("without-redis")
    config = cluster_config(home, postgres=own_postgres, s3=s3_server, redis_port=port)
    wrong = {"email": "nobody@example.test", "password": "wrong", "name": "x"}

    with (
        required(),
        running_redis_at(port) as redis,
        running_cluster(config, s3_endpoint=s3_server.endpoint) as cluster,
    ):
        runtime.start(cluster.config)
        person, product = make_person(), make_product()
        client = Client(cluster.url, person)
        redis.kill()
        pages = [client.get(path).status_code for path in ("/", "/login", "/api/v1/feed", "/api/v1/me")]
        shop = client.post("/api/v1/shops", json={"name": "No Redis needed"})
        seen = client.get(f"/api/v1/products/{product.id}")
        tries = [client.post("/api/v1/tokens", json=wrong, headers={"Authorization": ""}) for _ in range(24)]
        runtime.stop()

    assert pages == [200] * 4
    assert (shop.status_code, seen.status_code) == (201, 200)
    # Each of the two processes counts by itself for as long as Redis is away.
    assert 10 <= sum(answer.status_code == 401 for answer in tries) <= 20
    assert tries[-1].status_code == 429
