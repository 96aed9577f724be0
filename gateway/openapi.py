"""The OpenAPI document, written from the operations' declarations. Every status a route can answer stands in it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from gateway.calls import API
from gateway.own import OWN, Own
from gateway.problems import MEDIA_TYPE, STATUS
from gateway.schemas import PREFIX, tidied
from gateway.settings import Settings
from services.kernel.procedure.operations import Command, File, Json, Operation, PagedQuery, Query, View, upload_fields
from services.kernel.procedure.record import shapes
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Choices, Records

REF = PREFIX + "{model}"
_READ = (400, 401, 403, 404, 409, 413, 422, 429, 503)
_WRITE = (*_READ, 408, 412, 415)
_OF_PROBLEMS = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
_REASONS = {status: kind for kind, status in STATUS.items()}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `citation` names the articles that decided; `next` says what to do.",
    "required": ["type", "title", "status", "detail", "code", "next", "correlation"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["attendance.month-closed"]},
        "citation": {"type": "string", "examples": ["A15"]},
        "citations": {"type": "array", "items": {"type": "string"}},
        "next": {"type": "string"},
        "correlation": {"type": "string"},
        "fields": {
            "type": "array",
            "description": "What is wrong with each. Beside these some say what would be right, under names of theirs.",
            "items": {
                "type": "object",
                "required": ["field", "zh", "en"],
                "properties": {
                    "field": {"type": "string"},
                    "zh": {"type": "string"},
                    "en": {"type": "string"},
                    "type": {"type": "string", "description": "The kind of fault, where the value does not fit."},
                },
            },
        },
        "details": {"type": "object"},
    },
}
_HEADERS = {
    "X-Correlation-Id": {
        "description": "Yours if you sent one, else made here; it is found again in every event and log line.",
        "schema": {"type": "string"},
    },
    "ETag": {"description": "The version of the record, or of the document.", "schema": {"type": "string"}},
    "Location": {"description": "Where the record can be asked for.", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "An attachment, with its name.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait before asking again.", "schema": {"type": "integer", "minimum": 1}},
}
_SENT = {"X-Correlation-Id": {"$ref": "#/components/headers/X-Correlation-Id"}}
_RETRY = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
_PARAMETERS: dict[str, dict[str, Any]] = {
    "key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same body gets the first answer again; with another body, 422.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
    },
    "match": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag you saw; 412 when the record has changed since.",
        "schema": {"type": "string"},
    },
}

_CALLED = {"body": "body_id"}
"""Of the places in a path those whose names mean something else to a generator of clients."""


def document(settings: Settings, operations: Sequence[type[Operation]], version: str) -> dict[str, Any]:
    declared, refs = _schemas(operations)
    _tell_choices(settings.rules, operations, declared, refs)
    schemas = dict(declared)
    paths: dict[str, dict[str, Any]] = {}
    shown = {(one.SERVICE, one.RETURNS) for one in operations if not one.WRITES}
    for own in OWN:
        paths.setdefault(own.path, {})[own.method.lower()] = _own(own, refs)
    for operation in operations:
        written = _operation(operation, declared, schemas, refs, shown)
        paths.setdefault(API + _path(operation), {})[operation.METHOD.lower()] = written
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.organ_zh} · jikao 季考",
            "version": version,
            "description": _ABOUT,
        },
        "paths": paths,
        "servers": [{"url": "/", "description": "本网关 / this gateway"}],
        "tags": [{"name": name, "description": said} for name, said in _tags(operations)],
        "components": {
            "schemas": {**_kept(schemas, operations, refs), "Problem": PROBLEM},
            "responses": _all_problems(),
            "headers": _HEADERS,
            "parameters": _PARAMETERS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "jikao_access"},
            },
        },
    }


def _tags(operations: Sequence[type[Operation]]) -> Iterator[tuple[str, str]]:
    """Each service as it calls itself."""
    for name in sorted({operation.SERVICE for operation in operations}):
        module = sys.modules.get(f"services.{name}.operations")
        yield name, f"{getattr(module, 'ZH', name)} / {getattr(module, 'EN', name)}"
    yield "gateway", "网关 / Gateway"


_ABOUT = """Errors are RFC 9457 problem documents with a stable `code`. `Accept-Language` or `?lang=` chooses the texts'
language. `Idempotency-Key` makes a repeated command safe; `If-Match` with an ETag refuses to overwrite. Lists are paged
by key: ask again with `after=` until `next` is null."""

Key = tuple[type[BaseModel], JsonSchemaMode]
Shown = Collection[tuple[str, type[BaseModel]]]
"""Whatever queries answer, by service."""


def _schemas(operations: Sequence[type[Operation]]) -> tuple[dict[str, Any], dict[Key, dict[str, Any]]]:
    wanted: dict[Key, None] = {}
    for operation in operations:
        wanted[operation, "validation"] = None
        if not issubclass(operation.RETURNS, File):
            wanted[operation.RETURNS, "serialization"] = None
    for own in OWN:
        if own.body is not None:
            wanted[own.body, "validation"] = None
        if isinstance(own.returns, type):
            wanted[own.returns, "serialization"] = None
    refs, definitions = models_json_schema(list(wanted), ref_template=REF)
    written, said = tidied(definitions.get("$defs", {}))
    return written, cast("dict[Key, dict[str, Any]]", {key: said(ref) for key, ref in refs.items()})


def _tell_choices(
    rules: Rules | None,
    operations: Iterable[type[Operation]],
    declared: Mapping[str, Any],
    refs: Mapping[Key, dict[str, Any]],
) -> None:
    """What may stand in a field that takes one of a list of the rule books. The lists are dated, so no `enum` closes
    them: of every day there has been, each with its titles."""
    known = {} if rules is None else {one.name: one for one in rules.parameters()}
    for operation in operations:
        properties = declared[_name(refs[operation, "validation"])].get("properties", {})
        for name, shape in shapes(operation).items():
            meaning = shape.meaning
            if meaning is None or meaning.kind != "choice" or meaning.of not in known or name not in properties:
                continue
            lists = (entry.value for entry in known[meaning.of].values)
            each = {one.id: one for found in lists if isinstance(found, (Choices, Records)) for one in found}
            if each:
                told = "; ".join(f"`{one.id}` {one.zh} / {one.en}" for one in each.values())
                said = f"One of `{meaning.of}` of the rule books, as in force on the day: {told}."
                before = properties[name].get("description", "")
                properties[name] = properties[name] | {"description": f"{before}\n\n{said}".strip()}


def _kept(
    schemas: dict[str, Any], operations: Iterable[type[Operation]], refs: dict[Key, dict[str, Any]]
) -> dict[str, Any]:
    """Without the operations that have no body: their fields stand as parameters."""
    bare = {_name(refs[o, "validation"]) for o in operations if o.METHOD == "GET"}
    return {name: schema for name, schema in schemas.items() if name not in bare}


def _operation(
    operation: type[Operation],
    declared: Mapping[str, Any],
    schemas: dict[str, Any],
    refs: dict[Key, dict[str, Any]],
    shown: Shown,
) -> dict[str, Any]:
    """`declared` keeps the fields that stand in the path: services that have the same operation share its schema."""
    name = _name(refs[operation, "validation"])
    schema = declared[name]
    properties: dict[str, Any] = schema.get("properties", {})
    required = schema.get("required", [])
    in_path = operation.path_fields()
    parameters = [_parameter(_CALLED.get(field, field), "path", properties[field], True) for field in in_path]
    written: dict[str, Any] = {
        "operationId": operation.NAME,
        "summary": f"{operation.ZH} {operation.EN}",
        "description": _description(operation),
        "tags": [operation.SERVICE],
        "security": [{"bearer": []}, {"cookie": []}],
        "x-who": [who.code for who in operation.WHO],
        "x-cites": list(operation.CITES),
    }
    if operation.METHOD == "GET":
        others = [field for field in properties if field not in in_path]
        parameters += [_parameter(field, "query", properties[field], field in required) for field in others]
    else:
        parameters += [{"$ref": f"#/components/parameters/{name}"} for name in _PARAMETERS] if operation.WRITES else []
        schemas[name] = _without(schema, in_path)
        written["requestBody"] = _request_body(operation, name, schemas[name])
    written["parameters"] = parameters
    written["responses"] = _responses(operation, refs, shown)
    return written


def _path(operation: type[Operation]) -> str:
    return operation.PATH.format_map({name: f"{{{_CALLED.get(name, name)}}}" for name in operation.path_fields()})


def _description(operation: type[Operation]) -> str:
    inherited = {base.__doc__ for base in (Operation, Command, Query, PagedQuery, View)}
    said = None if operation.__doc__ in inherited else operation.__doc__
    parts = [inspect.cleandoc(said)] if said else []
    parts.append("可由以下人员办理 May be done by: " + "、".join(f"{w.zh} {w.en}" for w in operation.WHO))
    if operation.CITES:
        parts.append("依据 Cites: " + ", ".join(operation.CITES))
    if operation.REFUSES:
        parts.append("可能的拒绝 May refuse with: " + ", ".join(f"`{code}`" for code in operation.REFUSES))
    return "\n\n".join(parts)


def _parameter(name: str, place: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    parameter: dict[str, Any] = {"name": name, "in": place, "required": required, "schema": _flat(schema)}
    if description := schema.get("description") or schema.get("title"):
        parameter["description"] = description
    return parameter


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter left out is absent, never the word null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) != len(schema.get("anyOf", ())):
        rest = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
        return {**rest, **choices[0]} if len(choices) == 1 else {**rest, "anyOf": choices}
    return schema


def _without(schema: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {
        **schema,
        "properties": {key: value for key, value in schema.get("properties", {}).items() if key not in names},
        "required": [key for key in schema.get("required", ()) if key not in names],
    }


def _request_body(operation: type[Operation], name: str, schema: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": REF.format(model=name)}}}
    if uploads := upload_fields(operation):
        files = {field: {"type": "string", "format": "binary"} for field in uploads}
        form = {**schema, "properties": {**schema["properties"], **files}}
        content["multipart/form-data"] = {"schema": form}
    return {"required": bool(schema["required"]), "content": content}


def _responses(operation: type[Operation], refs: dict[Key, dict[str, Any]], shown: Shown) -> dict[str, Any]:
    if issubclass(operation.RETURNS, File):
        good: dict[str, Any] = {media: {"schema": _content(media)} for media in operation.RETURNS.MEDIA}
    else:
        good = {"application/json": {"schema": refs[operation.RETURNS, "serialization"]}}
    headers = _SENT | {name: {"$ref": f"#/components/headers/{name}"} for name in _sent_by(operation, shown)}
    found = {"200": {"description": operation.ZH, "content": good, "headers": headers}}
    if operation.WRITES and operation.METHOD == "POST":
        found["201"] = {"description": f"{operation.ZH}（新建 created）", "content": good, "headers": headers}
    return {**found, **_problems(_READ if operation.METHOD == "GET" else _WRITE)}


def _content(media: str) -> dict[str, Any]:
    """A JSON document is one to its reader, and no string."""
    return {"type": "object"} if media == Json.MEDIA[0] else {"type": "string", "format": "binary"}


def _sent_by(operation: type[Operation], shown: Shown) -> Iterable[str]:
    """As `calls.respond` does it: a list has no version, and a file has neither that nor a place of its own. What a
    command answers has one where a query answers the same: a receipt, a count or a report has not."""
    if issubclass(operation.RETURNS, File):
        yield "Content-Disposition"
        return
    if "version" in operation.RETURNS.model_fields:
        yield "ETag"
    if operation.WRITES and (operation.SERVICE, operation.RETURNS) in shown:
        yield "Location"


def _problems(statuses: Iterable[int]) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}


def _untraced(statuses: Iterable[int]) -> dict[str, Any]:
    return {str(status): {"description": _REASONS[status], "content": _OF_PROBLEMS} for status in sorted(statuses)}


def _all_problems() -> dict[str, Any]:
    return {
        f"Problem{status}": {
            "description": kind,
            "content": _OF_PROBLEMS,
            "headers": _SENT | _RETRY if status in (429, 503) else _SENT,
        }
        for status, kind in sorted(_REASONS.items())
        if kind not in ("fault", "method")  # the one promised of no route, the other of one that is not traced
    }


def _own(own: Own, refs: dict[Key, dict[str, Any]]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": own.en, **({"headers": _SENT} if own.traced else {})}
    if isinstance(own.returns, type):
        good["content"] = {"application/json": {"schema": refs[own.returns, "serialization"]}}
    elif own.returns:
        good["content"] = {own.returns: {"schema": {} if "json" in own.returns else {"type": "string"}}}
    written: dict[str, Any] = {
        "operationId": own.name,
        "summary": f"{own.zh} {own.en}",
        "description": f"{own.zh}。 {own.en}.",
        "tags": ["gateway"],
        "security": [{"bearer": []}, {"cookie": []}] if own.logged_in else [],
        "parameters": list(own.parameters),
        "responses": {str(own.status): good, **(_problems if own.traced else _untraced)(own.refuses)},
    }
    if own.tagged:
        sent = _SENT | {"ETag": {"$ref": "#/components/headers/ETag"}}
        good["headers"] = sent
        written["responses"]["304"] = {"description": "没有变化 Not changed", "headers": sent}
    for status in own.also:
        written["responses"][str(status)] = good
    if own.body is not None:
        content = {"application/json": {"schema": refs[own.body, "validation"]}}
        written["requestBody"] = {"required": True, "content": content}
    return written


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[1]
