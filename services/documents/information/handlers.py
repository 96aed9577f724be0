"""Carries out information items: numbered, forwarded, adopted by level, counted against the quota (A34, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, names_of, picture, title_of
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
from services.documents.numbers import next_number
from services.documents.office import OFFICE
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import COLLEAGUE, HEAD, Subject

procedure = Procedure("information", zh="信息报送", en="Information", registers=[register])


desk = Desk(
    procedure,
    InformationItem,
    key="item",
    shows=GetInformation,
    subject=lambda item: Subject(department=item.department),
)
procedure.attachable(
    "information", GetInformation, by=(COLLEAGUE, HEAD, *OFFICE), open=lambda item: item.status != "withdrawn"
)


@desk.opens(SubmitInformation)
def submit_information(op: SubmitInformation, ctx: Context) -> InformationItem:
    check_department(ctx, op.department, ctx.today)
    for author in op.authors:
        check_person(ctx, author, ctx.today, "authors")
    if not any(picture(ctx).department_of(author, ctx.today) == op.department for author in op.authors):
        raise Invalid(
            "作者中没有本部门人员。", "None of the authors belongs to the department.", fields=[{"field": "authors"}]
        )
    item = InformationItem(ctx.new_id())
    item.submit(
        ctx.act,
        number=next_number(ctx, items, ctx.today.year),
        department=op.department,
        authors=tuple(dict.fromkeys(op.authors)),
        title=op.title,
        body=op.body,
        duplicate_of=_same_title(ctx, op.title, item),
    )
    return item


def _same_title(ctx: Context, title: str, item: InformationItem) -> str:
    """The number of the first other item of that title that stands."""
    i = items.c
    others = select(i.number).where(i.title == title, i.status != "withdrawn", i.id != item.id.hex)
    found = ctx.rows(others.order_by(i.year, i.serial).limit(1))
    return found[0].number if found else ""


@desk.does(EditInformation)
def edit_information(op: EditInformation, item: InformationItem, ctx: Context) -> None:
    item.edit(ctx.act, title=op.title, body=op.body, duplicate_of=_same_title(ctx, op.title, item))


@desk.does(ForwardInformation)
def forward_information(op: ForwardInformation, item: InformationItem, ctx: Context) -> None:
    item.forward(ctx.act, level=op.level.value, to=op.to)


@desk.does(RecordAdoption)
def record_adoption(op: RecordAdoption, item: InformationItem, ctx: Context) -> None:
    item.adopt(ctx.act, level=op.level.value, publication=op.publication, on=op.on)


@desk.does(WithdrawAdoption)
def withdraw_adoption(op: WithdrawAdoption, item: InformationItem, ctx: Context) -> None:
    item.withdraw_adoption(ctx.act, level=op.level.value, publication=op.publication, reason=op.reason)


@desk.does(WithdrawInformation)
def withdraw_information(op: WithdrawInformation, item: InformationItem, ctx: Context) -> None:
    item.withdraw(ctx.act, reason=op.reason)


# -- views ------------------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: list[Any]) -> list[InformationView]:
    a = adoptions.c
    by_item: dict[str, list[AdoptionView]] = {row.id: [] for row in rows}
    query = select(adoptions).where(a.item.in_(list(by_item))).order_by(a.item, a.on, a.level, a.publication)
    for row in ctx.rows(query):
        by_item[row.item].append(AdoptionView(level=Level(row.level), publication=row.publication, on=row.on))
    return [
        InformationView.of(row, authors=row.authors.split(), forwarded=row.forwarded.split(), adoptions=by_item[row.id])
        for row in rows
    ]


@procedure.handles(GetInformation, subject=desk.subject)
def get_information(op: GetInformation, ctx: Context) -> InformationView:
    return _views(ctx, [ctx.shown(items, op.item)])[0]


@procedure.handles(ListInformation)
def list_information(op: ListInformation, ctx: Context) -> Page[InformationView]:
    i = items.c
    query = select(items).where(*asked(op, i, "department", "status"))
    rows, following = page(ctx, query, (i.submitted_on.desc(), i.id.desc()), op.after, op.limit)
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
LEDGER = Ledger(
    "信息报送台账",
    Shown("编号", 12, "number"),
    Shown("标题", 40, "title"),
    Shown("部门", 20, "department", title_of),
    Shown("作者", 20, "authors", names_of),
    Shown("报送日", 12, "submitted_on"),
    Shown("采用", 50, lambda item: ";".join(_adopted(one) for one in item.adoptions)),
)


def _adopted(one: AdoptionView) -> str:
    return f"{LEVEL_ZH[one.level]}《{one.publication}》{one.on.isoformat()}"


@procedure.handles(ExportInformation)
def export_information(op: ExportInformation, ctx: Context) -> File:
    i = items.c
    query = select(items).where(i.submitted_on.between(op.start, op.end)).order_by(i.year, i.serial)
    sheet = LEDGER.sheet(ctx, _views(ctx, list(ctx.rows(query))), span(op.start, op.end))
    return exported(f"information-{op.start}-{op.end}", sheet)
