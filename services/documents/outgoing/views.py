"""Outgoing documents as a caller may see them, and the export (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date
from typing import Any, NamedTuple

from sqlalchemy import select

from services.directory.organ import name_of, person_named, picture, title_of
from services.documents.checks import chosen
from services.documents.outgoing.answers import (
    OutgoingEntry,
    OutgoingHolder,
    OutgoingLine,
    OutgoingRecipient,
    OutgoingStepView,
    OutgoingView,
    OutgoingWording,
)
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.state import STATUS_ZH
from services.documents.outgoing.tables import outgoing, recipients, revisions, steps, trail
from services.documents.secrecy import CONTENT, TITLE, WITHHELD_ZH, readable_title
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, some
from services.kernel.regulations import Records

RELATION_ZH = {"person": "", "post": "", "head": "负责人", "supervisor": "分管领导"}


def lines(ctx: Context, rows: Sequence[Any]) -> list[OutgoingLine]:
    """A page of register rows, with what belongs to them read at once."""
    may = sight(ctx)
    may.learn(rows)
    at = (steps.c.document, steps.c.id, steps.c.zh, steps.c.en)
    asked = select(*at).where(steps.c.document.in_([row.id for row in rows]))
    titles = {(step.document, step.id): (step.zh, step.en) for step in ctx.rows(asked)}
    return [OutgoingLine.of(row, **_line(ctx, row, may.withheld(row), titles.get((row.id, row.step)))) for row in rows]


def _line(ctx: Context, row: Any, withheld: list[str], step: tuple[str, str] | None) -> dict[str, Any]:
    hidden = {"title": ""} if TITLE in withheld else {}
    zh, en = step or ("", "")
    waits = [waiting_view(ctx, whom) for whom in row.waits_for.split()]
    return {"withheld": withheld, "step_zh": zh, "step_en": en, "waits_for": waits, **hidden}


def waiting_view(ctx: Context, whom: str) -> OutgoingHolder:
    """Of `head:budget`: the post, and who holds it today."""
    organ, today = picture(ctx), ctx.today
    relation, _, of = whom.partition(":")
    match relation:
        case "person":
            return OutgoingHolder(relation=relation, whose=of, post="", person=of if organ.is_active(of, today) else "")
        case "head":
            post = organ.head_post(of, today)
        case "supervisor":
            post = organ.supervising_post(of, today)
        case _:
            post = of
    return OutgoingHolder(relation=relation, whose=of, post=post, person=organ.holder(post, today) if post else "")


def view(ctx: Context, row: Any) -> OutgoingView:
    withheld = sight(ctx).withheld(row)
    content = CONTENT not in withheld
    list_ = ctx.rows_of(steps, document=row.id)
    titles = {step.id: (step.zh, step.en) for step in list_}
    hidden: dict[str, Any] = {}
    if not content:
        hidden = {"text": "", "addressees": "", "copied_to": "", "note": "", "digest": ""}
    return OutgoingView.of(
        row,
        **_line(ctx, row, withheld, titles.get(row.step)),
        **hidden,
        annexes=row.annexes.splitlines() if content else [],
        countersigners=row.countersigners.split(),
        steps=[OutgoingStepView.of(step, by=step.by.split()) for step in list_],
        trail=[_entry(one, shown=content) for one in ctx.rows_of(trail, document=row.id)],
        recipients=[OutgoingRecipient.of(one) for one in ctx.rows_of(recipients, document=row.id)] if content else [],
    )


def _entry(row: Any, *, shown: bool) -> OutgoingEntry:
    return OutgoingEntry.of(row, at=row.at.replace(tzinfo=UTC), opinion=row.opinion if shown else "")


def revision_views(ctx: Context, document: str) -> list[OutgoingWording]:
    return [
        OutgoingWording.of(row, at=row.at.replace(tzinfo=UTC), annexes=row.annexes.splitlines())
        for row in ctx.rows_of(revisions, document=document)
    ]


# -- the register as a workbook ---------------------------------------------------------------------------------------


def _waits(ctx: Context) -> Callable[[list[OutgoingHolder]], str]:
    organ, department = picture(ctx), title_of(ctx)

    def said(one: OutgoingHolder) -> str:
        if one.person:
            return person_named(ctx, one.person)
        post = organ.post(one.whose)
        return post.zh if post else f"{department(one.whose)}{RELATION_ZH[one.relation]}"

    return lambda waits: "、".join(said(one) for one in waits)


def _series(ctx: Context) -> Callable[[str], str]:
    known = {one.id: one.zh for one in ctx.rules.value("outgoing.series", ctx.today, Records)}
    return lambda id: known.get(id, id)


LEDGER = Ledger(
    "发文台账",
    Shown("系列", 18, "series", _series),
    Shown("发文字号", 22, "number"),
    Shown("标题", 44, readable_title),
    Shown("密级", 8, "secrecy", chosen("incoming.secrecy")),
    Shown("主办部门", 20, "department", title_of),
    Shown("主办人", 10, "sponsor", name_of),
    Shown("拟稿日", 12, "drafted_on"),
    Shown("签发人", 10, "signed_by", name_of),
    Shown("签发日", 12, "signed_on"),
    Shown("编号日", 12, "numbered_on"),
    Shown("分发日", 12, "distributed_on"),
    Shown("未签收", 8, "unreceived", some),
    Shown("存档日", 12, "archived_on"),
    Shown("状态", 10, "status", STATUS_ZH),
    Shown("环节", 12, "step_zh"),
    Shown("待办人", 24, "waits_for", _waits),
    Shown("自", 12, lambda line: line.waits_since if line.step else None),
)
"""Of lines: what the caller may not see is not in the file either."""


class Receipt(NamedTuple):
    """One recipient of one document."""

    number: str
    department: str
    organ: str
    copies: int
    sent_on: date
    received_on: date | None
    signed_by: str


def _signed_by(ctx: Context) -> Callable[[str], str]:
    """A member of the organ by id, somebody outside by name."""
    return lambda by: person_named(ctx, by)


RECEIPTS = Ledger(
    "签收情况",
    Shown("发文字号", 22, "number"),
    Shown("本机关部门", 24, "department", title_of),
    Shown("其他单位", 30, "organ"),
    Shown("份数", 8, "copies"),
    Shown("分发日", 12, "sent_on"),
    Shown("签收日", 12, "received_on"),
    Shown("签收人", 12, "signed_by", _signed_by),
)


def receipts(ctx: Context, rows: Sequence[Any]) -> list[Receipt]:
    """Of the documents whose content the caller sees, who has signed for them and who has not."""
    may = sight(ctx)
    may.learn(rows)
    numbers = {row.id: row.number for row in rows if may.sees(CONTENT, row)}
    o, r = outgoing.c, recipients.c
    query = (
        select(recipients)
        .join(outgoing, o.id == r.document)
        .where(r.document.in_(list(numbers)))
        .order_by(o.drafted_on, o.id, r.recipient)
    )
    return [
        Receipt(
            numbers[one.document],
            one.department,
            one.organ or ("" if one.department else WITHHELD_ZH),
            one.copies,
            one.sent_on,
            one.received_on,
            one.signed_by,
        )
        for one in ctx.rows(query)
    ]
