"""What a leave counts towards its years: the way from leave to the yearly accounts (A16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from services.attendance.entitlement.account import Account, account_id, full_years
from services.attendance.leave.span import Span
from services.directory.organ import picture
from services.kernel.context import Context
from services.kernel.rule_values import Bands

ZERO = Decimal(0)


class CountedLeave(Protocol):
    """Of a leave, what the account needs."""

    @property
    def id(self) -> UUID: ...
    @property
    def person(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def span(self) -> Span: ...


def entitlement(ctx: Context, person: str, on: date) -> Decimal:
    """Working days of annual leave by full years of service on a day; none below the first step."""
    found = picture(ctx).person(person)
    if found is None:
        return ZERO
    bands = ctx.rules.value("leave.annual_entitlement", on, Bands)
    return bands.at(full_years(found.work_since, on))


def _counts(ctx: Context, kind: str) -> tuple[bool, bool]:
    """(draws on the entitlement, counts towards forfeiture)."""
    rules, today = ctx.rules, ctx.today
    return kind in rules.value("leave.entitled_kinds", today, tuple), kind in rules.value(
        "leave.forfeiting_kinds", today, tuple
    )


def _by_year(span: Span) -> list[tuple[int, Span]]:
    parts = ((year, span.within_year(year)) for year in range(span.start.year, span.end.year + 1))
    return [(year, part) for year, part in parts if part is not None]


def check_entitlement(ctx: Context, person: str, kind: str, span: Span, leave: UUID) -> None:
    """Refuses annual leave that the year does not allow; other kinds pass."""
    draws, _ = _counts(ctx, kind)
    if not draws:
        return
    for year, part in _by_year(span):
        account = ctx.find(Account, account_id(person, year))
        account.check_annual(
            part.working_days(ctx.calendar),
            entitlement(ctx, person, part.start),
            ctx.rules.cite("leave.annual_entitlement", ctx.today),
            leave,
        )


def count_leave(ctx: Context, leave: CountedLeave, span: Span | None, was: Span | None = None) -> None:
    """Makes the accounts count `span` of this leave, or nothing of it; `was` names the years to look into then."""
    draws, forfeits = _counts(ctx, leave.kind)
    if not draws and not forfeits:
        return
    looked_at = was or span or leave.span
    for year, part in _by_year(looked_at):
        counted = span.within_year(year) if span is not None else None
        account = ctx.find(Account, account_id(leave.person, year))
        account.count(
            ctx.act,
            person=leave.person,
            department=leave.department,
            year=year,
            leave=leave.id,
            forfeits=forfeits,
            days=counted.working_days(ctx.calendar) if counted is not None else ZERO,
            kind=leave.kind,
            entitlement=entitlement(ctx, leave.person, part.start),
            cites=ctx.rules.cite("leave.forfeiting_kinds", ctx.today),
        )
        ctx.save(account)
