"""Starts every process of a cluster on this machine, each as its own child, as they run in production."""

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import requests
from redis import Redis
from redis.exceptions import RedisError

from kernel.config import Config
from tests.conftest import SECRET_KEY
from tests.service.deploy.front import BUCKET, lay_out_nginx
from tests.services.nginx import running_nginx
from tests.services.postgres import PostgresServer
from tests.services.process import LOOPBACK, ROOT, Child, accepts_connections, free_port, running_child
from tests.services.redis import wheel_binary
from tests.services.s3 import S3Server
from tests.services.schema import bring_up

METRICS_TOKEN = "metrics-token-of-the-tests"


@dataclass
class Cluster:
    """A running cluster: where people reach it, and its processes by name."""

    url: str
    config: Config
    processes: dict[str, Child]
    nginx_folder: Path

    @property
    def web_url(self) -> str:
        """The web processes themselves, past nginx."""
        return f"http://{LOOPBACK}:{self.config.port}"

    def web_workers(self) -> list[int]:
        """Return the process ids of gunicorn's workers."""
        children = Path(f"/proc/{self.processes['web'].pid}/task/{self.processes['web'].pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def cluster_config(home: Path, *, postgres: PostgresServer, s3: S3Server, redis_port: int) -> Config:
    """Return a cluster's configuration, for an empty database and bucket.

    The environment is `development`: with `test` there would be no limits, and `production` takes real money.
    """
    if BUCKET not in [bucket["Name"] for bucket in s3.client().list_buckets()["Buckets"]]:
        s3.client().create_bucket(Bucket=BUCKET)
    url = f"http://{LOOPBACK}:{free_port()}"
    return Config.from_env(
        {},
        environment="development",
        home=str(home),
        secret_key=SECRET_KEY,
        public_url=url,
        port=free_port(),
        realtime_port=free_port(),
        web_processes=2,
        trusted_proxies=1,
        database_url=postgres.url(postgres.create_database()),
        storage_url=s3.storage_url(BUCKET),
        storage_public_url=url,
        storage_accel=True,
        s3_access_key=s3.access_key,
        s3_secret_key=s3.secret_key,
        redis_url=f"redis://{LOOPBACK}:{redis_port}/0",
        metrics_token=METRICS_TOKEN,
        log_level="warning",
    )


@contextlib.contextmanager
def running_cluster(config: Config, *, s3_endpoint: str) -> Iterator[Cluster]:
    """Run nginx, two web processes, realtime and worker until the block ends."""
    config = replace(config, internal_url=f"http://{LOOPBACK}:{config.port}")
    bring_up(config.database_url)
    metrics = config.home / "metrics"
    metrics.mkdir()
    extra = {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    main = lay_out_nginx(
        config.home / "nginx",
        port=int(config.public_url.rpartition(":")[2]),
        web_port=config.port,
        realtime_port=config.realtime_port,
        s3_endpoint=s3_endpoint,
    )
    with contextlib.ExitStack() as stack:
        gunicorn: list[str | Path] = [sys.executable, "-m", "gunicorn", "-c", ROOT / "gunicorn.conf.py"]
        processes = {
            "web": stack.enter_context(running_process("web", gunicorn, config, extra)),
            "realtime": stack.enter_context(running_realtime(config)),
            "worker": stack.enter_context(
                running_process("worker", [sys.executable, ROOT / "media_worker.py"], config, {})
            ),
        }
        port = int(config.public_url.rpartition(":")[2])
        processes["nginx"] = stack.enter_context(running_nginx(main, ports=(port,)))
        cluster = Cluster(config.public_url, config, processes, config.home / "nginx")
        processes["web"].wait_until(lambda: answers(f"{cluster.web_url}/readyz"))
        yield cluster


@contextlib.contextmanager
def running_realtime(config: Config) -> Iterator[Child]:
    """Run the realtime process until the block ends."""
    with running_process("realtime", [sys.executable, ROOT / "realtime.py"], config, {}) as child:
        child.wait_until(lambda: accepts_connections(config.realtime_port))
        yield child


@contextlib.contextmanager
def running_process(
    name: str, command: list[str | Path], config: Config, extra: Mapping[str, str]
) -> Iterator[Child]:
    """Run one of the market's processes until the block ends."""
    log = config.home / f"{name}-{secrets.token_hex(3)}.log"
    with running_child(
        name, command, log=log, directory=ROOT, environment=process_environment(config) | dict(extra)
    ) as child:
        yield child


def process_environment(config: Config) -> dict[str, str]:
    """Return the environment of one of the market's processes: ours, without our own settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NIGHTMARKET_")}
    return inherited | config.to_env() | {"PYTHONUNBUFFERED": "1"}


def answers(url: str) -> bool:
    """Tell whether a URL is answered with 200 now."""
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


@contextlib.contextmanager
def running_redis_at(port: int) -> Iterator[Child]:
    """Run an empty Redis on a port that is given, so that it can come back where it was."""
    program = shutil.which("redis-server") or wheel_binary()
    options = ["--bind", LOOPBACK, "--port", str(port), "--save", "", "--appendonly", "no"]
    log = Path(os.devnull)
    with running_child("Redis", [program, *options], log=log, directory=Path("/")) as child:
        child.wait_until(lambda: _pongs(port))
        yield child


def _pongs(port: int) -> bool:
    try:
        with Redis(host=LOOPBACK, port=port, socket_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False
