"""Whom an outgoing document concerns: whoever did something to it, for whom it waits, and who received it (B11.1)."""

from __future__ import annotations

from sqlalchemy import or_, select

from services.directory.organ import picture
from services.documents.outgoing.record import OutgoingRecord, concerned, waiting
from services.kernel.procedure.context import Context
from services.kernel.procedure.secrecy import Sight, acting_posts


def whom(ctx: Context) -> tuple[str, ...]:
    """Everything that the caller is, as the register names those for whom a document waits."""
    organ, today = picture(ctx), ctx.today
    posts = acting_posts(ctx)
    departments = organ.departments(today) if posts else ()
    headed = (d.id for d in departments if organ.head_post(d.id, today) in posts)
    led = (d.id for d in departments if organ.supervising_post(d.id, today) in posts)
    return (
        f"person:{ctx.caller}",
        *(f"post:{post}" for post in sorted(posts)),
        *(f"head:{department}" for department in headed),
        *(f"supervisor:{department}" for department in led),
    )


def sight(ctx: Context) -> Sight:
    mine = whom(ctx)
    member = f"department:{picture(ctx).department_of(ctx.caller, ctx.today)}"
    lies = select(waiting.c.document).where(waiting.c.whom.in_(mine))
    known = select(concerned.c.document).where(concerned.c.whom.in_((*mine, member)))
    o = OutgoingRecord.TABLE.c
    condition = or_(o.sponsor == ctx.caller, o.id.in_(lies), o.id.in_(known))
    return Sight(ctx, acting_posts(ctx), OutgoingRecord.TABLE, condition)
