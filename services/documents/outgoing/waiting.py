"""With whom an outgoing document lies, among all papers that wait (A19, B11.3).

No reminder is sent: the rule books urge incoming documents only (A18).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, String, case, func, literal, select

from services.directory.organ import picture
from services.documents.outgoing import operations as ask
from services.documents.outgoing import steps as to
from services.documents.outgoing.record import OutgoingEntry, OutgoingRecipient, OutgoingRecord, OutgoingStep, waiting
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.shown.operations import GetOutgoing
from services.documents.outgoing.state import OutgoingStatus
from services.documents.waiting.sources import Papers, Said, Source, lying, lying_with
from services.kernel.domain.who import HEAD, ON_ROUTE, SELF
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits, found_in
from services.kernel.procedure.operations import Command
from services.kernel.procedure.secrecy import CONTENT, TITLE

KIND = Papers.OUTGOING.value
o, w, s = OutgoingRecord.TABLE.c, waiting.c, OutgoingStep.TABLE.c
t, r = OutgoingEntry.TABLE.c, OutgoingRecipient.TABLE.c


def rows(ctx: Context) -> Select[Any]:
    """A head or a leader in charge is the one of today, whoever it was when the document came."""
    organ, today = picture(ctx), ctx.today
    heads = {f"head:{d.id}": organ.head_post(d.id, today) for d in organ.departments(today)}
    leaders = {f"supervisor:{d.id}": organ.supervising_post(d.id, today) for d in organ.departments(today)}
    known = {whom: post for whom, post in (heads | leaders).items() if post}
    named = func.substr(w.whom, len("post:") + 1)
    post = case((w.whom.startswith("post:"), named), else_=case(known, value=w.whom, else_=literal("", String)))
    person = case((w.whom.startswith("person:"), func.substr(w.whom, len("person:") + 1)), else_=literal("", String))
    held = waiting.join(OutgoingRecord.TABLE, o.id == w.document)
    step = select(s.zh).where(s.document == o.id, s.id == o.step).scalar_subquery()
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
    documents = {row.id: row for row in ctx.rows(select(OutgoingRecord.TABLE).where(o.id.in_(ids)))}
    may = sight(ctx)
    may.learn(documents.values())
    entries = select(t.document, t.opinion).where(t.document.in_(ids)).order_by(t.entry)
    last = {row.document: row.opinion for row in ctx.rows(entries)}
    at = select(s.document, s.zh, s.en).join(OutgoingRecord.TABLE, (o.id == s.document) & (o.step == s.id))
    steps = {row.document: (row.zh, row.en) for row in ctx.rows(at.where(s.document.in_(ids)))}
    answers: dict[str, Said] = {}
    for id, document in documents.items():
        withheld = may.withheld(document)
        title = "" if TITLE in withheld else document.title
        answers[id] = Said(title, "" if CONTENT in withheld else last[id], withheld, *steps[id])
    return [answers[row.id] for row in found]


LYING = Source(KIND, rows, said)


def _at(work: str) -> Callable[[Context], Iterator[Waiting]]:
    """The documents that stand at a step of this work, for those to whom the list leaves it."""

    def finds(ctx: Context) -> Iterator[Waiting]:
        here = select(o.id, s.zh, s.en).where(
            s.document == o.id, s.id == o.step, s.work == work, o.status == OutgoingStatus.OPEN
        )
        words = {row.id: (row.zh, row.en) for row in ctx.rows(here)}
        for one in found(ctx) if words else ():
            if one.which in words:
                yield one._replace(for_what=words[str(one.which)])

    found = lying_with(LYING)
    return finds


_DONE_BY: Mapping[str, type[Command]] = {
    to.DRAFT: ask.SubmitOutgoing,
    to.COUNTERSIGN: ask.CountersignOutgoing,
    to.REVIEW: ask.ReviewOutgoing,
    to.COMMENT: ask.CommentOnOutgoing,
    to.SIGN: ask.SignOutgoing,
    to.NUMBER: ask.NumberOutgoing,
    to.PRINT: ask.CarryOutOutgoingStep,
    to.ROUTINE: ask.CarryOutOutgoingStep,
    to.SEAL: ask.SealOutgoing,
    to.DISTRIBUTE: ask.DistributeOutgoing,
    to.ARCHIVE: ask.ArchiveOutgoing,
}
WAITS = (
    *(Waits(operation, GetOutgoing, _at(work), (SELF, ON_ROUTE)) for work, operation in _DONE_BY.items()),
    Waits(
        ask.SignForOutgoing,
        GetOutgoing,
        found_in(
            OutgoingRecipient.TABLE.join(OutgoingRecord.TABLE, o.id == r.document),
            r.received_on.is_(None),
            r.department > "",
            o.status != OutgoingStatus.REVOKED,
            columns=(r.document, r.department, r.sent_on, o.number, o.title),
            which="document",
            since="sent_on",
        ),
        (HEAD,),
    ),
)
