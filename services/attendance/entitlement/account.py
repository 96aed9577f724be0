"""The running account of one person's year: what counts, what is left, when it is forfeited (A16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid5

from services.attendance.entitlement import events as e
from services.attendance.leave.leave import Leave
from services.attendance.leave.span import said
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de001")
ZERO = Decimal(0)
Drawn = tuple[Decimal, Decimal]
"""Days, and what the years of service grant on the first of them."""


class Waiting(NamedTuple):
    """The part in a year of a leave that was asked for and is not decided."""

    leave: UUID
    days: Decimal
    entitlement: Decimal
    start: date
    end: date


class AnnualLeaveLost(Refusal):
    """This year's annual leave is forfeited."""

    code = "attendance.annual-leave-forfeited"
    next = ("请改请其他种类的假，或待下一年度再休。", "Ask for another kind of leave, or wait for the next year.")


class EntitlementExceeded(Refusal):
    code = "attendance.entitlement-exceeded"
    next = (
        "请缩短天数，或超出部分改请其他种类的假；有待审批的，也可先撤回。",
        "Ask for fewer days, or for another kind of leave for the rest; what still waits can be withdrawn first.",
    )


def account_id(person: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{year}")


class Account(Aggregate):
    CARRIES = ("person", "department", "year")
    person = ""
    department = ""
    year = 0
    forfeited = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.personal: dict[UUID, Decimal] = {}
        self.annual: dict[UUID, Drawn] = {}
        """By leave."""

    @property
    def personal_total(self) -> Decimal:
        return sum(self.personal.values(), ZERO)

    @property
    def annual_total(self) -> Decimal:
        return sum((days for days, _ in self.annual.values()), ZERO)

    def check_annual(
        self,
        days: Decimal,
        entitlement: Decimal,
        cites: tuple[str, ...],
        leave: UUID | None,
        waiting: Sequence[Waiting] = (),
    ) -> None:
        """Refuses annual leave that is forfeited or more than is left; `leave` itself does not count against it, what
        is `waiting` for its decision does.

        `entitlement` is that of the leave's first day. Where it grows in the course of the year, what begins before
        draws on the smaller one and everything on the larger, in whatever order it is granted.
        """
        if self.forfeited:
            raise AnnualLeaveLost(
                "本年事假累计已超过应休天数，当年不再享受公休假。",
                "Personal leave has exceeded the entitlement: this year's annual leave is forfeited.",
                cites=cites,
                year=self.year,
            )
        others = [had for id_, had in self.annual.items() if id_ != leave and had[0]]
        grown = [at for _, at in others] + [one.entitlement for one in waiting]
        for bound in sorted({entitlement, *(at for at in grown if at > entitlement)}):
            used = sum((days_ for days_, at in others if at <= bound), ZERO)
            among = [one for one in waiting if one.entitlement <= bound]
            asked = sum((one.days for one in among), ZERO)
            if used + asked + days > bound:
                also_zh, also_en = _wait(among, asked)
                raise EntitlementExceeded(
                    f"本年应休{said(bound)}天，已休{said(used)}天{also_zh}，不足本次{said(days)}天。",
                    f"Of the year's {said(bound)} days {said(used)} are taken{also_en}: not enough for {said(days)}.",
                    cites=cites,
                    entitlement=said(bound),
                    used=said(used),
                    waiting=said(asked),
                    leaves=[str(one.leave) for one in among],
                    asked=said(days),
                )

    def count(
        self,
        act: Act,
        leave: Leave,
        *,
        year: int,
        forfeits: bool,
        days: Decimal,
        entitlement: Decimal,
        cites: tuple[str, ...],
    ) -> None:
        """`days` of this leave count; replaces what it counted before. `entitlement` is what they are measured against:
        that of the leave's first day where it draws on it, the whole year's where it counts towards forfeiture.
        """
        before = self.personal.get(leave.id, ZERO) if forfeits else self.annual.get(leave.id, (ZERO, ZERO))[0]
        if days == before:
            return
        change = days - before
        self.trigger(
            e.LeaveCounted,
            act,
            person=leave.person,
            department=leave.department,
            year=year,
            leave=leave.id,
            kind=leave.kind,
            forfeiting=forfeits,
            days=days,
            personal_total=self.personal_total + (change if forfeits else ZERO),
            annual_total=self.annual_total + (ZERO if forfeits else change),
            entitlement=entitlement,
            cites=cites,
        )

    def assess(self, act: Act, *, entitlement: Decimal, cites: tuple[str, ...]) -> bool:
        """Holds the year's personal leave against what the whole year grants: one figure, whatever came first.

        A crossing is recorded once, and undone once; says whether it turned.
        """
        over = self.personal_total > entitlement
        if over == self.forfeited:
            return False
        fields = {"annual_taken": self.annual_total} if over else {}
        self.trigger(
            e.AnnualLeaveForfeited if over else e.ForfeitureUndone,
            act,
            personal_total=self.personal_total,
            entitlement=entitlement,
            by_leave=next(reversed(self.personal)),
            cites=cites,
            **fields,
        )
        return True

    @applies(e.LeaveCounted)
    def _counted(self, event: e.LeaveCounted) -> None:
        self.department = event.department
        if event.forfeiting:
            self.personal.pop(event.leave, None)
            self.personal[event.leave] = event.days  # the last to have changed stands last
        else:
            self.annual[event.leave] = event.days, event.entitlement

    @applies(e.AnnualLeaveForfeited)
    def _forfeited(self, event: e.AnnualLeaveForfeited) -> None:
        self.forfeited = True

    @applies(e.ForfeitureUndone)
    def _undone(self, event: e.ForfeitureUndone) -> None:
        self.forfeited = False


def _wait(waiting: Sequence[Waiting], days: Decimal) -> tuple[str, str]:
    """What waits besides, for the refusal of another: how much, and from when to when each is."""
    if not waiting:
        return "", ""
    zh = "、".join(f"{one.start}至{one.end}" for one in waiting)
    en = ", ".join(f"{one.start} to {one.end}" for one in waiting)
    return f"，另有{said(days)}天待审批（{zh}）", f" and {said(days)} wait for a decision ({en})"
