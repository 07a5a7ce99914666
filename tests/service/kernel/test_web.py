"""The web's plumbing: headers, problems, request ids, health, the API's own description."""

import gzip
import json
import uuid
from typing import Any

import pytest
from flask import Flask

from kernel.web.headers import content_security_policy
from tests.factories import make_person


def test_no_page_may_run_inline_script_or_style(app: Flask):
    for path in ("/", "/login", "/nowhere", "/api/v1/me", "/static/css/tokens.css"):
        with app.test_client().get(path, buffered=True) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in policy
            assert "unsafe-eval" not in policy
            assert "script-src 'self'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "frame-ancestors 'none'" in policy


def test_a_front_end_file_comes_compressed_to_who_can_read_that_and_is_kept_for_good(app: Flask):
    url = app.jinja_env.globals["asset"]("app.js")

    plain, packed = (
        app.test_client().get(url, headers={"Accept-Encoding": accepted}, buffered=True)
        for accepted in ("identity", "gzip, br")
    )

    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.mimetype == "text/javascript"


def test_uploads_and_news_may_go_where_they_are_served(app: Flask):
    config = app.extensions["nightmarket.config"]
    policy = content_security_policy(config)

    if config.storage_url.startswith("s3://"):
        assert "http://127.0.0.1" in policy.partition("connect-src")[2].partition(";")[0]
    else:
        assert "connect-src 'self';" in policy


def test_a_refusal_is_a_problem_document_for_programs(api):
    answer = api().get("/me")

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "/problems/unauthenticated",
        "title": "Please sign in first.",
        "status": 401,
    }


def test_a_refusal_is_a_page_for_people(app: Flask):
    answer = app.test_client().get("/settings", headers={"Accept": "text/html"})

    assert answer.status_code == 401
    assert "/login?next=" in answer.text


def test_a_refusal_speaks_the_readers_language(app: Flask):
    answer = app.test_client().get("/api/v1/me", headers={"Accept-Language": "zh-TW"})

    assert answer.json["title"] != "Please sign in first."
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json["title"])


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        (b"{", "application/json", 400, "/problems/malformed"),
        (b"\xff\xfe", "application/json", 400, "/problems/malformed"),
        (b"email=x", "application/x-www-form-urlencoded", 400, "/problems/malformed"),
        (b"[]", "application/json", 422, "/problems/invalid-fields"),
        (b'{"email": "x", "password": "y"}', "application/json", 422, "/problems/invalid-fields"),
        (b'{"email": 1, "password": null}', "application/json", 422, "/problems/invalid-fields"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(app: Flask, body, content_type, status, kind):
    answer = app.test_client().post("/api/v1/tokens", data=body, content_type=content_type)

    assert answer.status_code == status
    assert answer.json["type"] == kind


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_there_is_a_problem_too(app: Flask, method: str):
    answer = app.test_client().open("/api/v1/nothing", method=method)

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_wrong_method_says_which_are_right(app: Flask):
    answer = app.test_client().put("/api/v1/tokens")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_every_answer_names_its_request(app: Flask):
    client = app.test_client()
    own = str(uuid.uuid4())

    assert client.get("/healthz", headers={"X-Request-ID": own}).headers["X-Request-ID"] == own
    assert (
        client.get("/healthz", headers={"X-Request-ID": "a b<script>"}).headers["X-Request-ID"]
        != "a b<script>"
    )


def test_the_market_is_healthy_and_ready(app: Flask):
    assert app.test_client().get("/healthz").text == "ok\n"
    assert app.test_client().get("/readyz").text == "ready\n"


def test_metrics_are_for_this_machine(app: Flask):
    here = app.test_client().get("/metrics")
    elsewhere = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.7"})

    assert "nightmarket_http_requests_total" in here.text
    assert elsewhere.status_code == 403


def test_the_api_describes_itself(app: Flask):
    document = app.test_client().get("/api/openapi.json").json

    operations = {(m.upper(), p) for p, item in document["paths"].items() for m in item}
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and "openapi" not in rule.rule
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert document["openapi"] == "3.1.0"
    assert len(operations) == len(rules)
    assert list(broken_references(document, document)) == []


def test_every_path_parameter_is_described(app: Flask):
    document = app.test_client().get("/api/openapi.json").json

    for path, item in document["paths"].items():
        for operation in item.values():
            named = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_a_page_of_somebody_is_kept_by_no_cache(app: Flask, api):
    person = make_person()

    answer = api(person.id).get("/me")

    assert answer.headers["Cache-Control"] == "private, no-store"


def broken_references(node: Any, document: dict[str, Any]) -> Any:
    """Yield every reference that leads nowhere."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            target: Any = document
            for step in reference.removeprefix("#/").split("/"):
                target = target.get(step) if isinstance(target, dict) else None
            if target is None:
                yield reference
        for value in node.values():
            yield from broken_references(value, document)
    elif isinstance(node, list):
        for value in node:
            yield from broken_references(value, document)


def test_a_body_larger_than_any_form_is_refused(app: Flask):
    answer = app.test_client().post(
        "/api/v1/tokens", data=json.dumps({"email": "x" * (33 << 20)}), content_type="application/json"
    )

    assert answer.status_code == 413
