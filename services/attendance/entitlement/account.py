"""The running account of one person's year: what counts, what is left, when it is forfeited (A16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.attendance.leave.span import said
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de001")
ZERO = Decimal(0)


class AnnualLeaveLost(Refusal):
    """This year's annual leave is forfeited."""

    code = "attendance.annual-leave-forfeited"


class EntitlementExceeded(Refusal):
    code = "attendance.entitlement-exceeded"


def account_id(person: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{year}")


def full_years(since: date, on: date) -> int:
    """Full years of service on a day."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


class Account(Aggregate):
    person = ""
    year = 0
    forfeited = False
    entitlement = ZERO

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.personal: dict[UUID, Decimal] = {}
        self.annual: dict[UUID, Decimal] = {}

    @property
    def personal_total(self) -> Decimal:
        return sum(self.personal.values(), ZERO)

    @property
    def annual_total(self) -> Decimal:
        return sum(self.annual.values(), ZERO)

    def check_annual(self, days: Decimal, entitlement: Decimal, cites: tuple[str, ...], leave: UUID | None) -> None:
        """Refuses annual leave that is forfeited or more than is left; `leave` itself does not count against it."""
        if self.forfeited:
            raise AnnualLeaveLost(
                "本年事假累计已超过应休天数,当年不再享受公休假。",
                "Personal leave has exceeded the entitlement: this year's annual leave is forfeited.",
                cites=cites,
                year=self.year,
            )
        used = sum((days_ for id_, days_ in self.annual.items() if id_ != leave), ZERO)
        if used + days > entitlement:
            raise EntitlementExceeded(
                f"本年应休{said(entitlement)}天,已休{said(used)}天,不足本次{said(days)}天。",
                f"Of the year's {said(entitlement)} days {said(used)} are taken: not enough for {said(days)}.",
                cites=cites,
                entitlement=said(entitlement),
                used=said(used),
                asked=said(days),
            )

    def count(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        year: int,
        leave: UUID,
        forfeits: bool,
        days: Decimal,
        kind: str,
        entitlement: Decimal,
        cites: tuple[str, ...],
    ) -> None:
        """`days` of this leave count; replaces what it counted before.

        Crossing is recorded once, and undone once. Only more leave forfeits and only less gives back: an entitlement
        that grows with the years of service in the middle of the year decides nothing by itself.
        """
        before = (self.personal if forfeits else self.annual).get(leave, ZERO)
        if days == before:
            return
        change = days - before
        self.trigger(
            LeaveCounted,
            act,
            person=person,
            department=department,
            year=year,
            leave=leave,
            kind=kind,
            forfeiting=forfeits,
            days=days,
            personal_total=self.personal_total + (change if forfeits else ZERO),
            annual_total=self.annual_total + (ZERO if forfeits else change),
            entitlement=entitlement,
            cites=cites,
        )
        if not forfeits:
            return
        over = self.personal_total > entitlement
        if over and change > 0 and not self.forfeited:
            self.trigger(
                AnnualLeaveForfeited,
                act,
                person=person,
                department=department,
                year=year,
                personal_total=self.personal_total,
                entitlement=entitlement,
                annual_taken=self.annual_total,
                by_leave=leave,
                cites=cites,
            )
        elif self.forfeited and change < 0 and not over:
            self.trigger(
                ForfeitureUndone,
                act,
                person=person,
                department=department,
                year=year,
                personal_total=self.personal_total,
                entitlement=entitlement,
                by_leave=leave,
                cites=cites,
            )

    @applies(LeaveCounted)
    def _counted(self, event: LeaveCounted) -> None:
        self.person, self.year, self.entitlement = event.person, event.year, event.entitlement
        ledger = self.personal if event.forfeiting else self.annual
        ledger[event.leave] = event.days

    @applies(AnnualLeaveForfeited)
    def _forfeited(self, event: AnnualLeaveForfeited) -> None:
        self.forfeited = True

    @applies(ForfeitureUndone)
    def _undone(self, event: ForfeitureUndone) -> None:
        self.forfeited = False
