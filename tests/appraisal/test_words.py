"""Whatever the appraisal shows says in both languages what it is, and its closed lists carry their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from services.appraisal.facts.operations import FactView
from services.appraisal.policy.operations import PolicyLine
from services.appraisal.scorecards.scorecard import OwedBy, Scorecard
from services.kernel.procedure.operations import Page, discover
from services.kernel.procedure.record import DEPARTMENT, PERSON, shapes

TITLE = re.compile(r"^.*[\u4e00-\u9fff].* / [^\u4e00-\u9fff]+$")
OF_PAGES = {*Page.model_fields}


def shown() -> set[type[BaseModel]]:
    """Every view of its own that an operation answers with, and those within it."""
    found: set[type[BaseModel]] = set()
    waiting = [operation.RETURNS for operation in discover("appraisal")]
    while waiting:
        view = waiting.pop()
        if view not in found:
            found.add(view)
            waiting += [inner for field in view.model_fields.values() for inner in _models(field.annotation)]
    return {view for view in found if view.__module__.startswith("services.appraisal.")}


def _models(of: Any) -> Iterator[type[BaseModel]]:
    if isinstance(of, type) and issubclass(of, BaseModel):
        yield of
    for inner in get_args(of):
        yield from _models(inner)


def test_every_field_that_is_shown_has_its_title() -> None:
    views = shown()
    assert {FactView, PolicyLine, Scorecard} <= views
    lacking = [
        f"{view.__name__}.{name}"
        for view in views
        for name, shape in shapes(view).items()
        if not TITLE.match(shape.title) and name not in OF_PAGES
    ]
    assert not lacking


def test_people_and_departments_are_known_for_what_they_are() -> None:
    assert shapes(FactView)["person"].meaning == shapes(PolicyLine)["drafted_by"].meaning == PERSON
    assert shapes(PolicyLine)["adopted_by"].meaning == PERSON
    assert shapes(FactView)["department"].meaning == shapes(Scorecard)["department"].meaning == DEPARTMENT


def test_words_are_stored_and_sent_as_codes() -> None:
    assert [word.value for word in OwedBy] == ["debt", "target"]
    assert OwedBy.DEBT.zh == "应办事项"
