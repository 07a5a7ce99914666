"""nginx before a market that keeps objects in a folder and rows in SQLite: one machine, no service."""

import io
from collections.abc import Iterator

import pytest
import requests
from PIL import Image

from accounts import pictures
from accounts.people import get_person, set_avatar
from kernel import runtime
from kernel.config import Config
from kernel.transaction import reading, transaction
from tests.conftest import SECRET_KEY, required
from tests.factories import make_person
from tests.service.deploy.client import Client
from tests.service.deploy.cluster import Cluster, running_cluster
from tests.services.process import LOOPBACK, free_port


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Run the market of one machine behind nginx."""
    config = Config.from_env(
        {},
        environment="test",
        home=str(tmp_path_factory.mktemp("folder")),
        secret_key=SECRET_KEY,
        public_url=f"http://{LOOPBACK}:{free_port()}",
        port=free_port(),
        realtime_port=free_port(),
        trusted_proxies=1,
        storage_accel=True,
        log_level="warning",
    )
    with required(), running_cluster(config, s3_endpoint="") as running:
        runtime.start(running.config)
        yield running
        runtime.stop()


def test_nginx_sends_a_file_of_the_folder_after_the_application_said_yes(market: Cluster) -> None:
    person, drawn = make_person(), io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(drawn, "PNG")
    drawn.seek(0)
    with transaction() as session:
        set_avatar(session, person.id, pictures.store_avatar(drawn))
    with reading() as session:
        url = f"{market.url}{get_person(session, person.id).avatar_url}"

    whole = requests.get(url, timeout=30)
    part = requests.get(url, headers={"Range": "bytes=10-19"}, timeout=30)
    around = requests.get(url.replace("/media/", "/internal-objects/"), timeout=30)

    assert whole.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(whole.content)).size == (160, 160)
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert around.status_code == 404


def test_a_part_goes_through_nginx_to_the_folder_and_a_tampered_url_does_not(market: Cluster) -> None:
    client, size_bytes = Client(market.url, make_person()), 15 << 20
    body = {"file_name": "clip.mp4", "size_bytes": size_bytes, "content_type": "video/mp4"}
    announced = client.post("/api/v1/uploads", json=body).json()
    url = f"{market.url}{announced['parts'][0]['url']}"
    piece = bytes(announced["part_size_bytes"])

    sent = requests.put(url, data=piece, timeout=60)
    tampered = requests.put(url[:-4] + "AAAA", data=piece, timeout=60)
    read = requests.get(url, timeout=30)

    assert (sent.status_code, tampered.status_code, read.status_code) == (200, 403, 403)
    assert sent.headers["ETag"]
