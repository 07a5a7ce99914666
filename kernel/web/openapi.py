"""The API's own description (OpenAPI 3.1), made of what the routes declare and of the pydantic models."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kernel.web.routes import Operation

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_KINDS = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer"}}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem document.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def build_openapi(operations: Iterable[Operation], *, version: str) -> dict[str, Any]:
    """Return the OpenAPI document of these operations."""
    operations = list(operations)
    models = {m for o in operations for m in (o.body, o.answer, o.query) if m is not None}
    references, definitions = models_json_schema(
        sorted(((m, "validation") for m in models), key=lambda pair: pair[0].__qualname__),
        ref_template="#/components/schemas/{model}",
    )
    schemas = {"Problem": PROBLEM_SCHEMA, **definitions.get("$defs", {})}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = _PARAMETER.sub(r"{\2}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _describe(operation, references, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Nightmarket", "version": version},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _describe(
    operation: Operation, references: dict[Any, dict[str, Any]], schemas: dict[str, Any]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [
            *_path_parameters(operation),
            *_query_parameters(operation.query, references, schemas),
            *_key(operation),
        ],
        "responses": {str(operation.status): _answer(operation, references), "default": _problem()},
        "x-access": operation.access.name,
    }
    if operation.access.signed_in:
        described["security"] = [{"bearer": []}]
    if operation.body is not None:
        schema = references[(operation.body, "validation")]
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return described


def _answer(operation: Operation, references: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    if operation.answer is None:
        return {"description": "Done."}
    schema = references[(operation.answer, "validation")]
    return {"description": "The answer.", "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "A refusal.", "content": {"application/problem+json": {"schema": schema}}}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _KINDS.get(kind, {"type": "string"})}
        for kind, name in _PARAMETER.findall(operation.path)
    ]


def _query_parameters(
    query: type[BaseModel] | None, references: dict[Any, dict[str, Any]], schemas: dict[str, Any]
) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = schemas[references[query, "validation"]["$ref"].rpartition("/")[2]]
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _key(operation: Operation) -> list[dict[str, Any]]:
    if operation.method == "GET":
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 200}
    return [
        {"name": "Idempotency-Key", "in": "header", "required": operation.key == "required", "schema": schema}
    ]
