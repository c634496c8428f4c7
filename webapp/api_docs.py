"""The API's documentation at `/api/docs`, written from its OpenAPI description. Needs no script and no other host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse, Response

from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or one field of a body."""

    name: str
    kind: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One route, as the page shows it."""

    method: str
    path: str
    text: tuple[str, ...]
    """Prose and code in turns, starting with prose."""
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str, str], ...]
    """(status, description, name of the schema)"""


def docs_router() -> APIRouter:
    """Routes of the documentation; the gate keeps them for members."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json")
    def openapi(request: Request) -> Response:
        return JSONResponse(_description(request.app))

    @router.get("/api/docs")
    def docs(request: Request, member: CurrentMember) -> Response:
        description = _description(request.app)
        values = {
            "masthead": present.masthead(member, "/api/docs"),
            "groups": _groups(description),
            "schemas": _answer_schemas(description),
            "origin": str(request.base_url).rstrip("/"),
        }
        return page("api_docs.html", values)

    return router


def _description(app: FastAPI) -> Schema:
    return app.openapi()


def _groups(description: Schema) -> Mapping[str, list[Operation]]:
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_operation(description, method, path, operation))
    return groups


def _operation(description: Schema, method: str, path: str, operation: Schema) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        text=tuple(operation.get("description", "").split("`")),
        fields=tuple(_fields(description, operation)),
        answers=tuple(
            (status, answer["description"], _schema_name(answer)) for status, answer in operation["responses"].items()
        ),
    )


def _fields(description: Schema, operation: Schema) -> Iterator[Field]:
    for parameter in operation.get("parameters", ()):
        yield Field(
            parameter["name"], _kind(parameter["schema"]), parameter["in"], _note(parameter, parameter["schema"])
        )
    bodies = operation.get("requestBody", {}).get("content", {})
    if any(content["schema"].get("format") == "binary" for content in bodies.values()):
        yield Field("the file itself", " or ".join(bodies), "body", "required")
        return
    for content in bodies.values():
        schema = _resolve(description, content["schema"])
        for name, field in schema["properties"].items():
            yield Field(name, _kind(field), "body", _note({"required": name in schema.get("required", ())}, field))


def _answer_schemas(description: Schema) -> Mapping[str, tuple[Field, ...]]:
    """The schemas of answers by name, for the second half of the page."""
    return {
        name: tuple(Field(field, _kind(kind), "", "") for field, kind in schema["properties"].items())
        for name, schema in description["components"]["schemas"].items()
        if name.endswith(("Answer", "Counts", "Detail", "Filters")) and "properties" in schema
    }


def _resolve(description: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = description["components"]["schemas"][_last(schema["$ref"])]
    return found


def _kind(schema: Schema) -> str:
    """A schema in a few words: `integer or null`, `list of ShotBody`, `one of queued, ready`."""
    if "$ref" in schema:
        return _last(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}" if "items" in schema else "list"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"names to {_kind(schema['additionalProperties'])}"
    if schema.get("format") == "date-time":
        return "date and time"
    return str(schema.get("type", "any"))


def _note(holder: Schema, schema: Schema) -> str:
    if holder.get("required"):
        return "required"
    default = schema.get("default")
    return "" if default in (None, "", {}) else f"default {default}"


def _schema_name(answer: Schema) -> str:
    for content in answer.get("content", {}).values():
        if "$ref" in content.get("schema", {}):
            return _last(content["schema"]["$ref"])
    return ""


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]
