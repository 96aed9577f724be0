"""Who decides a leave on the day: its route when it is handed in, and who follows a post that is vacant since (A15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from services.attendance.leave.events import Step
from services.attendance.leave.leave import REQUESTED, Leave
from services.attendance.leave.register import leaves
from services.attendance.leave.route import OFFICE, Applicant, Limits, above, route
from services.directory.organ import picture
from services.kernel.context import Context

VACANT, OWN_POST = "vacant", "own-post"


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


def _standing(ctx: Context, person: str, department: str) -> tuple[Applicant, Limits, list[str]]:
    """The applicant's place today, the numbers in force, and which posts of their line somebody holds."""
    organ, today = picture(ctx), ctx.today
    limits = _limits(ctx, today)
    head, supervising = organ.head_post(department, today), organ.supervising_post(department, today)
    candidates = {head, supervising, "chair", *limits.county_route} - {""}
    filled = [post for post in candidates if organ.holder(post, today)]
    posts = organ.posts_of(person, today)
    levels = tuple(found.level for found in map(organ.post, posts) if found is not None)
    return Applicant(posts, levels, head, supervising), limits, filled


def route_for(ctx: Context, person: str, department: str, working: Decimal) -> tuple[Step, ...]:
    return route(working, *_standing(ctx, person, department))


def _ground(ctx: Context, post: str, person: str) -> str:
    """Why the post cannot decide the person's leave today, empty where it can. While its holder is merely away it
    waits for them and for whoever stands in; above the office, which records, there is nobody to pass on to.
    """
    if post == OFFICE:
        return ""
    holder = picture(ctx).holder(post, ctx.today)
    return OWN_POST if holder == person else "" if holder else VACANT


def pass_on(ctx: Context, leave: Leave) -> bool:
    """On to the next step, as often as the post whose turn it is cannot decide; says whether anything was passed on."""
    before = leave.step
    while leave.status == REQUESTED and (ground := _ground(ctx, leave.current_step.post, leave.person)):
        standing = _standing(ctx, leave.person, leave.department)
        leave.pass_on(ctx.act, ground=ground, above=above(leave.current_step.post, *standing))
    return leave.step != before


def pass_on_waiting(ctx: Context) -> int:
    """Every day anew: posts fall vacant while slips wait for them. Returns how many were passed on."""
    t = leaves.c
    waiting = select(t.id, t.waits_for, t.person).where(t.waits_for > "").order_by(t.waits_for, t.start, t.id)
    passed = 0
    for row in ctx.rows(waiting):
        if _ground(ctx, row.waits_for, row.person):
            leave = ctx.find(Leave, UUID(hex=row.id))
            passed += pass_on(ctx, leave)
            ctx.save(leave)
    return passed
