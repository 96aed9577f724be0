"""Carries out information items: numbered, forwarded, adopted by level, counted against the quota (A34, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.documents.information.item import InformationItem
from services.documents.information.operations import (
    AdoptionView,
    EditInformation,
    ExportInformation,
    ForwardInformation,
    GetInformation,
    GetInformationQuota,
    InformationView,
    Level,
    ListInformation,
    QuotaView,
    RecordAdoption,
    SubmitInformation,
    WithdrawAdoption,
    WithdrawInformation,
)
from services.documents.information.register import adoptions, items, register
from services.documents.numbers import next_serial
from services.documents.organ import check_department, check_person, department_named, person_named, picture
from services.kernel.context import Context
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

procedure = Procedure("information", zh="信息报送", en="Information", registers=[register])


def _subject(op: Any, ctx: Context) -> Subject:
    return Subject(department=ctx.load(InformationItem, op.item).department)


def _done(ctx: Context, item: InformationItem) -> GetInformation:
    ctx.save(item)
    return GetInformation(item=item.id)


@procedure.handles(SubmitInformation)
def submit_information(op: SubmitInformation, ctx: Context) -> GetInformation:
    check_department(ctx, op.department, ctx.today)
    for author in op.authors:
        check_person(ctx, author, ctx.today, "authors")
    if not any(picture(ctx).department_of(author, ctx.today) == op.department for author in op.authors):
        raise Invalid(
            "作者中没有本部门人员。", "None of the authors belongs to the department.", fields=[{"field": "authors"}]
        )
    year, item = ctx.today.year, InformationItem(ctx.new_id())
    item.submit(
        ctx.act,
        number=f"{year}-{next_serial(ctx, items, year):04d}",
        department=op.department,
        authors=tuple(dict.fromkeys(op.authors)),
        title=op.title,
        body=op.body,
        duplicate_of=_same_title(ctx, op.title, item),
    )
    return _done(ctx, item)


def _same_title(ctx: Context, title: str, item: InformationItem) -> str:
    """The number of the first other item of that title that stands."""
    i = items.c
    others = select(i.number).where(i.title == title, i.status != "withdrawn", i.id != item.id.hex)
    found = ctx.rows(others.order_by(i.year, i.serial).limit(1))
    return found[0].number if found else ""


@procedure.handles(EditInformation, subject=_subject)
def edit_information(op: EditInformation, ctx: Context) -> GetInformation:
    item = ctx.load(InformationItem, op.item)
    item.edit(ctx.act, title=op.title, body=op.body, duplicate_of=_same_title(ctx, op.title, item))
    return _done(ctx, item)


@procedure.handles(ForwardInformation, subject=_subject)
def forward_information(op: ForwardInformation, ctx: Context) -> GetInformation:
    item = ctx.load(InformationItem, op.item)
    item.forward(ctx.act, level=op.level.value, to=op.to)
    return _done(ctx, item)


@procedure.handles(RecordAdoption, subject=_subject)
def record_adoption(op: RecordAdoption, ctx: Context) -> GetInformation:
    item = ctx.load(InformationItem, op.item)
    item.adopt(ctx.act, level=op.level.value, publication=op.publication, on=op.on)
    return _done(ctx, item)


@procedure.handles(WithdrawAdoption, subject=_subject)
def withdraw_adoption(op: WithdrawAdoption, ctx: Context) -> GetInformation:
    item = ctx.load(InformationItem, op.item)
    item.withdraw_adoption(ctx.act, level=op.level.value, publication=op.publication, reason=op.reason)
    return _done(ctx, item)


@procedure.handles(WithdrawInformation, subject=_subject)
def withdraw_information(op: WithdrawInformation, ctx: Context) -> GetInformation:
    item = ctx.load(InformationItem, op.item)
    item.withdraw(ctx.act, reason=op.reason)
    return _done(ctx, item)


# -- views ------------------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: list[Any]) -> list[InformationView]:
    a = adoptions.c
    by_item: dict[str, list[AdoptionView]] = {row.id: [] for row in rows}
    query = select(adoptions).where(a.item.in_(list(by_item))).order_by(a.item, a.on, a.level, a.publication)
    for row in ctx.rows(query):
        by_item[row.item].append(AdoptionView(level=Level(row.level), publication=row.publication, on=row.on))
    return [
        InformationView(
            id=UUID(hex=row.id),
            number=row.number,
            title=row.title,
            body=row.body,
            department=row.department,
            authors=row.authors.split(),
            submitted_on=row.submitted_on,
            status=row.status,
            forwarded=row.forwarded.split(),
            adoptions=by_item[row.id],
            duplicate_of=row.duplicate_of,
            version=row.version,
        )
        for row in rows
    ]


@procedure.handles(GetInformation, subject=_subject)
def get_information(op: GetInformation, ctx: Context) -> InformationView:
    return _views(ctx, [ctx.row(items, id=op.item.hex)])[0]


@procedure.handles(ListInformation)
def list_information(op: ListInformation, ctx: Context) -> Page[InformationView]:
    i = items.c
    query = select(items)
    for column, wanted in ((i.department, op.department), (i.status, op.status)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (i.submitted_on.desc(), i.id), op.after, op.limit)
    return Page[InformationView](items=_views(ctx, rows), next=following)


def _quarter(code: str) -> tuple[date, date]:
    """First day of the quarter and of the next."""
    year, number = int(code[:4]), int(code[-1])
    return date(year, number * 3 - 2, 1), date(year + number // 4, number * 3 % 12 + 1, 1)


@procedure.handles(GetInformationQuota)
def get_information_quota(op: GetInformationQuota, ctx: Context) -> QuotaView:
    first, following = _quarter(op.quarter)
    i, a = items.c, adoptions.c
    submitted = ctx.rows(
        select(func.count()).where(
            i.department == op.department, i.submitted_on >= first, i.submitted_on < following, i.status != "withdrawn"
        )
    )[0][0]
    adopted = ctx.rows(select(func.count()).where(a.department == op.department, a.on >= first, a.on < following))[0][0]
    return QuotaView(
        department=op.department,
        quarter=op.quarter,
        quota=ctx.rules.value("information.quota", first, int),
        submitted=submitted,
        adopted=adopted,
    )


LEVEL_ZH = {"district": "区", "city": "市", "province": "省", "nation": "中央"}
_COLUMNS = (
    Column("编号", 12),
    Column("标题", 40),
    Column("部门", 20),
    Column("作者", 20),
    Column("报送日", 12),
    Column("采用", 50),
)


@procedure.handles(ExportInformation)
def export_information(op: ExportInformation, ctx: Context) -> File:
    i = items.c
    query = select(items).where(i.submitted_on.between(op.start, op.end)).order_by(i.year, i.serial)
    lines = [
        (
            view.number,
            view.title,
            department_named(ctx, view.department),
            "、".join(person_named(ctx, author) for author in view.authors),
            view.submitted_on,
            ";".join(f"{LEVEL_ZH[a.level]}《{a.publication}》{a.on.isoformat()}" for a in view.adoptions),
        )
        for view in _views(ctx, list(ctx.rows(query)))
    ]
    title = f"信息报送台账 {op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write([Sheet("信息报送台账", title, _COLUMNS, lines)])
    return File(name=f"information-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)
