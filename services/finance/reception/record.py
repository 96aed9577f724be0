"""公务接待台账: one line per reception, its guests, the list of what was had, and what of it is paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import BigInteger, Column, Index

from services.finance.money import ZERO, of_fen, to_fen, total
from services.finance.reception import events as e
from services.finance.reception.reception import BECOMES, SETTLES, ReceptionStatus, checked
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import (
    COMPUTED,
    Count,
    Department,
    Number,
    People,
    Person,
    Post,
    Record,
    Row,
    choice,
)

Rank = Annotated[str, *choice("reception.ranks", "职级 / rank")]
Item = Annotated[str, *choice("reception.items reception.prohibited", "接待项目 / item")]
Reasons = Annotated[list[str], *choice("reception.beyond", "核减原因 / why it is cut")]
Unit = Annotated[str, Field(min_length=1, max_length=100, title="来访单位 / unit")]
Sum = Annotated[Decimal, COMPUTED]


class GuestsRow(Row, table="reception_guests", key="id place", of="id", zh="来宾", en="Guests"):
    place: int = Field(title="行次 / place")
    unit: Unit
    rank: Rank
    count: Count = Field(title="来宾人数 / guests")


class PlannedRow(Row, table="reception_planned", key="id place", of="id", zh="预计费用", en="Estimate"):
    place: int = Field(title="行次 / place")
    kind: Item
    times: Count = Field(title="餐次或晚数 / meals or nights")
    cost: Decimal = Field(title="金额(元) / amount (yuan)")


class ItemRow(Row, table="reception_items", key="id place", of="id", zh="接待清单", en="What was had"):
    """`payable` is what the check left of the cost, for the reasons named."""

    place: int = Field(title="行次 / place")
    kind: Item
    on: date = Field(title="日期 / day")
    where: str = Field(title="地点 / where")
    guests: Count = Field(title="来宾人数 / guests")
    companions: Count = Field(title="陪同人数 / companions")
    cost: Decimal = Field(title="金额(元) / amount (yuan)")
    payable: Decimal | None = Field(title="可报销(元) / payable (yuan)")
    reasons: Reasons


class ReceptionRecord(
    Record,
    table="receptions",
    zh="公务接待台账",
    en="Register of receptions",
    one="公务接待 / reception",
    by="-year -serial",
    find="department person status",
    dated="start",
    sheet="number start end purpose letter_from letter_number letter_day department responsible guest_count companions"
    " estimate cost payable paid paid_by decided_by status",
    becomes=BECOMES,
    cites=SETTLES,
    more=(
        Column("companion_count", BigInteger, nullable=False),
        Column("cost_fen", BigInteger, nullable=False),
        Column("payable_fen", BigInteger, nullable=False),
        Column("paid_fen", BigInteger, nullable=False),
        Index("receptions_start", "start", "status"),
        Index("receptions_letter", "letter_from", "letter_number"),
    ),
):
    """Until it is held, the guests and companions are those who are expected; then those who were there."""

    number: Number
    purpose: str = Field(title="公务活动 / purpose")
    start: date = Field(title="开始日 / from")
    end: date = Field(title="结束日 / to")
    letter_from: str = Field(max_length=100, title="公函发函单位 / letter from")
    letter_number: str = Field(max_length=100, title="公函编号 / letter number")
    letter_day: date | None = Field(title="公函日期 / letter of")
    department: Department = Field(title="对口接待部门 / receiving department")
    person: Person = Field(title="申请人 / asked by")
    responsible: Person = Field(title="接待负责人 / answers for it")
    paid_by: Department = Field(title="列支部门 / whose budget pays")
    guest_count: Count = Field(title="来宾人数 / guests")
    guest_names: str = Field(title="来宾姓名 / guests by name")
    companions: People = Field(title="陪同人员 / companions")
    estimate: Decimal = Field(title="预计费用(元) / estimate (yuan)")
    cost: Sum = Field(default=ZERO, title="实际费用(元) / cost (yuan)")
    payable: Sum = Field(default=ZERO, title="可报销(元) / payable (yuan)")
    paid: Sum = Field(default=ZERO, title="已报销(元) / claimed (yuan)")
    cut_reasons: Reasons
    status: ReceptionStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    decides: Post = Field(title="审批岗位 / consent of")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")
    signed_on: date | None = Field(title="清单签字日 / list signed on")
    checked_by: Person = Field(title="审核人 / checked by")
    checked_on: date | None = Field(title="审核日 / checked on")
    reason: str = Field(title="理由 / reason")
    reopened_by: Person = Field(title="重新审核决定人 / reopened by")
    reopened_on: date | None = Field(title="重新审核日 / reopened on")
    repaid_on: date | None = Field(title="退款日 / repaid on")
    guests: Annotated[list[GuestsRow], COMPUTED] = Field(default_factory=list, title="来宾 / guests")
    planned: Annotated[list[PlannedRow], COMPUTED] = Field(default_factory=list, title="预计费用 / estimate")
    items: Annotated[list[ItemRow], COMPUTED] = Field(default_factory=list, title="接待清单 / what was had")


def seen(ctx: Context, rows: Sequence[Any]) -> list[ReceptionRecord]:
    """With the sums, which the register keeps in fen, and the lines that belong to it."""
    lines: dict[tuple[str, type[Row]], list[Any]] = {}
    kinds: tuple[type[Row], ...] = (GuestsRow, PlannedRow, ItemRow)
    ids = [row.id for row in rows]
    for kind in kinds:
        for line in ctx.rows_of(kind, id=ids) if ids else ():
            lines.setdefault((line.id, kind), []).append(kind.of(line))
    return [
        ReceptionRecord.of(
            row,
            cost=of_fen(row.cost_fen),
            payable=of_fen(row.payable_fen),
            paid=of_fen(row.paid_fen),
            guests=lines.get((row.id, GuestsRow), []),
            planned=lines.get((row.id, PlannedRow), []),
            items=lines.get((row.id, ItemRow), []),
        )
        for row in rows
    ]


register = Register(
    "reception", ReceptionRecord, GuestsRow, PlannedRow, ItemRow, zh="公务接待台账", en="Register of receptions"
)


def _lines(rows: Rows, line: type[Row], event: e.OfReception, parts: Iterable[dict[str, Any]]) -> None:
    for place, said in enumerate(parts, start=1):
        rows.insert(line, id=event.originator_id.hex, place=place, **said)


@register.on(e.ReceptionRequested)
def _requested(event: e.ReceptionRequested, rows: Rows) -> None:
    rows.record(
        ReceptionRecord,
        event,
        requested_on=event.day,
        guest_count=sum(one.count for one in event.guests),
        companions=list(event.companions),
        companion_count=len(event.companions),
        **dict.fromkeys(("cost_fen", "payable_fen", "paid_fen"), 0),
    )
    _lines(rows, GuestsRow, event, ({"unit": g.unit, "rank": g.rank, "count": g.count} for g in event.guests))
    _lines(rows, PlannedRow, event, ({"kind": p.kind, "times": p.times, "cost": p.cost} for p in event.planned))


register.changes(ReceptionRecord, e.ReceptionLetterEntered, "letter_from", "letter_number", "letter_day")
register.changes(ReceptionRecord, e.ReceptionApproved, decided_by="actor", decided_on="day")
register.changes(ReceptionRecord, e.ReceptionRejected, "reason", decided_by="actor", decided_on="day")
register.changes(ReceptionRecord, e.ReceptionCancelled, "reason")
register.changes(
    ReceptionRecord, e.ReceptionReopened, "reason", signed_on=None, reopened_by="actor", reopened_on="day"
)  # fmt: skip


@register.on(e.ReceptionListReturned)
def _list_returned(event: e.ReceptionListReturned, rows: Rows) -> None:
    again = rows.get(ReceptionRecord, id=event.originator_id.hex).reopened_on is not None
    status = ReceptionStatus.REOPENED if again else ReceptionStatus.APPROVED
    rows.change(ReceptionRecord, event, "reason", signed_on=None, cost_fen=0, status=status)


@register.on(e.ReceptionRepaid)
def _repaid(event: e.ReceptionRepaid, rows: Rows) -> None:
    rows.change(ReceptionRecord, event, paid_fen=to_fen(event.paid), repaid_on=event.day)


@register.on(e.ReceptionHeld)
def _held(event: e.ReceptionHeld, rows: Rows) -> None:
    rows.change(
        ReceptionRecord,
        event,
        "guest_count",
        companions=list(event.companions),
        companion_count=len(event.companions),
        cost_fen=to_fen(event.cost),
        signed_on=event.day,
        reason="",
    )
    rows.delete(ItemRow, id=event.originator_id.hex)
    _lines(
        rows,
        ItemRow,
        event,
        (
            {
                "kind": one.kind, "on": one.on, "where": one.place, "guests": one.guests,
                "companions": one.companions, "cost": one.cost, "payable": None, "reasons": [],
            }
            for one in event.items
        ),
    )  # fmt: skip


@register.on(e.ReceptionChecked)
def _checked(event: e.ReceptionChecked, rows: Rows) -> None:
    id = event.originator_id.hex
    rows.change(
        ReceptionRecord,
        event,
        payable_fen=to_fen(event.payable),
        cut_reasons=list(dict.fromkeys(one.reason for one in event.cuts)),
        checked_by=event.actor,
        checked_on=event.day,
        status=checked(event.payable, of_fen(rows.get(ReceptionRecord, id=id).paid_fen)),
    )
    for place in sorted({one.place for one in event.cuts} - {0}):
        cuts = [one for one in event.cuts if one.place == place]
        left = rows.get(ItemRow, id=id, place=place).cost - total(one.amount for one in cuts)
        rows.update(ItemRow, {"id": id, "place": place}, payable=left, reasons=[one.reason for one in cuts])


@register.on(e.ReceptionSettled)
def _settled(event: e.ReceptionSettled, rows: Rows) -> None:
    before = rows.get(ReceptionRecord, id=event.originator_id.hex).paid_fen
    rows.change(ReceptionRecord, event, paid_fen=before + to_fen(event.amount))
