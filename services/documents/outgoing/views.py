"""Outgoing documents as a caller may see them, and the export (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy import select

from services.directory.organ import department_named, person_named, picture
from services.documents.outgoing.record import (
    OutgoingEntry,
    OutgoingHolder,
    OutgoingLine,
    OutgoingRecipient,
    OutgoingRecord,
    OutgoingStep,
    OutgoingView,
    OutgoingWording,
)
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.state import Relation
from services.documents.outgoing.steps import Hands
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import Department, Person, Row
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.secrecy import CONTENT, TITLE, WITHHELD_ZH, readable_title


def lines(ctx: Context, rows: Sequence[Any]) -> list[OutgoingLine]:
    """A page of register rows, with what belongs to them read at once."""
    may = sight(ctx)
    may.learn(rows)
    s = OutgoingStep.TABLE.c
    asked = select(s.document, s.id, s.zh, s.en).where(s.document.in_([row.id for row in rows]))
    titles = {(step.document, step.id): (step.zh, step.en) for step in ctx.rows(asked)}
    return [OutgoingLine.of(row, **_line(ctx, row, may.withheld(row), titles.get((row.id, row.step)))) for row in rows]


def _line(ctx: Context, row: Any, withheld: list[str], step: tuple[str, str] | None) -> dict[str, Any]:
    hidden = {"title": ""} if TITLE in withheld else {}
    zh, en = step or ("", "")
    waits = [waiting_view(ctx, whom) for whom in row.waits_for]
    return {"withheld": withheld, "step_zh": zh, "step_en": en, "waits_for": waits, **hidden}


def waiting_view(ctx: Context, whom: str) -> OutgoingHolder:
    """Of `head:budget`: the post, and who holds it today."""
    organ, today = picture(ctx), ctx.today
    named, _, of = whom.partition(":")
    match relation := Relation(named):
        case Relation.PERSON:
            return OutgoingHolder(relation=relation, whose=of, post="", person=of if organ.is_active(of, today) else "")
        case Relation.HEAD:
            post = organ.head_post(of, today)
        case Relation.SUPERVISOR:
            post = organ.supervising_post(of, today)
        case _:
            post = of
    return OutgoingHolder(relation=relation, whose=of, post=post, person=organ.holder(post, today) if post else "")


def view(ctx: Context, row: Any) -> OutgoingView:
    withheld = sight(ctx).withheld(row)
    content = CONTENT not in withheld
    list_ = ctx.rows_of(OutgoingStep, document=row.id)
    titles = {step.id: (step.zh, step.en) for step in list_}
    hidden: dict[str, Any] = {}
    if not content:
        hidden = {"text": "", "addressees": "", "copied_to": "", "note": "", "digest": "", "annexes": []}
    return OutgoingView.of(
        row,
        **_line(ctx, row, withheld, titles.get(row.step)),
        **hidden,
        steps=[OutgoingStep.of(step, **_hands(ctx, step.by)) for step in list_],
        trail=[_entry(one, titles, shown=content) for one in ctx.rows_of(OutgoingEntry, document=row.id)],
        recipients=[OutgoingRecipient.of(one) for one in ctx.rows_of(OutgoingRecipient, document=row.id)]
        if content
        else [],
    )


def _hands(ctx: Context, by: Sequence[str]) -> dict[str, str]:
    """Who carries a step out, in words: posts by their titles, and the relations."""
    known: dict[str, Any] = {one.value: one for one in Hands}
    named = [known.get(word) or picture(ctx).post(word) for word in by]
    return {
        "by_zh": "、".join(one.zh if one else word for one, word in zip(named, by, strict=True)),
        "by_en": ", ".join(one.en if one else word for one, word in zip(named, by, strict=True)),
    }


def _entry(row: Any, titles: Mapping[str, tuple[str, str]], *, shown: bool) -> OutgoingEntry:
    zh, en = titles.get(row.step, ("", ""))
    return OutgoingEntry.of(row, step_zh=zh, step_en=en, opinion=row.opinion if shown else "")


def revision_views(ctx: Context, document: str) -> list[OutgoingWording]:
    return [OutgoingWording.of(row) for row in ctx.rows_of(OutgoingWording, document=document)]


# -- the register as a workbook ---------------------------------------------------------------------------------------


def _waits(ctx: Context) -> Callable[[list[OutgoingHolder]], str]:
    organ = picture(ctx)

    def said(one: OutgoingHolder) -> str:
        if one.person:
            return person_named(ctx, one.person)
        post = organ.post(one.whose)
        return post.zh if post else f"{department_named(ctx, one.whose)}{one.relation.zh.removeprefix('部门')}"

    return lambda waits: "、".join(said(one) for one in waits)


SHEET = worksheet_of(
    OutgoingLine,
    "发文台账",
    title=readable_title,
    waits_since=lambda line: line.waits_since if line.step else None,
    forms={"waits_for": _waits},
)
"""Of lines: what the caller may not see is not in the file either."""


class Receipt(Row, sheet="number department organ copies sent_on received_on signed_by"):
    """One recipient of one document."""

    number: str = Field(title="发文字号 / number")
    department: Department = Field(title="本机关部门 / department")
    organ: str = Field(title="其他单位 / other organ")
    copies: int = Field(title="份数 / copies")
    sent_on: date = Field(title="分发日 / sent on")
    received_on: date | None = Field(title="签收日 / received on")
    signed_by: Person = Field(title="签收人 / signed for by")


RECEIPTS = worksheet_of(Receipt, "签收情况")


def receipts(ctx: Context, rows: Sequence[Any]) -> list[Receipt]:
    """Of the documents whose content the caller sees, who has signed for them and who has not."""
    may = sight(ctx)
    may.learn(rows)
    numbers = {row.id: row.number for row in rows if may.sees(CONTENT, row)}
    o, r = OutgoingRecord.TABLE.c, OutgoingRecipient.TABLE.c
    query = (
        select(OutgoingRecipient.TABLE)
        .join(OutgoingRecord.TABLE, o.id == r.document)
        .where(r.document.in_(list(numbers)))
        .order_by(o.drafted_on, o.id, r.recipient)
    )
    return [
        Receipt.of(one, number=numbers[one.document], organ=one.organ or ("" if one.department else WITHHELD_ZH))
        for one in ctx.rows(query)
    ]
