"""Who decides a leave on the day: its route when it is handed in, and who follows a post that cannot decide (A15)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.leave import Leave
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.route import CHAIR, OFFICE, Applicant, Limits, Line, above
from services.attendance.leave.states import Decision, LeaveStatus
from services.directory.organ import picture
from services.kernel.procedure.context import Context


def _limits(ctx: Context, on: date) -> Limits:
    rules = ctx.rules
    return Limits(
        head=rules.value("leave.head_limit", on, Decimal),
        head_cites=rules.cite("leave.head_limit", on),
        deputy=rules.value("leave.deputy_limit", on, Decimal),
        deputy_cites=rules.cite("leave.deputy_limit", on),
        county_levels=rules.value("leave.county_levels", on, tuple),
        county_route=rules.value("leave.county_route", on, tuple),
        county_cites=rules.cite("leave.county_route", on),
    )


def line_of(ctx: Context, person: str, department: str) -> Line:
    """The applicant's place today, the numbers in force, and which posts of their line can decide."""
    organ, today = picture(ctx), ctx.today
    limits = _limits(ctx, today)
    head, supervising = organ.head_post(department, today), organ.supervising_post(department, today)
    candidates = {head, supervising, CHAIR, *limits.county_route} - {""}
    able = [post for post in candidates if not _ground(ctx, post, person)]
    posts = organ.posts_of(person, today)
    levels = tuple(found.level for found in map(organ.post, posts) if found is not None)
    return Line(Applicant(posts, levels, head, supervising), limits, able)


def _ground(ctx: Context, post: str, person: str, deciders: Collection[str] = ()) -> str:
    """Why the post cannot decide the person's leave today, empty where it can; `deciders` have taken earlier steps.

    While its holder is merely away it waits for them and for whoever stands in. Where that is the applicant, the next
    one up decides; above the chair there is nobody in the organ, so it waits for the chair. Above the office, which
    records what was decided outside, there is nobody to pass on to.
    """
    if post == OFFICE:
        return ""
    organ = picture(ctx)
    holder, deputy = organ.holder(post, ctx.today), organ.deputy_for(post, ctx.today)
    if not holder:
        return Decision.VACANT
    if holder == person or (deputy == person and post != CHAIR):
        return Decision.OWN_POST
    return Decision.DECIDED if holder in deciders or deputy in deciders else ""


def pass_on(ctx: Context, leave: Leave) -> bool:
    """On to the next step, as often as the post whose turn it is cannot decide; says whether anything was passed on."""
    before = leave.step
    while leave.status == LeaveStatus.REQUESTED and (
        ground := _ground(ctx, leave.current_step.post, leave.person, leave.deciders)
    ):
        line = line_of(ctx, leave.person, leave.department)
        leave.pass_on(ctx.act, ground=ground, above=above(leave.current_step.post, line))
    return leave.step != before


def pass_on_waiting(ctx: Context) -> int:
    """Every day anew: posts fall vacant while slips wait for them. Returns how many were passed on."""
    t, passed = LeaveRecord.columns(), 0
    for row in ctx.rows(select(t.id).where(t.waits_for > "").order_by(t.waits_for, t.start, t.id)):
        leave = ctx.find(Leave, UUID(hex=row.id))
        if pass_on(ctx, leave):
            ctx.save(leave)
            passed += 1
    return passed
