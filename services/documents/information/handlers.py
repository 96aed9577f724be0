"""Carries out information items: numbered, forwarded, adopted by level, counted against the quota (A34, B9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, picture
from services.documents.information import events as e
from services.documents.information import operations as ops
from services.documents.information.item import InformationItem, InformationStatus
from services.documents.information.record import AdoptionRecord, InformationLine, InformationRecord, register
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import COLLEAGUE, HEAD, Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.refusals import Invalid

procedure = Procedure("information", zh="信息报送", en="Information", registers=[register])
_items, _adoptions = InformationRecord.columns(), AdoptionRecord.columns()
_STANDS = _items.status != InformationStatus.WITHDRAWN


def _views(ctx: Context, rows: Sequence[Any]) -> list[InformationRecord]:
    a = _adoptions
    by_item: dict[str, list[AdoptionRecord]] = {row.id: [] for row in rows}
    query = select(AdoptionRecord.TABLE).where(a.item.in_(list(by_item)))
    for row in ctx.rows(query.order_by(a.item, a.on, a.level, a.publication)):
        by_item[row.item].append(AdoptionRecord.of(row))
    return [InformationRecord.of(row, adoptions=by_item[row.id]) for row in rows]


commands = Commands(
    procedure, InformationItem, key="item", record=InformationRecord, views=_views, shows=ops.GetInformation
)
procedure.attachable(
    "information",
    ops.GetInformation,
    by=(COLLEAGUE, HEAD, *OFFICE),
    open=lambda item: item.status != InformationStatus.WITHDRAWN,
)


@commands.opens(ops.SubmitInformation)
def submit_information(op: ops.SubmitInformation, ctx: Context) -> InformationItem:
    check_department(ctx, op.department, ctx.today)
    for author in op.authors:
        check_person(ctx, author, ctx.today, "authors")
    if not any(picture(ctx).department_of(author, ctx.today) == op.department for author in op.authors):
        raise Invalid(
            "作者中没有本部门人员。", "None of the authors belongs to the department.", fields=[{"field": "authors"}]
        )
    item = InformationItem(ctx.new_id())
    number = next_number(ctx, InformationRecord.TABLE, ctx.today.year)
    said = op.model_dump() | {"authors": tuple(dict.fromkeys(op.authors))}
    item.trigger(e.InformationSubmitted, ctx.act, number=number, duplicate_of=_same_title(ctx, op.title, item), **said)
    return item


def _same_title(ctx: Context, title: str, item: InformationItem) -> str:
    """The number of the first other item of that title that stands."""
    others = select(_items.number).where(_items.title == title, _STANDS, _items.id != item.id.hex)
    found = ctx.rows(others.order_by(_items.year, _items.serial).limit(1))
    return found[0].number if found else ""


def adopted(item: InformationRecord, ctx: Context) -> bool:
    """What a level has printed is neither edited nor taken back."""
    return bool(item.adoptions)


@commands.does(ops.EditInformation, unless=adopted)
def edit_information(op: ops.EditInformation, item: InformationItem, ctx: Context) -> None:
    item.edit(ctx.act, title=op.title, body=op.body, duplicate_of=_same_title(ctx, op.title, item))


commands.records(ops.ForwardInformation, e.InformationForwarded)


def _others(op: Any, ctx: Context) -> Subject:
    """Whose item was printed does not enter it themselves, nor strike it out."""
    row = ctx.shown(InformationRecord, op.item)
    return Subject(department=row.department, parties=tuple(InformationRecord.of(row, adoptions=[]).authors))


commands.acts(ops.RecordAdoption, InformationItem.adopt, about=_others)
commands.acts(
    ops.WithdrawAdoption, InformationItem.withdraw_adoption, about=_others, unless=lambda item, ctx: not item.adoptions
)
commands.acts(ops.WithdrawInformation, InformationItem.withdraw, unless=adopted)
commands.lists(ops.ListInformation)


# -- views ------------------------------------------------------------------------------------------------------------


def _quarter(code: str) -> tuple[date, date]:
    """First day of the quarter and of the next."""
    year, number = int(code[:4]), int(code[-1])
    return date(year, number * 3 - 2, 1), date(year + number // 4, number * 3 % 12 + 1, 1)


@procedure.handles(ops.GetInformationQuota)
def get_information_quota(op: ops.GetInformationQuota, ctx: Context) -> ops.QuotaView:
    first, following = _quarter(op.quarter)
    i, a = _items, _adoptions
    submitted = select(func.count()).where(
        i.department == op.department, i.submitted_on >= first, i.submitted_on < following, _STANDS
    )
    taken = select(func.count()).where(a.department == op.department, a.on >= first, a.on < following)
    return ops.QuotaView(
        department=op.department,
        quarter=op.quarter,
        quota=ctx.rules.value("information.quota", first, int),
        submitted=ctx.rows(submitted)[0][0],
        adopted=ctx.rows(taken)[0][0],
    )


@procedure.handles(ops.ExportInformation)
def export_information(op: Any, ctx: Context) -> File:
    i = _items
    query = select(InformationRecord.TABLE).where(i.submitted_on.between(op.start, op.end)).order_by(i.year, i.serial)
    lines = [
        InformationLine(
            **dict(item),
            adopted=";".join(f"{one.level.zh}《{one.publication}》{one.on.isoformat()}" for one in item.adoptions),
        )
        for item in _views(ctx, ctx.rows(query))
    ]
    return export_period(op, ctx, InformationLine, "information", rows=lines)
