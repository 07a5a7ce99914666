"""A whole market in the test's own process: the application on a migrated database, and clients for it."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import wiring
from accounts import sessions
from kernel.jobs.worker import JobWorker
from kernel.transaction import transaction


@dataclass(frozen=True)
class ApiClient:
    """Speaks JSON to the API below /api/v1, as one person or as nobody."""

    client: FlaskClient
    token: str | None = None

    def get(self, path: str, **query: Any) -> TestResponse:
        """GET a path."""
        return self.send("GET", path, query_string=query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        """POST a JSON body, with an Idempotency-Key if one is given."""
        return self.send("POST", path, body, key=key)

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **options: Any
    ) -> TestResponse:
        """Send any method."""
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)


def api_as(app: Flask, user_id: uuid.UUID | None = None) -> ApiClient:
    """Return an API client of a person, or of nobody."""
    client = app.test_client(use_cookies=False)
    if user_id is None:
        return ApiClient(client)
    with transaction() as session:
        return ApiClient(client, sessions.create_token(session, user_id, "test"))


def run_jobs(*queues: str, at_most: int = 100) -> int:
    """Run the jobs that are due, in this thread, until there are none; return how many ran."""
    worker = JobWorker(wiring.JOBS, queues or ("media", "default"))
    for count in range(at_most):
        if not worker.run_one():
            return count
    raise AssertionError(f"more than {at_most} jobs: they seem to make each other")
