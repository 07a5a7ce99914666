"""nginx runs on the very configuration that a test hands it, and its complaints are heard."""

from pathlib import Path

import pytest
import requests

from tests.conftest import required
from tests.services.nginx import running_nginx
from tests.services.process import LOOPBACK, ServiceFailed, accepts_connections, free_port

CONFIGURATION = """
events {{}}
http {{
    access_log off;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 "open\\n"; }}
    }}
}}
"""


def test_nginx_answers_until_the_block_ends(tmp_path: Path) -> None:
    port = free_port()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(port=port))

    with required(), running_nginx(configuration, ports=(port,)):
        answer = requests.get(f"http://{LOOPBACK}:{port}/", timeout=5)
        assert answer.headers["Server"].startswith("nginx/")
        assert answer.text == "open\n"

    assert not accepts_connections(port)


def test_a_wrong_configuration_is_refused_with_its_line(tmp_path: Path) -> None:
    configuration = tmp_path / "nginx.conf"
    configuration.write_text("events {}\nno_such_directive on;\n")

    with (
        pytest.raises(ServiceFailed, match=r'unknown directive "no_such_directive" in .*nginx\.conf:2'),
        required(),
        running_nginx(configuration, ports=()),
    ):
        pytest.fail("nginx took a configuration that is wrong")
