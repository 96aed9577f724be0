"""How monthly sheets are compiled, handed in, returned, accepted and corrected, as deeds (A14)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from deploy.demo.leave import CLERK, other_than
from deploy.demo.plan import Plan

APPRAISED = (
    "office", "supervision-law", "finance-economy", "budget", "agriculture", "urban-environment", "education-culture",
    "social", "deputies", "ethnic-overseas", "research",
)  # fmt: skip


class Sheets:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def month(
        self,
        month: str,
        *,
        slow: dict[str, int] | None = None,
        never: tuple[str, ...] = (),
        returned: dict[str, str] | None = None,
    ) -> None:
        """Every department's sheet. By default on the first four working days of the next month; `slow` says on which
        working day instead, `never` who hands none in, `returned` whose came back first and why.
        """
        for n, department in enumerate(APPRAISED):
            number = (slow or {}).get(department, 1 + n % 4)
            day = self.nth_day(month, number)
            if department in never:
                self.compile(department, month, day)
                continue
            self.compile(department, month, day, 14)
            self.submit(department, month, day, 15)
            after = self.plan.workday(day, 1)
            if reason := (returned or {}).get(department):
                self.office(department, month, after, "return-sheet", 9, reason=reason)
                self.compile(department, month, after, 14)
                self.submit(department, month, after, 16)
                after = self.plan.workday(after, 1)
            self.office(department, month, after, "accept-sheet", 10)

    def nth_day(self, month: str, number: int) -> date:
        """The n-th working day of the month after."""
        first = date.fromisoformat(f"{month}-01")
        return self.plan.workday(first.replace(day=monthrange(first.year, first.month)[1]), number)

    def compile(self, department: str, month: str, day: date, hour: int = 14, by: str = "") -> None:
        keeper = by or self.plan.rng.choice(self.plan.roll.members(department, day))
        self._do("compile-sheet", keeper, day, hour, department, month)

    def submit(self, department: str, month: str, day: date, hour: int = 15, by: str = "", expect: str = "") -> None:
        head = by or self.plan.roll.decider(f"head-{department}", "", day)
        self._do("submit-sheet", head, day, hour, department, month, expect=expect)

    def office(self, department: str, month: str, day: date, operation: str, hour: int, **more: Any) -> None:
        self._do(operation, CLERK, day, hour, department, month, **more)

    def correct(
        self, department: str, person: str, on: date, states: list[dict[str, Any]], when: date, *, expect: str = ""
    ) -> None:
        """After acceptance; no states say that the person was there all day."""
        month = f"{on:%Y-%m}"
        self._do(
            "correct-sheet", other_than(person), when, 11, department, month,
            expect=expect, person=person, on=on, states=states, reason="经核实更正",
        )  # fmt: skip

    def _do(self, operation: str, caller: str, day: date, hour: int, department: str, month: str, **more: Any) -> None:
        at = self.plan.at(day, hour, self.plan.rng.randrange(50))
        self.plan.do(at, caller, f"attendance.{operation}", department=department, month=month, **more)
