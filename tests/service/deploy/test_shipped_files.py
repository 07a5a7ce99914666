"""The files in deploy/ fit each other and the code. Docker does not run here; what they say is checked."""

import configparser
import dataclasses
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from kernel.config import PREFIX, Config, s3_settings
from tests.service.deploy.front import BUCKET
from tests.services.process import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {PREFIX + field.name.upper() for field in dataclasses.fields(Config)}
SECRETS = ("POSTGRES_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY", "NIGHTMARKET_METRICS_TOKEN")


@pytest.mark.parametrize(
    "file",
    ["deploy/compose.yaml", "deploy/Dockerfile", "deploy/systemd/environment.example", "docs/operations.md"],
)
def test_every_variable_that_is_named_is_a_setting(file: str) -> None:
    text = (ROOT / file).read_text()

    named = set(re.findall(rf"{PREFIX}[A-Z0-9_]*[A-Z0-9]", text))

    assert named
    assert named <= SETTINGS


@pytest.mark.parametrize("source", ["compose", "systemd"])
def test_the_settings_are_accepted_by_the_configuration(source: str) -> None:
    environment = compose_settings() if source == "compose" else example_settings()

    config = Config.from_env(environment | {f"{PREFIX}SECRET_KEY": "k" * 48})

    assert config.storage_accel
    assert config.trusted_proxies == 1
    assert s3_settings(config.storage_url)["bucket"] == BUCKET
    assert config.storage_public_url == config.public_url


def test_nginx_knows_every_address_of_the_compose_file() -> None:
    addresses = (DEPLOY / "nginx" / "nightmarket" / "addresses.conf").read_text()

    hosts = {host for host, _ in re.findall(r"server ([\w-]+):(\d+)", addresses)}
    signed_host = re.search(r"default (\S+);", addresses)

    assert hosts == {"web-1", "web-2", "realtime", "ingest", "s3"}
    assert hosts <= set(COMPOSE["services"])
    assert signed_host is not None
    assert f"endpoint=http://{signed_host[1]}" in compose_settings()[f"{PREFIX}STORAGE_URL"]


def test_compose_has_every_process_with_a_program_that_exists() -> None:
    services = COMPOSE["services"]

    names = ("web-1", "web-2", "realtime", "ingest", "worker")
    commands = {name: " ".join(services[name]["command"]) for name in names}

    for command in commands.values():
        [script] = re.findall(r"[\w.]+\.py", command)
        assert (ROOT / script).is_file()
    assert all(services[name]["read_only"] for name in commands)
    assert {"postgres", "redis", "s3", "nginx", "migrate"} <= set(services)


def test_what_services_wait_for_and_keep_is_declared() -> None:
    services = COMPOSE["services"]

    awaited = {name for service in services.values() for name in service.get("depends_on", [])}
    mounted = {
        volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])
    }

    assert awaited <= set(services)
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_what_the_dockerfile_copies_exists() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)

    sources = [source for line in copied for source in line.split()]

    assert not [source for source in sources if not (ROOT / source).exists()]
    assert (ROOT / "requirements" / "cluster.lock").read_text().count("gevent==") == 1


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_program_of_ours_shut_in(unit: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit)
    service = parser["Service"]

    script = service["ExecStart"].split()[-1]

    assert (ROOT / script).is_file()
    assert service["User"] == "nightmarket"
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """Only where there is a systemd; elsewhere the units are read as above."""
    for unit in UNITS:
        ours = unit.read_text().replace("/opt/nightmarket/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(ours)

    program = shutil.which("systemd-analyze")
    command: list[str | Path] = [program, "verify", *tmp_path.iterdir()] if program else ["true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_nginx_passes_parts_that_are_as_large_as_they_get() -> None:
    for name in ("objects-s3.conf", "objects-folder.conf"):
        text = (DEPLOY / "nginx" / "nightmarket" / name).read_text()

        [megabytes] = re.findall(r"client_max_body_size (\d+)m;", text)

        assert int(megabytes) << 20 >= 32 << 20


def compose_settings() -> dict[str, str]:
    """Return the settings of the compose file, its own variables filled in."""
    filled = dict.fromkeys(SECRETS, "secret") | {f"{PREFIX}PUBLIC_URL": "https://market.example"}
    settings: dict[str, str] = COMPOSE["x-market"]["environment"]

    def fill(match: re.Match[str]) -> str:
        name, default = match[1], match[2] or ""
        return filled.get(name, default.removeprefix(":-") if default.startswith(":-") else "")

    return {name: re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", fill, value) for name, value in settings.items()}


def example_settings() -> dict[str, str]:
    """Return the settings of the example for systemd, its secrets filled in."""
    lines = (DEPLOY / "systemd" / "environment.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    return {name: value or "secret" for name, value in values.items()}
