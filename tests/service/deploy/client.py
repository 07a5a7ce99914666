"""A person who uses the cluster over HTTP, through nginx."""

from typing import Any

import requests

from accounts import sessions
from accounts.people import Person
from kernel.transaction import transaction


class Client(requests.Session):
    """Speaks to one address, as one person or as nobody."""

    def __init__(self, url: str, person: Person | None = None) -> None:
        super().__init__()
        self.trust_env = False
        self._url = url
        if person is not None:
            with transaction() as session:
                token = sessions.create_token(session, person.id, "test")
            self.headers["Authorization"] = f"Bearer {token}"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """Send a request to a path of this server, or to a whole URL."""
        whole = self._url + str(url) if str(url).startswith("/") else url
        options.setdefault("timeout", 30)
        return super().request(method, whole, *args, **options)


def upload(client: Client, data: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Announce a file and PUT its parts where the answer says; return the answer and the parts' ETags."""
    body = {"file_name": "clip.mp4", "size_bytes": len(data), "content_type": "video/mp4"}
    started = client.post("/api/v1/uploads", json=body)
    assert started.status_code == 201, started.text
    announced = started.json()
    parts = []
    for part in announced["parts"]:
        start = (part["number"] - 1) * announced["part_size_bytes"]
        piece = data[start : start + announced["part_size_bytes"]]
        # Without our bearer token: the URL is the credential, as for a page's script.
        sent = requests.put(part["url"], data=piece, timeout=60)
        assert sent.status_code == 200, sent.text
        parts.append({"number": part["number"], "etag": sent.headers["ETag"]})
    return announced, parts


def post_video(client: Client, data: bytes) -> str:
    """Upload a clip and make a video of it; return its id."""
    announced, parts = upload(client, data)
    done = client.post(f"/api/v1/uploads/{announced['id']}/complete", json={"parts": parts})
    assert done.status_code == 200, done.text
    posted = client.post("/api/v1/videos", json={"upload_id": announced["id"], "title": "Lanterns"})
    assert posted.status_code == 201, posted.text
    video_id: str = posted.json()["id"]
    return video_id
