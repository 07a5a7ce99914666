"""A real nginx, started on whatever configuration a test hands it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.services.process import (
    Child,
    ServiceFailed,
    ServiceUnavailable,
    accepts_connections,
    running_child,
)


def nginx_program() -> Path:
    """Return the nginx of this machine.

    Raises ServiceUnavailable: there is none, and no wheel carries one.
    """
    found = shutil.which(
        "nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin:/usr/local/bin"
    )
    found = shutil.which("nginx") or found
    if not found:
        raise ServiceUnavailable(
            "nginx is missing: install it (Debian: apt install nginx; macOS: brew install nginx)."
        )
    return Path(found)


@contextlib.contextmanager
def running_nginx(
    configuration: Path, *, ports: tuple[int, ...], prefix: Path | None = None
) -> Iterator[Child]:
    """Run nginx in the foreground on a main configuration file until the block ends.

    `ports` are those the configuration listens on: it is ready when all of them answer. Relative paths in
    the configuration start at `prefix`, a new folder by default. As root the workers stay root unless the
    configuration names a user, so that they can read a test's private folders.
    A plain user's nginx needs an `access_log` of its own there: the default is the system's.
    Raises ServiceFailed: nginx refuses the configuration; the text is its own complaint.
    """
    program = nginx_program()
    with tempfile.TemporaryDirectory(prefix="nightmarket-nginx-", ignore_cleanup_errors=True) as folder:
        home = prefix or Path(folder)
        (home / "logs").mkdir(exist_ok=True)
        command: list[str | Path] = [
            program,
            "-p",
            f"{home}/",
            "-c",
            configuration.resolve(),
            "-e",
            "stderr",
            "-g",
            _globals(configuration),
        ]
        _check(command)
        with running_child("nginx", command, log=Path(folder) / "nginx.log", directory=home) as child:
            child.wait_until(lambda: all(map(accepts_connections, ports)))
            yield child


def _globals(configuration: Path) -> str:
    """Return what the command line adds; nginx refuses a directive that is given twice."""
    directives = {line.split()[0] for line in configuration.read_text().splitlines() if line.split()}
    # The pid file, like every relative path, is below the prefix: /run belongs to the system's own nginx.
    wanted = {"daemon": "daemon off;", "pid": "pid nginx.pid;"}
    if os.geteuid() == 0:
        wanted["user"] = "user root;"
    return " ".join(text for name, text in wanted.items() if name not in directives)


def _check(command: list[str | Path]) -> None:
    done = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceFailed(f"nginx refuses the configuration:\n{done.stderr}")
