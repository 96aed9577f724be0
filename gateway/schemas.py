"""The schemas of the OpenAPI document: names that a client's program can bear, and no keyword that JSON Schema lacks.

Pydantic names a class by its module path where two are called alike, and writes bounds it cannot express under names of
its own. A stranger's generator meets neither here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PREFIX = "#/components/schemas/"
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"
"""A time of day of the organ's own zone. The format `time` (RFC 3339) would demand an offset."""


def renamed(definitions: Mapping[str, Any]) -> dict[str, str]:
    """Pydantic's name → ours: the class; where two are called so, with its service, then with its procedure too."""
    pages = {name: _items(schema) for name, schema in definitions.items() if _items(schema)}
    plain = [name for name in definitions if name not in pages]
    found: dict[str, str] = {}
    for called in (_short, _with_service, _with_procedure):
        left = [name for name in plain if name not in found]
        wanted = Counter(called(name) for name in left)
        found |= {
            name: called(name) for name in left if wanted[called(name)] == 1 and called(name) not in found.values()
        }
    found |= {name: name for name in plain if name not in found}
    return found | {name: f"{found[item]}Page" for name, item in pages.items()}


def _items(schema: Mapping[str, Any]) -> str:
    """Of a page, what it holds a list of; empty for anything else."""
    if not str(schema.get("title", "")).startswith("Page["):
        return ""
    return str(schema["properties"]["items"]["items"]["$ref"]).removeprefix(PREFIX)


def _parts(name: str) -> tuple[list[str], str, str]:
    name, _, mode = name.partition("-")
    *modules, called = name.split("__")
    return modules[1:], called, "Input" if mode == "Input" else ""


def _short(name: str) -> str:
    _, called, mode = _parts(name)
    return called + mode


def _with_service(name: str) -> str:
    modules, called, mode = _parts(name)
    return "".join(_camel(part) for part in modules[:1]) + called + mode


def _with_procedure(name: str) -> str:
    modules, called, mode = _parts(name)
    return "".join(_camel(part) for part in modules[:2]) + called + mode


def _camel(part: str) -> str:
    return "".join(word.capitalize() for word in part.split("_"))


def tidied(definitions: Mapping[str, Any]) -> tuple[dict[str, Any], Callable[[Any], Any]]:
    """The schemas under our names, and what puts our names into any other part of the document."""
    names = renamed(definitions)

    def said(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(PREFIX):  # `$ref`, and the mapping of a discriminator
            return PREFIX + names.get(value.removeprefix(PREFIX), value.removeprefix(PREFIX))
        if isinstance(value, list):
            return [said(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {key: said(each) for key, each in _plain(value)}

    written: dict[str, Any] = {}
    for name, schema in sorted(definitions.items(), key=lambda item: names[item[0]]):
        written[names[name]] = said(schema) | {"title": names[name]}
    return written, said


def _plain(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Where a number may also be written as a text, its bound is that of the number."""
    numeric = schema.get("type") in ("number", "integer")
    for key, value in schema.items():
        if key in _BOUNDS and not isinstance(value, dict):
            if numeric:
                yield _BOUNDS[key], value
        elif key == "format" and value == "time":
            yield "pattern", _CLOCK
        elif key == "anyOf" and (bounds := [one for one in _BOUNDS if _is_number(schema.get(one))]):
            extra = {_BOUNDS[one]: schema[one] for one in bounds}
            yield key, [each | extra if each.get("type") in ("number", "integer") else each for each in value]
        else:
            yield key, value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
