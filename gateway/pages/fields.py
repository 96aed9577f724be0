"""From an operation's declaration: the controls that ask for its fields, the columns that show its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import catalog
from services.kernel.operations import Operation

RELATIVE = frozenset({"anyone", "self", "colleague", "head", "supervisor", "on-route", "all"})
"""Relations that depend on whom it is about: the form is offered, the service decides."""


def controls(operation: type[Operation]) -> dict[str, dict[str, Any]]:
    schema = catalog.form({operation.NAME: operation}, operation.NAME)["schema"]
    return {name: control(name, schema, {}) for name in schema.get("properties", {})}


def control(name: str, schema: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """How one field is asked for in a page."""
    described = schema["properties"][name]
    plain = _plain(described, schema)
    default = described.get("default")
    return {
        "name": name,
        "zh": described["x-zh"],
        "en": described["x-en"],
        "help": described.get("description", ""),
        "kind": _kind(name, plain, file=described["x-file"]),
        "required": name in schema.get("required", ()),
        "choices": plain.get("enum", []),
        "value": given.get(name, "" if default is None or isinstance(default, list | dict) else str(default)),
        "schema": plain,
        "examples": described.get("examples", []),
    }


def _kind(name: str, plain: Mapping[str, Any], *, file: bool) -> str:
    if file:
        return "file"
    if plain.get("enum"):
        return "choice"
    if name in {"person", "department", "post"}:
        return name
    match plain.get("type"), plain.get("format"):
        case "array", _:
            return "lines" if _is_text(plain.get("items", {})) else "json"
        case "object", _:
            return "json"
        case "boolean", _:
            return "check"
        case (("integer" | "number"), _):
            return "number"
        case "string", "date":
            return "date"
        case _ if name in {"reason", "note", "text"}:
            return "text"
        case _:
            return "line"


def _is_text(items: Mapping[str, Any]) -> bool:
    return items.get("type") == "string"


def _plain(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A field's own schema: references followed, `or null` dropped."""
    found = described
    while True:
        if "$ref" in found:
            found = schema["$defs"][found["$ref"].rsplit("/", 1)[1]]
        elif choices := [c for c in found.get("anyOf", ()) if c.get("type") != "null"]:
            found = choices[0]
        else:
            return found


def needs(operation: type[Operation]) -> bool:
    return any(field.is_required() for field in operation.model_fields.values())


def table_of(answer: Any, lang: str) -> list[str]:
    """The columns, where the answer is a page of rows: the short fields; each row's own page tells the rest."""
    rows = answer.get("items") if isinstance(answer, dict) else None
    if not rows:
        return []
    hidden = {"en" if lang != "en" else "zh"} if {"zh", "en"} <= rows[0].keys() else set[str]()
    hidden |= {"version", "id"} if "person" in rows[0] else {"version"}
    return [name for name, value in rows[0].items() if name not in hidden and not _is_deep(value)][:12]


def _is_deep(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))
