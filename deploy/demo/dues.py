"""A quarter of Party dues: the base of the year, monthly payments, who is late and why, what is handed up (B8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.members import ORGANISER, is_member
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

SECRETARY = "p006"
MONTHS = (7, 8, 9, 10)
PAY = (("4800.00", "48.00"), ("5600.00", "84.00"), ("6800.00", "102.00"), ("9200.00", "138.00"), ("10800.00", "216.00"))
"""A month's pay, and what is owed of it."""
COMES, FROM = "p060", 9
NEVER_IN_TIME, EXPLAINED, ENTERED_LATE = "p047", "p038", "p030"
EXEMPT, REDUCED = "p042", "p045"
AHEAD, FOR_ANOTHER, TWICE = "p022", "p026", "p029"


def dues(plan: Plan) -> None:
    branch = Branch(plan)
    branch.decide()
    for month in MONTHS:
        branch.collect(month)


class Branch:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.members = [person for person in plan.roll.people(d(7, 1)) if is_member(plan, person, d(7, 1))]

    def do(
        self, day: date, hour: int, operation: str, *, minute: int = 0, by: str = ORGANISER, expect: str = "",
        **body: Any,
    ) -> None:  # fmt: skip
        self.plan.do(self.plan.at(day, hour, minute), by, f"party.{operation}", expect=expect, **body)

    def decide(self) -> None:
        for person in self.members:
            self.decide_base(person, d(7, 1), "2026-07")
        self.decide_base(COMES, d(8, 19), f"2026-{FROM:02d}")
        why: dict[str, Any] = {"reason": "长期患病,家庭困难", "first": "2026-08", "last": "2026-12"}
        self.do(d(7, 28), 10, "decide-dues-relief", expect=FORBIDDEN, **of(EXEMPT), relief="exempt", **why)
        self.do(d(7, 28), 11, "decide-dues-relief", by=SECRETARY, **of(EXEMPT), relief="exempt", **why)
        less: dict[str, Any] = {"relief": "reduced", "amount": "20.00"}
        self.do(d(7, 28), 12, "decide-dues-relief", by=SECRETARY, **of(REDUCED), **less, **why)

    def decide_base(self, person: str, on: date, first: str) -> None:
        minute = int(person[1:]) % 60
        base: dict[str, Any] = {"first": first, "base": pay_of(person)[0], "approval": "区直机关党工委核定表"}
        self.do(on, 14, "decide-dues-base", minute=minute, **of(person), **base)

    def collect(self, month: int) -> None:
        """Everybody in the first days of the month; what the rule does not let pass; then all is handed up."""
        for person in [*self.members, COMES]:
            if (person == COMES and month < FROM) or (person == EXEMPT and month > 7):
                continue
            if person != COMES and not is_member(self.plan, person, d(month, 1)):
                continue
            self._pay(person, month)
        if month == 7:
            self._refused()
            self._corrected()
        if month == 8:
            why: dict[str, Any] = {"month": "2026-08", "reason": "外出培训,月底返回"}
            self.do(d(8, 7), 9, "explain-dues-delay", by=EXPLAINED, **of(EXPLAINED), **why)
        on = self.plan.same_or_next_workday(d(month, 17))
        self.do(on, 16, "remit-dues", month=f"2026-{month:02d}", on=on, to="区直机关党工委")

    def _pay(self, person: str, month: int) -> None:
        on = self._pay_day(int(person[1:]), month)
        paid_on = on
        if person == NEVER_IN_TIME:
            on = paid_on = self.plan.workday(d(month, 12), 1)
        if person == EXPLAINED and month == 8:
            on = paid_on = d(8, 31)
        if person == ENTERED_LATE and month == 7:
            on = self.plan.workday(d(7, 10), 1)
        self.pay(on, person, month, paid_on=paid_on)

    def pay(
        self, on: date, person: str, month: int, *, hour: int = 10, expect: str = "", paid_on: date | None = None,
        payer: str = "", times: int = 1,
    ) -> None:  # fmt: skip
        owed = "20.00" if person == REDUCED and month > 7 else pay_of(person)[1]
        amount = f"{float(owed) * times:.2f}"
        self.do(
            on, hour, "enter-dues-payment", minute=int(person[1:]) % 60, expect=expect,
            **of(person), month=f"2026-{month:02d}", on=paid_on or on, payer=payer or person, amount=amount,
        )  # fmt: skip

    def _pay_day(self, n: int, month: int) -> date:
        """One of the month's first three working days, by the tenth."""
        return self.plan.workday(d(month, 1), 1 + n % 3)

    def _refused(self) -> None:
        """Ahead, for another, twice, several months at once (B8)."""
        on = d(7, 8)
        self.pay(on, AHEAD, 8, hour=14, expect="party.dues-paid-ahead")
        self.pay(on, FOR_ANOTHER, 8, hour=14, expect="party.dues-paid-by-another", payer="p027")
        self.pay(on, TWICE, 7, hour=14, expect="party.dues-paid-already")
        self.pay(on, NEVER_IN_TIME, 7, hour=15, expect="party.dues-several-months", times=3)

    def _corrected(self) -> None:
        """Entered for the wrong member and voided; a sum that was paid too much, given back."""
        one: dict[str, Any] = {"month": "2026-07", "reason": "登记有误,重新登记"}
        on = d(7, 9)
        self.do(on, 9, "void-dues-payment", **of(TWICE), **one)
        self.pay(on, TWICE, 7, hour=11)
        self.do(on, 15, "refund-dues", **of("p031"), month="2026-07", amount="10.00", reason="基数核定有误")


def of(person: str) -> dict[str, Any]:
    return {"person": person, "year": 2026}


def pay_of(person: str) -> tuple[str, str]:
    return PAY[int(person[1:]) % len(PAY)]
