"""What a leave counts towards its years: the way from leave to the yearly accounts (A16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from services.attendance.entitlement.account import Account, Waiting, account_id
from services.attendance.entitlement.record import EntitlementRecord
from services.attendance.leave.leave import Leave
from services.attendance.leave.span import Near, Span
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.rules.values import Bands

ZERO = Decimal(0)


def full_years(since: date, on: date) -> int:
    """Full years of service on a day."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def counted_years(since: date, on: date, months: int) -> int:
    """Full years that count on a day. A year is complete on the eve of its anniversary; it counts from the month that
    comes so many months after (A16)."""
    if not months:
        return full_years(since, on)
    month = on.year * 12 + on.month - months  # of the month before it is the last in which the year may be complete
    return full_years(since, date(month // 12, month % 12 + 1, 1))


def entitlement(ctx: Context, person: str, on: date) -> Decimal:
    """Working days of annual leave by the years of service that count on a day; none below the first step."""
    found = picture(ctx).person(person)
    if found is None:
        return ZERO
    bands = ctx.rules.value("leave.annual_entitlement", on, Bands)
    return bands.at(counted_years(found.work_since, on, ctx.rules.value("leave.service_counts_after", on, int)))


def granted_by(ctx: Context, person: str, year: int) -> Decimal:
    """What the whole year grants: that of its last day, as service only grows."""
    return entitlement(ctx, person, date(year, 12, 31))


def _counts(ctx: Context, kind: str) -> tuple[bool, bool]:
    """(draws on the entitlement, counts towards forfeiture)."""
    entitled, forfeiting = (
        kind in ctx.rules.value(f"leave.{kinds}_kinds", ctx.today, tuple) for kinds in ("entitled", "forfeiting")
    )
    return entitled, forfeiting


def _by_year(span: Span) -> list[tuple[int, Span]]:
    parts = ((year, span.within_year(year)) for year in range(span.start.year, span.end.year + 1))
    return [(year, part) for year, part in parts if part is not None]


def draws_on_year(ctx: Context, kind: str) -> bool:
    """Whether this kind of leave is taken from what the year grants."""
    return _counts(ctx, kind)[0]


def check_entitlement(
    ctx: Context, person: str, kind: str, span: Span, leave: UUID | None = None, *, undecided: Sequence[Near] = ()
) -> None:
    """Refuses annual leave that a year does not allow, year by year; other kinds pass.

    `leave` does not count against itself; `undecided` is what was asked for before and may be granted yet.
    """
    cites = ctx.rules.cite("leave.annual_entitlement", ctx.today)

    def measured(part: Span) -> tuple[Decimal, Decimal]:
        return part.working_days(ctx.calendar), entitlement(ctx, person, part.start)

    for year, part in _by_year(span) if draws_on_year(ctx, kind) else ():
        waiting = [
            Waiting(other.id, *measured(one), one.start, one.end)
            for other in undecided
            if (one := other.span.within_year(year)) is not None
        ]
        ctx.find(Account, account_id(person, year)).check_annual(*measured(part), cites, leave, waiting)


def count_leave(ctx: Context, leave: Leave, span: Span | None, was: Span | None = None) -> list[tuple[int, bool]]:
    """Makes the accounts count `span` of this leave, or nothing of it; `was` names the years to look into then.

    Returns the years whose forfeiture turned, and whether it stands now.
    """
    draws, forfeits = _counts(ctx, leave.kind)
    turned: list[tuple[int, bool]] = []
    for year, part in _by_year(was or span or leave.span) if draws or forfeits else ():
        counted = span.within_year(year) if span is not None else None
        account = ctx.find(Account, account_id(leave.person, year))
        cites = ctx.rules.cite("leave.forfeiting_kinds", ctx.today)
        whole_year = granted_by(ctx, leave.person, year)
        account.count(
            ctx.act,
            leave,
            year=year,
            forfeits=forfeits,
            days=counted.working_days(ctx.calendar) if counted is not None else ZERO,
            entitlement=whole_year if forfeits else entitlement(ctx, leave.person, part.start),
            cites=cites,
        )
        if forfeits and account.assess(ctx.act, entitlement=whole_year, cites=cites):
            turned.append((year, account.forfeited))
        ctx.save(account)
    return turned


def reassess(ctx: Context) -> list[tuple[str, int, bool]]:
    """Holds every account since last year against what its year grants by now; (person, year, forfeited) of those
    that turned."""
    a, cites = EntitlementRecord.columns(), ctx.rules.cite("leave.forfeiting_kinds", ctx.today)
    turned: list[tuple[str, int, bool]] = []
    for row in ctx.rows(select(EntitlementRecord.TABLE).where(a.year >= ctx.today.year - 1).order_by(a.year, a.person)):
        whole_year = granted_by(ctx, row.person, row.year)
        if (row.personal_total > whole_year) != row.forfeited:
            account = ctx.find(Account, account_id(row.person, row.year))
            account.assess(ctx.act, entitlement=whole_year, cites=cites)
            ctx.save(account)
            turned.append((row.person, row.year, account.forfeited))
    return turned
