"""What is answered says what it is: every field has a title in both languages, every closed list its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from deploy.roster import ROSTER
from services.kernel.domain.words import Word
from services.kernel.procedure.operations import File, Page, View, discover
from services.kernel.procedure.record import shape_of

TITLED = re.compile(r".*[\u4e00-\u9fff].* / .*[a-z].*")


def within(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from within(inner)


def views_of(view: type[BaseModel], seen: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    if view in seen:
        return seen
    seen[view] = None
    for field in view.model_fields.values():
        for one in within(field.annotation):
            if isinstance(one, type) and issubclass(one, BaseModel):
                views_of(one, seen)
    return seen


def answered(service: str) -> list[type[BaseModel]]:
    seen: dict[type[BaseModel], None] = {}
    for operation in discover(service):
        views_of(operation.RETURNS, seen)
    return [one for one in seen if issubclass(one, View) and not issubclass(one, Page | File)]


@pytest.mark.parametrize("service", ROSTER)
def test_every_field_that_is_answered_has_a_title_in_both_languages(service: str) -> None:
    """Its own and those of the log, which every service has."""
    bare = [
        f"{view.__name__}.{name}"
        for view in answered(service)
        for name, field in view.model_fields.items()
        if not TITLED.match(shape_of(name, field).title)
    ]
    assert len(answered(service)) > 20
    assert bare == []


@pytest.mark.parametrize("service", ROSTER)
def test_every_closed_list_that_is_answered_has_its_words(service: str) -> None:
    mute = [
        f"{view.__name__}.{name}"
        for view in answered(service)
        for name, field in view.model_fields.items()
        for one in within(field.annotation)
        if get_origin(one) is Literal or (isinstance(one, type) and issubclass(one, Enum) and not issubclass(one, Word))
    ]
    assert mute == []
