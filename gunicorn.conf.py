"""How gunicorn runs the web processes: threads, not greenlets. See docs/adr/0002-processes.md."""

import sys
from pathlib import Path
from typing import Any

from kernel.config import Config
from kernel.metrics import forget_process

_config = Config.from_env()

bind = f"{_config.host}:{_config.port}"
worker_class = "gthread"
workers = _config.web_processes
threads = _config.web_threads
backlog = 2048
keepalive = 15
timeout = 60
graceful_timeout = 20
_memory = Path("/dev/shm")  # noqa: S108  (a heartbeat file, not a secret)
worker_tmp_dir = str(_memory) if _memory.is_dir() else None  # the heartbeat must not wait for a disk
loglevel = "warning"
wsgi_app = "app:create_app_from_environment()"


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the metrics files of a process that is gone."""
    forget_process(worker.pid)


def on_starting(server: Any) -> None:
    """Refuse a worker class that patches the standard library: the web runs on plain threads."""
    if server.cfg.worker_class_str != worker_class:
        sys.stderr.write(
            f"The web runs on gunicorn's {worker_class} workers, not on {server.cfg.worker_class_str}. "
            "See docs/adr/0002-processes.md.\n"
        )
        sys.exit(2)
