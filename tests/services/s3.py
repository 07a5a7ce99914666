"""A real S3 server: OpenStack Swift with its s3api, which verifies signatures and expiry as Amazon does."""

import contextlib
import getpass
import itertools
import os
import secrets
import string
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.services.process import (
    LOOPBACK,
    ROOT,
    Child,
    ServiceFailed,
    ServiceUnavailable,
    free_port,
    running_child,
)

ACCESS_KEY = "nightmarket:tests"
REGION = "us-east-1"
_TEMPLATES = Path(__file__).with_name("swift")
_STORAGE_SERVERS = ("account", "container", "object")


@dataclass(frozen=True)
class S3Server:
    """A running server and its one account."""

    endpoint: str
    secret_key: str
    children: tuple[Child, ...]
    access_key: str = ACCESS_KEY
    region: str = REGION
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def client(self, *, access_key: str = "", secret_key: str = "", endpoint: str = "") -> Any:
        """Return a boto3 client that addresses buckets by path, as the account or as somebody else."""
        return boto3.client(
            "s3",
            endpoint_url=endpoint or self.endpoint,
            region_name=self.region,
            aws_access_key_id=access_key or self.access_key,
            aws_secret_access_key=secret_key or self.secret_key,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                retries={"total_max_attempts": 1},
            ),
        )

    def create_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"tests-{next(self._numbers)}"
        self.client().create_bucket(Bucket=name)
        return name

    def storage_url(self, bucket: str) -> str:
        """Return the address of a bucket as the application is configured with it."""
        return f"s3://{bucket}?endpoint={quote(self.endpoint, safe=':/')}&region={self.region}"


@contextlib.contextmanager
def running_s3() -> Iterator[S3Server]:
    """Run a server without buckets."""
    programs = _programs()
    with tempfile.TemporaryDirectory(
        prefix="nightmarket-s3-", dir=_xattr_folder(), ignore_cleanup_errors=True
    ) as place:
        folder = Path(place)
        secret_key = secrets.token_hex(20)
        ports = {name: free_port() for name in (*_STORAGE_SERVERS, "proxy")}
        _write_configuration(folder, ports, secret_key)
        _build_rings(programs, folder, ports)
        with contextlib.ExitStack() as stack:
            children = tuple(stack.enter_context(_running_server(programs, folder, name)) for name in ports)
            server = S3Server(
                endpoint=f"http://{LOOPBACK}:{ports['proxy']}", secret_key=secret_key, children=children
            )
            children[-1].wait_until(lambda: _answers(server))
            yield server


def _programs() -> Path:
    """Return the folder of Swift's programs, which are installed when they are missing."""
    done = subprocess.run(
        [ROOT / "bin" / "lib" / "install-s3-server"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServiceUnavailable(f"The S3 server for tests could not be installed:\n{done.stderr}")
    return ROOT / ".tools" / "swift-venv" / "bin"


def _xattr_folder() -> str:
    """Return a folder that keeps extended attributes, which Swift needs and an old tmpfs lacks."""
    for candidate in (tempfile.gettempdir(), str(ROOT)):
        with tempfile.NamedTemporaryFile(dir=candidate) as probe:
            if not hasattr(os, "setxattr"):  # macOS: its file systems all keep them
                return candidate
            with contextlib.suppress(OSError):
                os.setxattr(probe.name, "user.nightmarket", b"1")
                return candidate
    raise ServiceUnavailable("Swift needs a temporary folder with extended attributes: set TMPDIR to one.")


def _write_configuration(folder: Path, ports: dict[str, int], secret_key: str) -> None:
    (folder / "devices" / "disk").mkdir(parents=True)
    (folder / "swift.conf").write_text((_TEMPLATES / "swift.conf").read_text())
    for name, port in ports.items():
        template = "proxy-server.conf" if name == "proxy" else "storage-server.conf"
        text = string.Template((_TEMPLATES / template).read_text()).substitute(
            name=name, port=port, folder=folder, user=getpass.getuser(), region=REGION, secret_key=secret_key
        )
        (folder / f"{name}.conf").write_text(text)


def _build_rings(programs: Path, folder: Path, ports: dict[str, int]) -> None:
    disks = [f"{name}={ports[name]}" for name in _STORAGE_SERVERS]
    command: list[str | Path] = [programs / "python", _TEMPLATES / "build_rings.py", folder, *disks]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceFailed(f"Swift's rings could not be built:\n{done.stderr}")


def _running_server(programs: Path, folder: Path, name: str) -> contextlib.AbstractContextManager[Child]:
    program = [programs / "python", programs / f"swift-{name}-server", folder / f"{name}.conf"]
    return running_child(f"Swift's {name} server", program, log=folder / f"{name}.log", directory=folder)


def _answers(server: S3Server) -> bool:
    """Say whether the whole chain of servers works: the first listing makes the account."""
    try:
        server.client().list_buckets()
    except (BotoCoreError, ClientError):
        return False
    return True
