"""What the validator takes although nobody means it: a number for a day (`0` is 1970-01-01 to it), a day of the year 1
or 9999, yes for the number one, a text in which nothing can be seen. Refused before it sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

TEMPORAL: Mapping[type, str] = {datetime: "datetime_type", date: "date_type", time: "time_type"}
NUMERIC: Mapping[type, str] = {int: "int_type", Decimal: "decimal_type", float: "decimal_type"}
FIRST_YEAR, LAST_YEAR = 1900, 2999
_NUMBER = re.compile(r"\s*[+-]?[0-9._]+(?:[eE][+-]?[0-9]+)?\s*")
_YEAR = re.compile(r"\s*(\d{4})-\d\d-\d\d")
Place = tuple[int | str, ...]
Kind = str | PydanticCustomError


def check(model: type[BaseModel], body: Any) -> None:
    """Raises the validator's own error, with every such field."""
    found: list[InitErrorDetails] = [
        {"type": kind, "loc": place, "input": None}  # what was sent is never repeated
        for place, kind in _mistakes(model, body, ())
    ]
    if found:
        raise ValidationError.from_exception_data(model.__name__, found)


class _Field(NamedTuple):
    """The validator's words for what it holds, empty where something else may be meant, and the models inside it."""

    temporal: str
    numeric: str
    text: bool
    models: tuple[type[BaseModel], ...]


def _mistakes(model: type[BaseModel], body: Any, place: Place) -> Iterator[tuple[Place, Kind]]:
    if not isinstance(body, Mapping):
        return
    for name, field in _fields(model).items():
        values = body.get(name)
        for at, value in enumerate(values) if isinstance(values, list | tuple) else ((None, values),):
            here: Place = (*place, name) if at is None else (*place, name, at)
            if mistake := _mistake(field, value):
                yield here, mistake
            for one in field.models:
                yield from _mistakes(one, value, here)


def _mistake(field: _Field, value: Any) -> Kind | None:
    if field.temporal and _is_number(value):
        return field.temporal
    if field.temporal and isinstance(value, str) and (year := _YEAR.match(value)) is not None:
        return None if FIRST_YEAR <= int(year[1]) <= LAST_YEAR else _far()
    if field.numeric and isinstance(value, bool):
        return field.numeric
    if field.text and isinstance(value, str) and value and not value.isascii() and not _is_seen(value):
        return PydanticCustomError("value_error", "没有可见的文字 / there is nothing to be seen in it")
    return None


def _far() -> PydanticCustomError:
    said = f"年份须在{FIRST_YEAR}至{LAST_YEAR}之间 / its year lies between {FIRST_YEAR} and {LAST_YEAR}"
    return PydanticCustomError("value_error", said)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value) is not None)


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


@cache
def _fields(model: type[BaseModel]) -> dict[str, _Field]:
    """Of each field that may hold one."""
    found = {}
    for name, field in model.model_fields.items():
        leaves = set(_leaves(field.annotation))
        temporal = next((word for of, word in TEMPORAL.items() if of in leaves), "")
        numeric = next((word for of, word in NUMERIC.items() if of in leaves), "")
        if leaves & {int, float, str, Any}:
            temporal = ""  # a number may be meant
        if leaves & {bool, str, Any}:
            numeric = ""
        models = tuple(leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, BaseModel))
        if temporal or numeric or models or str in leaves:
            found[name] = _Field(temporal, numeric, str in leaves, models)
    return found


def _leaves(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for one in inner:
        yield from _leaves(one)
