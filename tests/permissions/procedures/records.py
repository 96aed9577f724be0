"""Yearly records (A35): the person and their leaders see them, the person objects, the secretary-general answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.permissions.words import JULY, LINE, P, row
from tests.permissions.world import Diary

OF_P = {"person": P, "year": 2026}


def prepare(diary: Diary) -> None:
    """Two entries of p027's: one is objected to, one could be."""

    def entry(n: int, name: str) -> Any:
        def of(_: Mapping[str, Any]) -> str:
            found = json.loads(diary.world.call("appraisal.get-personal-record", diary.world.token(P), OF_P).body)
            return str(found["entries"][n][name])

        return of

    for n in (0, 1):
        for name in ("source", "position", "n"):
            diary.name(f"entry-{n}-{name}", "07-07T20:00", entry(n, name))
    diary.make("contest", "07-07T21:00", P, "appraisal.contest-entry", **said(0), text="与事实不符")


def said(n: int) -> dict[str, Any]:
    return {**OF_P, **{name: f"@entry-{n}-{name}" for name in ("source", "position", "n")}}


SEES = f"{LINE} chair secretary-general office-director"
ROWS = (
    row("appraisal.get-personal-record", f"self {SEES}", **OF_P),
    row("appraisal.export-personal-record", f"self {SEES}", **OF_P),
    row("appraisal.print-personal-record", f"self {SEES}", **OF_P),
    row("appraisal.contest-entry", "self", **said(1), text="与事实不符"),
    row("appraisal.answer-contest", "secretary-general chair", contest="@contest", upheld=False, answer="经核无误"),
    row("appraisal.withdraw-contest", "self", contest="@contest"),
    row("appraisal.get-contest", f"self {SEES}", contest="@contest"),
    row("appraisal.list-contests", f"self {SEES}", "of a person", person=P),
    row("appraisal.list-contests", SEES, "of a department", department="budget"),
    row("appraisal.export-contests", "chair secretary-general office-director", **JULY),
    row("appraisal.get-year", "everybody", year=2026),
    row("appraisal.export-year", "everybody", year=2026),
)
