"""The facts of a year's study plan (A6, A7, B5.1)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Part


class PlannedItem(Part):
    """`number` counts within the plan and is never given twice; `by` is the day by which it is to be studied."""

    number: int
    area: str
    title: str
    by: date


class StudyPlanDrafted(Event):
    """Drawn up, or drawn up anew before it was adopted."""

    SAYS = "拟订学习计划"
    TOPIC = "party.study-plan-drafted.v1"
    year: int
    items: tuple[PlannedItem, ...]


class StudyPlanAdopted(Event):
    """By the chairperson's meeting `meeting`, held on `on`."""

    SAYS = "通过学习计划"
    TOPIC = "party.study-plan-adopted.v1"
    year: int
    meeting: str
    on: date


class StudyPlanAmended(Event):
    """Adopted before, changed by a later meeting: items added, and the numbers of those dropped."""

    SAYS = "修订学习计划"
    TOPIC = "party.study-plan-amended.v1"
    year: int
    meeting: str
    on: date
    added: tuple[PlannedItem, ...] = ()
    dropped: tuple[int, ...] = ()
