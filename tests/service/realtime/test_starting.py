"""A process that is started with a concurrency that does not fit says so in a sentence and ends."""

import subprocess
import sys
from pathlib import Path

from kernel.config import Config
from tests.conftest import SECRET_KEY
from tests.service.deploy.cluster import process_environment
from tests.services.process import ROOT

REALTIME = (sys.executable, str(ROOT / "realtime.py"))
WORKER = (sys.executable, str(ROOT / "media_worker.py"))
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"))


def test_gevent_that_is_not_installed_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "gevent.py").write_text("raise ModuleNotFoundError(name='gevent')\n")

    done = run(REALTIME, tmp_path, NIGHTMARKET_REALTIME_MODE="gevent", PYTHONPATH=str(tmp_path))

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "NIGHTMARKET_REALTIME_MODE is gevent, but gevent is not installed (requirements/gevent.txt)."
    ]


def test_an_unknown_mode_is_a_sentence(tmp_path: Path) -> None:
    done = run(REALTIME, tmp_path, NIGHTMARKET_REALTIME_MODE="threading")

    assert done.returncode == 2
    assert done.stderr.splitlines() == ["NIGHTMARKET_REALTIME_MODE must be one of eventlet, gevent."]


def test_gunicorn_with_a_worker_class_that_patches_does_not_serve_the_web(tmp_path: Path) -> None:
    done = run((*GUNICORN, "-k", "gevent"), tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("The web runs on gunicorn's gthread workers, not on gevent.")


def test_a_worker_without_a_usable_ffmpeg_does_not_take_any_job(tmp_path: Path) -> None:
    done = run(WORKER, tmp_path, NIGHTMARKET_FFMPEG="/no/such/ffmpeg")

    assert done.returncode == 2
    assert done.stderr.splitlines() == ["The configured ffmpeg, /no/such/ffmpeg, is not a program."]


def run(command: tuple[str, ...], home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a process of the market to its end."""
    config = Config.from_env({}, environment="test", home=str(home), secret_key=SECRET_KEY)
    environment = process_environment(config) | changes
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
