"""With whom an outgoing document lies, among all papers that wait (A19, B11.3).

No reminder is sent: the rule books urge incoming documents only (A18).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, case, func, literal, select

from services.directory.organ import picture
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.tables import outgoing, steps, trail, waiting
from services.documents.secrecy import CONTENT, TITLE
from services.documents.waiting.sources import Said, Source, lying
from services.kernel.context import Context

KIND = "outgoing"
o, w = outgoing.c, waiting.c


def rows(ctx: Context) -> Select[Any]:
    """A head or a leader in charge is the one of today, whoever it was when the document came."""
    organ, today = picture(ctx), ctx.today
    heads = {f"head:{d.id}": organ.head_post(d.id, today) for d in organ.departments(today)}
    leaders = {f"supervisor:{d.id}": organ.supervising_post(d.id, today) for d in organ.departments(today)}
    known = {whom: post for whom, post in (heads | leaders).items() if post}
    named = func.substr(w.whom, len("post:") + 1)
    post = case((w.whom.startswith("post:"), named), else_=case(known, value=w.whom, else_=literal("", String)))
    person = case((w.whom.startswith("person:"), func.substr(w.whom, len("person:") + 1)), else_=literal("", String))
    held = waiting.join(outgoing, o.id == w.document)
    step = select(steps.c.zh).where(steps.c.document == o.id, steps.c.id == o.step).scalar_subquery()
    return lying(
        KIND,
        held,
        id=w.document,
        number=o.number,
        urgency=o.urgency,
        step=step,
        post=post,
        person=person,
        since=o.waits_since,
    )


def said(ctx: Context, found: Sequence[Any]) -> list[Said]:
    """Why it came: what was said with the step before."""
    ids = {row.id for row in found}
    documents = {row.id: row for row in ctx.rows(select(outgoing).where(o.id.in_(ids)))}
    may = sight(ctx)
    may.learn(documents.values())
    entries = select(trail.c.document, trail.c.opinion).where(trail.c.document.in_(ids)).order_by(trail.c.entry)
    last = {row.document: row.opinion for row in ctx.rows(entries)}
    answers: dict[str, Said] = {}
    for id, document in documents.items():
        withheld = may.withheld(document)
        title = "" if TITLE in withheld else document.title
        answers[id] = Said(title, "" if CONTENT in withheld else last[id], withheld)
    return [answers[row.id] for row in found]


LYING = Source(KIND, rows, said)
