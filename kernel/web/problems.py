"""Refusals as people and programs read them: a problem document (RFC 9457) or a page with a sentence."""

import re
import uuid
from typing import Any

import orjson
from flask import Flask, Response, render_template, request
from flask_babel import gettext
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from kernel.errors import N_, DomainError, Invalid, Malformed
from kernel.logs import log

PROBLEM = "application/problem+json"


class InvalidFields(Invalid):
    """Some fields do not fit; `fields` says which and why."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__()
        self.fields = fields


#: pydantic's kinds of error -> a sentence. What is not listed gets the general one.
SENTENCES = {
    "missing": N_("This is needed."),
    "extra_forbidden": N_("This is not something you can set."),
    "string_too_short": N_("This is too short."),
    "string_too_long": N_("This is too long."),
    "string_pattern_mismatch": N_("This has characters that can't be used here."),
    "int_parsing": N_("This must be a whole number."),
    "int_type": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "greater_than_equal": N_("This is too small."),
    "less_than_equal": N_("This is too large."),
    "uuid_parsing": N_("This is not an id of ours."),
    "too_short": N_("Add at least one."),
    "too_long": N_("These are too many."),
}
GENERAL_SENTENCE = N_("This does not fit here.")


def invalid_fields(error: ValidationError) -> DomainError:
    """Turn pydantic's report into ours; unreadable JSON is Malformed."""
    if any(item["type"] == "json_invalid" for item in error.errors(include_input=False, include_url=False)):
        return Malformed(N_("The body is not valid JSON."))
    fields: dict[str, str] = {}
    for item in error.errors(include_input=False, include_url=False):
        place = ".".join(str(step) for step in item["loc"]) or "body"
        own_words = str(item["ctx"]["error"]) if item["type"] == "value_error" else None
        fields.setdefault(place, own_words or SENTENCES.get(item["type"], GENERAL_SENTENCE))
    return InvalidFields(fields)


def problem_type(error: type[DomainError]) -> str:
    """Return the problem's type, e.g. /problems/out-of-stock."""
    return "/problems/" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()


def wants_json() -> bool:
    """Tell whether the answer goes to a program."""
    to_program = request.path.startswith(("/api/", "/webhooks/"))
    return to_program or request.accept_mimetypes.best == "application/json"


def answer_domain_error(error: DomainError) -> Response:
    """Answer a refusal that one of the packages raised."""
    title = gettext(error.title)
    if not wants_json():
        return _page(error.status, title, error.detail and gettext(error.detail))
    document: dict[str, Any] = {"type": problem_type(type(error)), "title": title, "status": error.status}
    if error.detail:
        document["detail"] = gettext(error.detail)
    document |= {
        name: str(value) if isinstance(value, uuid.UUID) else value for name, value in error.members.items()
    }
    if isinstance(error, InvalidFields):
        document["errors"] = [{"field": f, "message": gettext(m)} for f, m in error.fields.items()]
    return _problem(document)


def answer_http_error(error: HTTPException) -> Response:
    """Answer a refusal of the framework (no such route, wrong method, body too large)."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()  # type: ignore[return-value]
    title = {
        404: gettext("We could not find this. It may have been removed."),
        413: gettext("This is too large."),
    }
    text = title.get(status, error.name)
    response = (
        _problem({"type": "about:blank", "title": text, "status": status})
        if wants_json()
        else _page(status, text)
    )
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def answer_crash(error: Exception) -> Response:
    """Answer for a defect of ours without telling what it is; the log has it."""
    log.exception("request_crashed", path=request.path, exc_info=error)
    title = gettext("Something went wrong on our side. Nothing was lost; please try again.")
    if wants_json():
        return _problem({"type": "about:blank", "title": title, "status": 500})
    return _page(500, title)


def install_problems(app: Flask) -> None:
    """Answer every refusal and crash of this application in our way."""
    app.register_error_handler(DomainError, answer_domain_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_crash)


def _problem(document: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(document), status=document["status"], content_type=PROBLEM)
    if document["status"] == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _page(status: int, title: str, detail: str | None = None) -> Response:
    page = render_template("problem.html", status=status, title=title, detail=detail)
    return Response(page, status=status, content_type="text/html; charset=utf-8")
