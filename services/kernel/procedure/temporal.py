"""Numbers where a day or a time is meant. The validator takes `0` for 1970-01-01 and `1798156800` for a day of 2026:
whoever sends them did not mean to, so they are refused before it sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

TEMPORAL: Mapping[type, str] = {datetime: "datetime_type", date: "date_type", time: "time_type"}
_NUMBER = re.compile(r"\s*[+-]?[0-9._]+(?:[eE][+-]?[0-9]+)?\s*")
Place = tuple[int | str, ...]


def check(model: type[BaseModel], body: Any) -> None:
    """Raises the validator's own error, with every such field."""
    found: list[InitErrorDetails] = [
        {"type": kind, "loc": place, "input": None}  # what was sent is never repeated
        for place, kind in _numbers(model, body, ())
    ]
    if found:
        raise ValidationError.from_exception_data(model.__name__, found)


def _numbers(model: type[BaseModel], body: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(body, Mapping):
        return
    for name, (kind, inner) in _fields(model).items():
        values = body.get(name)
        for at, value in enumerate(values) if isinstance(values, list | tuple) else ((None, values),):
            here: Place = (*place, name) if at is None else (*place, name, at)
            if kind and _is_number(value):
                yield here, kind
            for one in inner:
                yield from _numbers(one, value, here)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value) is not None)


@cache
def _fields(model: type[BaseModel]) -> dict[str, tuple[str, tuple[type[BaseModel], ...]]]:
    """Of each field that may hold one: the validator's word for it, and the models inside it."""
    found = {}
    for name, field in model.model_fields.items():
        leaves = set(_leaves(field.annotation))
        kind = next((word for of, word in TEMPORAL.items() if of in leaves), "")
        if leaves & {int, float, str, Any}:
            kind = ""  # a number may be meant
        models = tuple(leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, BaseModel))
        if kind or models:
            found[name] = kind, models
    return found


def _leaves(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for one in inner:
        yield from _leaves(one)
