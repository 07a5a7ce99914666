"""The worker: transcodes clips and runs every other durable job, and what has to happen from time to time.

    python media_worker.py [--queues media,default,mail] [--threads 1]

SIGTERM ends it gently: a short job is finished, a long one is given back and starts again elsewhere. A
worker that is killed loses nothing either; its jobs start again when their leases run out.
"""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Sequence

import wiring
from kernel import runtime
from kernel.config import Config, ConfigError
from kernel.events import subscribe
from kernel.jobs.worker import JobWorker
from kernel.logs import log
from kernel.transaction import transaction
from media.errors import ToolsMissing
from media.tools import find_tools

#: Long work and short work wait in different queues, so that a refund never waits for a transcode or a
#: mail server.
QUEUES = ("media", "default", "mail")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run jobs until SIGTERM or SIGINT; return the process's exit status."""
    parser = argparse.ArgumentParser(description="Run Nightmarket's durable jobs.")
    parser.add_argument("--queues", default=",".join(QUEUES), help="queues to work off, one thread each")
    options = parser.parse_args(arguments)
    try:
        runtime.start(Config.from_env())
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201  (there is no log before there is a configuration)
        return 2
    queues = options.queues.split(",")
    if "media" in queues:
        try:
            _find_media_tools(runtime.config())
        except ToolsMissing as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 2
    subscribe(wiring.SUBSCRIPTIONS)
    for prepare in wiring.WORKER_START:
        prepare()
    _work(queues)
    return 0


def _find_media_tools(config: Config) -> None:
    """Say with which ffmpeg and in which jail clips are turned.

    Raises ToolsMissing: there is no jail and the configuration wants one, or no ffmpeg.
    """
    tools = find_tools(config.ffmpeg or None, require_jail=config.require_jail or config.is_production)
    log.info("media_tools_found", **tools.describe())


def _work(queues: Sequence[str]) -> None:
    workers = [JobWorker(wiring.JOBS, [queue]) for queue in queues]
    threads = [
        threading.Thread(target=worker.run, name=f"queue-{q}")
        for worker, q in zip(workers, queues, strict=True)
    ]
    stopping = threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        for worker in workers:
            worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for thread in threads:
        thread.start()
    log.info("worker_ready", queues=list(queues))
    _run_periodic(stopping)
    for thread in threads:
        thread.join()


def _run_periodic(stopping: threading.Event) -> None:
    """Do what is due from time to time until the worker stops; every task is safe to do twice."""
    due = dict.fromkeys(wiring.PERIODIC, 0.0)
    while not stopping.wait(0.5):
        for task in [t for t, at in due.items() if at <= time.monotonic()]:
            due[task] = time.monotonic() + task.every_seconds
            try:
                with transaction() as session:
                    task.run(session)
            except Exception:  # noqa: BLE001  (tried again when it is due again)
                log.exception("periodic_failed", task=task.run.__qualname__)


if __name__ == "__main__":
    sys.exit(main())
