"""The OpenAPI 3.1 document, made from the same records that read and write the messages."""

import re
from functools import cache
from typing import Any
from typing import Final

import msgspec

from appliance import __version__
from appliance.classroom.permissions import TABLE
from webui.api.routes import Kind
from webui.api.routes import Route
from webui.api.routes import ROUTES
from webui.problems import Refused

_REFS: Final = "#/components/schemas/{name}"
_PLACEHOLDER: Final = re.compile(r"<([a-z]+)>")
_INTRODUCTION: Final = (
    "Everything that the box's own pages do. Every call works with the session cookie of a "
    "browser or with `Authorization: Bearer <token>`, the token of /login or /join. "
    "`x-action` names the action of the permission table, `x-who` who may take it."
)


@cache
def document() -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(describe())


def describe() -> dict[str, Any]:
    """Return the document as plain values."""
    kinds = _kinds()
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REFS)
    known = dict(zip(kinds, schemas, strict=True))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crowdbox", "version": __version__, "description": _INTRODUCTION},
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(known),
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "crowdbox"},
            },
        },
    }


def _kinds() -> list[Kind]:
    used: list[Kind] = [Refused]
    for route in ROUTES:
        used += [kind for kind in (route.body, route.reply) if kind is not None]
    return list(dict.fromkeys(used))


def _paths(known: dict[Kind, dict[str, Any]]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        path = _PLACEHOLDER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, known)
    return paths


def _operation(route: Route, known: dict[Kind, dict[str, Any]]) -> dict[str, Any]:
    who = TABLE[route.action]
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": (route.handler.__doc__ or "").split("\n")[0],
        "tags": [route.tag],
        "x-action": route.action,
        "x-who": sorted(who),
        "parameters": [*_placeholders(route), *_query(route)],
        "responses": _responses(route, known),
        "security": [*([{}] if "anonymous" in who else []), {"token": []}, {"cookie": []}],
    }
    if route.body is not None:
        content = {"application/json": {"schema": known[route.body]}}
        described["requestBody"] = {"required": True, "content": content}
    if route.upload:
        described["requestBody"] = {"required": True, "content": _file()}
    if route.takes:
        raw = {kind: {"schema": {"type": "string"}} for kind in route.takes.split(", ")}
        described["requestBody"] = {"required": True, "content": raw}
    return described


def _placeholders(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACEHOLDER.findall(route.path)
    ]


def _query(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    described = msgspec.json.schema(route.query)["$defs"][route.query.__name__]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in described["properties"].items()
    ]


def _responses(route: Route, known: dict[Kind, dict[str, Any]]) -> dict[str, Any]:
    refusal = {"application/json": {"schema": known[Refused]}}
    responses: dict[str, Any] = {str(status): _success(route, known) for status in route.statuses}
    responses["4XX"] = {"description": "Refused; nothing was changed.", "content": refusal}
    responses["5XX"] = {"description": "The box cannot do it now.", "content": refusal}
    return responses


def _success(route: Route, known: dict[Kind, dict[str, Any]]) -> dict[str, Any]:
    if route.reply is not None:
        schema: dict[str, Any] = known[route.reply]
    elif route.statuses[0] == 204:
        return {"description": "Done."}
    else:
        schema = {} if route.produces == "application/json" else {"type": "string"}
    content = {kind: {"schema": schema} for kind in route.produces.split(", ")}
    return {"description": "Done.", "content": content}


def _file() -> dict[str, Any]:
    raw = {"type": "string", "contentMediaType": "application/zip"}
    form = {"type": "object", "properties": {"file": raw}, "required": ["file"]}
    return {"application/zip": {"schema": raw}, "multipart/form-data": {"schema": form}}
