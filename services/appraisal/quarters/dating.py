"""The days of a quarter's steps (A35). While the calendar of their year is not known they stay open, and everything
else goes on; the clock sets them once it has been told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from services.appraisal.quarters.record import AppraisedLine, Dates, ObjectionLine, QuarterRecord, ReportStatus
from services.appraisal.quarters.round import QuarterRound, RoundStatus, Step, answer_step, round_id
from services.kernel.procedure.context import Context

REPORT_DAYS, PROPOSE_DAYS, PUBLISH_DAYS = "report_days", "propose_days", "publish_days"
OBJECTION_DAYS, ANSWER_DAYS = "objection_days", "answer_days"


class Undated(NamedTuple):
    step: str
    rule: str
    department: str = ""


def due_after(ctx: Context, rule: str, after: date) -> date | None:
    return ctx.calendar.due(after, ctx.rules.value(f"quarters.{rule}", after, int))


def undated(ctx: Context, row: Any) -> Iterator[Undated]:
    """The steps of a quarter that are still to come and have no day."""
    match row.status:
        case RoundStatus.OPEN:
            for line in ctx.rows_of(AppraisedLine, quarter=row.quarter, status=ReportStatus.OWED):
                if line.report_due is None:
                    yield Undated(Step.REPORT, REPORT_DAYS, line.department)
            if row.proposal_due is None:
                yield Undated(Step.PROPOSAL, PROPOSE_DAYS)
            if row.publication_due is None:
                yield Undated(Step.PUBLICATION, PUBLISH_DAYS)
        case RoundStatus.PROPOSED | RoundStatus.DECIDED if row.publication_due is None:
            yield Undated(Step.PUBLICATION, PUBLISH_DAYS)
        case RoundStatus.PUBLISHED:
            if row.objections_until is None:
                yield Undated(Step.OBJECTIONS, OBJECTION_DAYS)
            for line in ctx.rows_of(ObjectionLine, quarter=row.quarter, answered=False):
                if line.due is None:
                    yield Undated(answer_step(line.number), ANSWER_DAYS)
        case _:
            return


def dates_of(ctx: Context, row: Any) -> Dates:
    return Dates.UNKNOWN if any(undated(ctx, row)) else Dates.SET


def set_open_dues(ctx: Context) -> int:
    """Counted from today: a day that nobody could know binds nobody. Returns how many could be told by now."""
    told = 0
    for row in ctx.rows_of(QuarterRecord):
        found: QuarterRound | None = None
        for step, rule, department in undated(ctx, row):
            due = due_after(ctx, rule, ctx.today)
            if due is not None:
                found = found or ctx.find(QuarterRound, round_id(row.quarter))
                found.set_due(ctx.act, step=step, department=department, due=due)
                told += 1
        if found is not None:
            ctx.save(found)
    return told
