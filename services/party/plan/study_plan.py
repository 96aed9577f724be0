"""One year's study plan: drafted by the branch, adopted by the chairperson's meeting, amended by another (A6, A7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.plan import events as e

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b22")
CITES = ("A6", "A7", "B5.1")


class PlanStatus(Status):
    DRAFT = "draft", "待主任会议审定", "waiting for the chairperson's meeting"
    ADOPTED = "adopted", "已审定", "adopted"


BECOMES: Becomes = {
    e.StudyPlanDrafted: PlanStatus.DRAFT,
    e.StudyPlanAdopted: PlanStatus.ADOPTED,
    e.StudyPlanAmended: PlanStatus.ADOPTED,
}


class PlanAdopted(Refusal):
    """The meeting has adopted the plan: only a meeting changes it."""

    code = "party.study-plan-adopted"
    next = ("请提交主任会议调整计划。", "Have the chairperson's meeting amend it.")


class PlanLacksArea(Refusal):
    """A plan holds theory, law and business (A7)."""

    code = "party.study-plan-lacks-area"
    kind = "invalid"
    next = ("请补充所缺的学习内容后再报审定。", "Add what is missing, then have it adopted.")


class NotInPlan(Refusal):
    """The year's plan has no such item, or no longer."""

    code = "party.study-item-not-in-plan"
    kind = "invalid"
    next = ("请打开年度学习计划核对项目序号。", "Open the year's plan and look for the item.")


class Entry(Protocol):
    """One item as an operation asks for it."""

    @property
    def area(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def by(self) -> date: ...


def plan_id(year: int) -> UUID:
    return uuid5(NAMESPACE, str(year))


class StudyPlan(Aggregate):
    CALLED = "学习计划", "study plan"
    CITES = CITES
    CARRIES = ("year",)
    BECOMES = BECOMES
    STILL = {PlanStatus.ADOPTED: PlanAdopted}
    year = 0
    last = 0
    """The highest number given."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.areas: dict[int, str] = {}
        """Of the items that stand, by number."""

    def draft(self, act: Act, *, year: int, items: Sequence[Entry]) -> None:
        self.trigger(e.StudyPlanDrafted, act, year=year, items=_numbered(items, 1, year))

    def adopt(self, act: Act, *, meeting: str, on: date, areas: Iterable[str]) -> None:
        """`areas` are those that a plan must hold."""
        self._check_areas(set(self.areas.values()), areas)
        self.trigger(e.StudyPlanAdopted, act, meeting=meeting, on=on)

    def amend(
        self, act: Act, *, meeting: str, on: date, add: Sequence[Entry], drop: Sequence[int], areas: Iterable[str]
    ) -> None:
        dropped = tuple(sorted(set(drop)))
        self.check_items(dropped)
        added = _numbered(add, self.last + 1, self.year)
        if not added and not dropped:
            raise Invalid("没有调整内容。", "Nothing is changed by this.", fields=[{"field": "add"}])
        left = {area for number, area in self.areas.items() if number not in dropped}
        self._check_areas(left | {item.area for item in added}, areas)
        self.trigger(e.StudyPlanAmended, act, meeting=meeting, on=on, added=added, dropped=dropped)

    def check_items(self, numbers: Iterable[int]) -> None:
        if missing := [number for number in numbers if number not in self.areas]:
            raise NotInPlan(
                f"{self.year or ''}年度学习计划中没有第{missing[0]}项。",
                f"The year's study plan has no item {missing[0]}.",
                cites=CITES,
                items=missing,
            )

    def _check_areas(self, there: set[str], areas: Iterable[str]) -> None:
        if missing := [area for area in areas if area not in there]:
            raise PlanLacksArea(
                "学习计划应包括理论、法律、业务各项内容。",
                "A study plan holds every area that the article names.",
                cites=("A7",),
                missing=missing,
            )

    @applies(e.StudyPlanDrafted)
    def _drafted(self, event: e.StudyPlanDrafted) -> None:
        self.areas = {item.number: item.area for item in event.items}
        self.last = len(event.items)

    @applies(e.StudyPlanAmended)
    def _amended(self, event: e.StudyPlanAmended) -> None:
        stand = {number: area for number, area in self.areas.items() if number not in event.dropped}
        self.areas = stand | {item.number: item.area for item in event.added}
        self.last += len(event.added)


def _numbered(items: Sequence[Entry], first: int, year: int) -> tuple[e.PlannedItem, ...]:
    if any(item.by.year != year for item in items):
        raise Invalid("完成日期应在计划年度内。", "It is studied in the plan's own year.", fields=[{"field": "items"}])
    return tuple(
        e.PlannedItem(number=number, area=item.area, title=item.title, by=item.by)
        for number, item in enumerate(items, first)
    )
