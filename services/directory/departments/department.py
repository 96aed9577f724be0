"""One department, an appraised unit (A33): opened, renamed, supervised, merged or closed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.directory import events as facts
from services.directory.refusals import AlreadyThere, NotOpen, refuse_before_last
from services.directory.timeline import Timeline
from services.kernel.domain.aggregate import Act, Aggregate, applies


class Department(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.department = ""
        self.opened: tuple[str, str, str, date] | None = None
        self.end: date | None = None
        self.into = ""
        self.titles: Timeline[tuple[str, str]] = Timeline()
        self.supervision: Timeline[str] = Timeline()

    def open(self, act: Act, *, department: str, zh: str, en: str, kind: str, day: date) -> None:
        if self.opened == (zh, en, kind, day):
            return
        if self.opened is not None:
            raise AlreadyThere("已有这一部门。", "There is such a department already.", department=department)
        self.trigger(
            facts.DepartmentOpened, act, day=day, department=department, zh=zh, en=en, kind=kind, cites=("A33",)
        )

    def rename(self, act: Act, *, zh: str, en: str, day: date) -> None:
        if self.titles.changes_on(day) and self.titles.at(day) == (zh, en):
            return
        self._open(day)
        refuse_before_last(self.titles, day)
        self.trigger(facts.DepartmentRenamed, act, day=day, department=self.department, zh=zh, en=en, cites=("A33",))

    def put_under(self, act: Act, *, leader_post: str, day: date) -> None:
        """Under no leader while `leader_post` is empty."""
        if self.supervision.changes_on(day) and (self.supervision.at(day) or "") == leader_post:
            return
        self._open(day)
        refuse_before_last(self.supervision, day)
        self.trigger(
            facts.SupervisionAssigned,
            act,
            day=day,
            department=self.department,
            leader_post=leader_post,
            previous=self.supervision.before(day) or "",
            cites=("A33",),
        )

    def merge(self, act: Act, *, into: str, day: date) -> None:
        if (self.end, self.into) == (day, into):
            return
        self._open(day)
        self.trigger(facts.DepartmentMerged, act, day=day, department=self.department, into=into, cites=("A33",))

    def close(self, act: Act, *, day: date) -> None:
        if (self.end, self.into) == (day, ""):
            return
        self._open(day)
        self.trigger(facts.DepartmentClosed, act, day=day, department=self.department, cites=("A33",))

    def _open(self, day: date) -> None:
        if self.opened is None or day < self.opened[-1] or (self.end is not None and day >= self.end):
            raise NotOpen(
                f"{day}没有这一部门。",
                f"There is no such department on {day}.",
                department=self.department,
                day=str(day),
            )

    @applies(facts.DepartmentOpened)
    def _opened(self, event: facts.DepartmentOpened) -> None:
        self.department = event.department
        self.opened = (event.zh, event.en, event.kind, event.day)
        self.titles = self.titles.since(event.day, (event.zh, event.en))

    @applies(facts.DepartmentRenamed)
    def _renamed(self, event: facts.DepartmentRenamed) -> None:
        self.titles = self.titles.since(event.day, (event.zh, event.en))

    @applies(facts.SupervisionAssigned)
    def _put_under(self, event: facts.SupervisionAssigned) -> None:
        self.supervision = self.supervision.since(event.day, event.leader_post or None)

    @applies(facts.DepartmentMerged)
    def _merged(self, event: facts.DepartmentMerged) -> None:
        self.end, self.into = event.day, event.into

    @applies(facts.DepartmentClosed)
    def _closed(self, event: facts.DepartmentClosed) -> None:
        self.end = event.day
