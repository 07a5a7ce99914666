"""Blueprints whose routes declare who may call them, what they take and what they answer.

`Pages` answers people, `Api` answers programs below /api/v1 and is what the OpenAPI document is made of.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError

from kernel.errors import N_, Malformed
from kernel.web.access import Access
from kernel.web.actor import find_actor
from kernel.web.idempotency import answered_once
from kernel.web.problems import invalid_fields

API_PREFIX = "/api/v1"
View = Callable[..., Any]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Operation:
    """One operation of the API, as its route declares it."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    access: Access
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    query: type[BaseModel] | None
    key: str


class Pages(Blueprint):
    """Routes for people. `csrf` is `token` (our form), `origin` (harmless) or `none` (signed otherwise)."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(f"{name}_pages", import_name)

    def page(
        self, path: str, *, access: Access, methods: tuple[str, ...] = ("GET",), csrf: str = "token"
    ) -> Callable[[View], View]:
        """Register a page."""

        def register(view: View) -> View:
            @functools.wraps(view)
            def guarded(**arguments: Any) -> Any:
                access.check(find_actor())
                return view(**arguments)

            guarded.access = access  # type: ignore[attr-defined]
            guarded.csrf = csrf  # type: ignore[attr-defined]
            self.add_url_rule(path, view_func=guarded, methods=list(methods))
            return guarded

        return register


class Api(Blueprint):
    """Routes for programs: a pydantic model in, a pydantic model out, problems on refusal."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(f"{name}_api", import_name, url_prefix=API_PREFIX)
        self.tag = name
        self.operations: list[Operation] = []

    def route_json(
        self,
        method: str,
        path: str,
        *,
        access: Access,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        answer: type[BaseModel] | None = None,
        status: int = 200,
        key: str = "optional",
        csrf: str = "token",
    ) -> Callable[[View], View]:
        """Register an operation.

        The view gets its path parameters, `body` and `query` parsed, and returns `answer` (or None, or a
        ready Response). `key` says how it treats an Idempotency-Key: `optional` is answered once here;
        `own` is left to the view, and so is `required`, which refuses to do without.
        """

        def register(view: View) -> View:
            @functools.wraps(view)
            def guarded(**arguments: Any) -> Response:
                actor = find_actor()
                access.check(actor)
                if body is not None:
                    arguments["body"] = parse_json(body)
                if query is not None:
                    arguments["query"] = parse_query(query)

                def work() -> Response:
                    return _respond(view(**arguments), status)

                if method == "GET" or key != "optional" or "Idempotency-Key" not in request.headers:
                    return work()
                return answered_once(actor, work)

            guarded.access = access  # type: ignore[attr-defined]
            guarded.csrf = csrf  # type: ignore[attr-defined]
            summary = (inspect.getdoc(view) or view.__name__).splitlines()[0]
            self.operations.append(
                Operation(
                    method,
                    API_PREFIX + path,
                    view.__name__,
                    summary,
                    self.tag,
                    access,
                    body,
                    answer,
                    status,
                    query,
                    key,
                )
            )
            self.add_url_rule(
                path, endpoint=f"{method.lower()}_{view.__name__}", view_func=guarded, methods=[method]
            )
            return guarded

        return register

    def get(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a GET operation."""
        return self.route_json("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a POST operation."""
        return self.route_json("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a PUT operation."""
        return self.route_json("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a PATCH operation."""
        return self.route_json("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a DELETE operation."""
        return self.route_json("DELETE", path, **options)


def parse_json(model: type[Model]) -> Model:
    """Return the request's JSON body as `model`.

    Raises Malformed: it is not JSON. Raises InvalidFields: a field does not fit.
    """
    if request.mimetype != "application/json":
        raise Malformed(N_("Send JSON with Content-Type: application/json."))
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        raise invalid_fields(error) from None


def parse_query(model: type[Model], *, beside: str | tuple[str, ...] | None = None) -> Model:
    """Return the query string as `model`, without parameters whose names begin with `beside`.

    Raises InvalidFields: a parameter does not fit.
    """
    values = {name: value for name, value in request.args.items() if not (beside and name.startswith(beside))}
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise invalid_fields(error) from None


def parse_form(model: type[Model], *, beside: str | None = None) -> Model:
    """Return the posted form as `model`, without the CSRF token and fields whose names begin with `beside`.

    Raises InvalidFields: a field does not fit.
    """
    values = {
        name: value
        for name, value in request.form.items()
        if name != "csrf_token" and not (beside and name.startswith(beside))
    }
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise invalid_fields(error) from None


def go_to(path: str) -> Response:
    """Answer a form with the page to show next."""
    return Response(status=303, headers={"Location": path})


def _respond(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    return Response(result.model_dump_json(), status=status, mimetype="application/json")
