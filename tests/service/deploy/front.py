"""The shipped nginx configuration, laid out for a test: other addresses and folders, nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import SECRET_KEY
from tests.services.process import LOOPBACK, ROOT

SHIPPED = ROOT / "deploy" / "nginx"
#: The bucket's name is a location in objects-s3.conf.
BUCKET = "nightmarket-media"


def lay_out_nginx(
    folder: Path, *, port: int, web_port: int, realtime_port: int, s3_endpoint: str, ingest_port: int = 9
) -> Path:
    """Write a configuration that serves on `port`; return its main file. No S3: objects are in a folder."""
    site, included = folder / "conf.d", folder / "nightmarket"
    site.mkdir(parents=True)
    shutil.copytree(SHIPPED / "nightmarket", included)
    (folder / "cache").mkdir()
    paths = {
        "/opt/nightmarket/": f"{ROOT}/",
        "/var/cache/nginx/nightmarket": f"{folder}/cache",
        "/var/log/nginx/nightmarket.log": f"{folder}/access.log",
        "/var/lib/nightmarket/": f"{folder.parent}/",
        "/etc/nginx/conf.d/": f"{site}/",
    }
    (site / "nightmarket.conf").write_text(_moved(SHIPPED / "nightmarket.conf", paths))
    objects = "objects-s3.conf" if s3_endpoint else "objects-folder.conf"
    (included / "objects.conf").write_text(_moved(included / objects, paths))
    (included / "live.conf").write_text(_moved(included / "live-spool.conf", paths))
    (included / "live-secret.conf").write_text(_live_secret())
    (included / "listen.conf").write_text(f"listen {LOOPBACK}:{port};\n")
    addresses = {
        "server web-1:8000": f"server {LOOPBACK}:{web_port}",
        "server web-2:8000": f"server {LOOPBACK}:{web_port}",
        "realtime:8001": f"{LOOPBACK}:{realtime_port}",
        "ingest:8002": f"{LOOPBACK}:{ingest_port}",
        "s3:9000": s3_endpoint.removeprefix("http://") or f"{LOOPBACK}:9",
    }
    (included / "addresses.conf").write_text(_moved(SHIPPED / "nightmarket" / "addresses.conf", addresses))
    main = folder / "nginx.conf"
    main.write_text(_moved(SHIPPED / "nginx.conf", paths))
    return main


def _live_secret() -> str:
    """Ask the market for the secret as an operator does."""
    environment = {**os.environ, "NIGHTMARKET_SECRET_KEY": SECRET_KEY}
    command = [sys.executable, "app.py", "live-secret"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def _moved(file: Path, names: dict[str, str]) -> str:
    text = file.read_text()
    for shipped, ours in names.items():
        text = text.replace(shipped, ours)
    return text
