"""From an operation's declaration: the controls that ask for its fields, the columns that show its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway import catalog
from gateway.pages.columns import Leads, hidden, mute, saying
from services.kernel.procedure.fields import MONTH_PATTERN
from services.kernel.procedure.operations import Operation

PEOPLE = frozenset(
    [
        "person",
        "owner",
        "deputy",
        "against",
        "recorder",
        "convenor",
        "presided_by",
        "brought_by",
        "witness",
        "authors",
        "inspectors",
        "people",
        "present",
        "on_leave",
        "invited",
        "readers",
        "to_person",
    ]
)
DEPARTMENTS = frozenset(
    ["department", "departments", "co_owners", "countersigners", "drafted_in", "into", "to_department"]
)
POSTS = frozenset(["post", "leader_post", "refer_to", "waits_for"])
OF_THE_ORGAN = PEOPLE | DEPARTMENTS | POSTS
"""Fields that name somebody or something of the organ: chosen by name, sent as its id."""
DIGEST = "^[0-9a-f]{64}$"
"""Files that are named by their digest: uploaded on the way (`documents.upload-file`)."""
LONG = frozenset({"reason", "note", "text"})
_BOUNDS = frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "x-decimals"])
BLANK = 3
"""Empty places at the end of a list; a script adds more."""


def controls(operation: type[Operation]) -> dict[str, dict[str, Any]]:
    schema = catalog.form({operation.NAME: operation}, operation.NAME)["schema"]
    return {name: control(name, schema, {}) for name in schema.get("properties", {})}


def control(name: str, schema: dict[str, Any], given: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """How one field is asked for in a page. `path` is the control's name within the form, where that is another."""
    described = schema["properties"][name]
    plain = _plain(described, schema)
    default = described.get("default")
    zh, en = (described["x-zh"], described["x-en"]) if "x-zh" in described else _titles(name, described)
    found = {
        "name": name,
        "path": path or name,
        "zh": zh,
        "en": en,
        "help": _said(described.get("description", "")),
        "kind": _kind(name, plain, schema, file=described.get("x-file", False)),
        "many": plain.get("type") == "array",
        "format": plain.get("format", ""),
        "options": [],
        "of_records": False,
        "required": name in schema.get("required", ()),
        "choices": plain.get("enum", []),
        "value": _value(given.get(name, default), plain),
        "schema": plain,
        "bounds": _bounds(plain),
        "template": described.get("x-template", ""),
        "of_status": described.get("x-of-status"),
        "examples": described.get("examples", []),
    }
    if found["kind"] == "rows":
        found["rows"] = _rows(found, plain, schema)
    return found


def _bounds(plain: Mapping[str, Any]) -> dict[str, str]:
    """What a control for a number lets through: `min`, `max` and `step`; nothing of another field."""
    if plain.get("type") not in {"integer", "number"}:
        return {}
    known = {name: Decimal(str(value)) for name, value in plain.items() if name in _BOUNDS}
    places = Decimal(0) if plain["type"] == "integer" else known.get("x-decimals")
    step = known.get("multipleOf") or (Decimal(1).scaleb(-int(places)) if places is not None else None)
    least, most = known.get("minimum"), known.get("maximum")
    if (more := known.get("exclusiveMinimum")) is not None:
        least = more + (step or 0)
    if (less := known.get("exclusiveMaximum")) is not None:
        most = less - (step or 0)
    told = {"min": least, "max": most, "step": step}
    return {"step": "any"} | {name: f"{value.normalize():f}" for name, value in told.items() if value is not None}


def _rows(found: Mapping[str, Any], plain: Mapping[str, Any], schema: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """A structure's own controls: those given, and of a list one empty row more."""
    many, value = plain.get("type") == "array", found["value"]
    inner = _plain(plain["items"], schema) if many else plain
    whole = {**inner, "$defs": schema.get("$defs", {})}
    given: list[Mapping[str, Any]] = [one for one in value if isinstance(one, Mapping)] if value else []
    further: list[Mapping[str, Any]] = [{} for _ in range(max(1, plain.get("minItems", 0) - len(given)))]
    lines = [*given, *further] if many else given or [{}]
    rows = [
        [control(name, whole, line, f"{found['path']}.{at}.{name}") for name in inner["properties"]]
        for at, line in enumerate(lines)
    ]
    for at, row in enumerate(rows[len(given) :], len(given)):
        for each in row if at or not found["required"] else []:
            each["required"] = False  # an empty row is none
    return rows


def _value(value: Any, plain: Mapping[str, Any]) -> Any:
    """What stands in the control at first: texts, or the list of them; structures stay what they are."""
    match value:
        case None:
            return [] if plain.get("type") == "array" else ""
        case list() | tuple():
            return [each if isinstance(each, Mapping) else str(each) for each in value]
        case Mapping():
            return [value]
        case _ if plain.get("type") == "array":
            return [str(value)] if value else []
        case _:
            return str(value)


def _titles(name: str, described: Mapping[str, Any]) -> tuple[str, str]:
    return catalog.titles(name, described.get("title", ""))


def _kind(name: str, plain: Mapping[str, Any], schema: dict[str, Any], *, file: bool) -> str:
    if file:
        return "file"
    if plain.get("enum"):
        return "choice"
    listed = plain.get("type") == "array"
    items = _plain(plain.get("items", {}), schema) if listed else plain
    if _is_text(items):
        for kind, names in (("person", PEOPLE), ("department", DEPARTMENTS), ("post", POSTS)):
            if name in names:
                return kind
    if listed and items.get("pattern") == DIGEST:
        return "files"
    if items.get("properties"):
        return "rows"
    return _plain_kind(name, plain, items)


def _plain_kind(name: str, plain: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    match plain.get("type"), plain.get("format"):
        case "array", _:
            return "lines" if items.get("type") in {"string", "integer", "number"} and not items.get("enum") else "json"
        case "object", _:
            return "json"
        case "boolean", _:
            return "check"
        case (("integer" | "number"), _):
            return "number"
        case "string", "date":
            return "date"
        case "string", _ if plain.get("pattern") == MONTH_PATTERN:
            return "month"
        case _ if name in LONG or int(plain.get("maxLength", 0)) >= 1000:
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


def _said(description: str) -> tuple[str, str]:
    """Chinese and English of a description; one that is in one language alone is read in that."""
    zh, slash, en = description.partition(" / ")
    return (zh.strip(), en.strip()) if slash else ("" if description.isascii() else description, description)


def needs(operation: type[Operation]) -> bool:
    return any(field.is_required() for field in operation.model_fields.values())


COLUMNS = 12
"""Of a page of rows; a wider table nobody reads."""
FIRST = frozenset({"status", "waits_for"})
"""Never left out for others."""


def table_of(answer: Any, lang: str, leads: Leads = MappingProxyType({}), sheet: Sequence[str] = ()) -> list[str]:
    """The columns, where the answer is a page of rows: the short fields in which any of them says something, those of
    the register's workbook (`sheet`) first where there are too many; each row's own page tells the rest."""
    rows = answer.get("items") if isinstance(answer, dict) else None
    if not rows:
        return []
    kept = set() if "person" in rows[0] else {"id"}
    said = (name for name in rows[0] if any(row.get(name) not in (None, "", []) for row in rows))
    shown = (name for name in said if name in kept or not hidden(name, lang, saying(rows, name)))
    columns = [name for name in shown if not _is_deep(rows, name) and not mute(name, rows, leads)]
    best = sorted(columns, key=lambda name: (name not in FIRST, name not in sheet))[:COLUMNS]
    return [name for name in columns if name in best]


def _is_deep(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    values = [row.get(name) for row in rows]
    return any(isinstance(one, dict) or (isinstance(one, list) and one and isinstance(one[0], dict)) for one in values)
