"""查阅台账 and 异常查阅: what the auditor sees of who looked at what."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from sqlalchemy import Column, Integer

from services.directory.looks import events as e
from services.directory.looks.look import BECOMES, CITES, LookKind, UnusualStatus
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.record import Code, Moment, Person, Record, Row


class LookRecord(
    Row,
    table="looks",
    zh="查阅台账",
    en="Who looked at what",
    one="查阅 / look",
    by="-at -id",
    find="person kind about on",
    dated="on",
    sheet="at person kind operation asked about",
    cites=CITES,
):
    id: str = Field(max_length=32, title="标识 / id")
    at: Moment = Field(title="时间 / at")
    on: date = Field(title="日期 / day")
    person: Person = Field(title="查阅人 / who looked")
    kind: LookKind = Field(title="种类 / kind")
    operation: str = Field(max_length=120, title="查询 / what was asked")
    asked: str = Field(max_length=500, title="检索词或对象 / words or object")
    about: Person = Field(title="所涉人员 / about")
    record: Code = Field(max_length=100, title="所给标识 / ids given")


class LookCount(
    Row, table="look_counts", key="on person kind", more=(Column("looks", Integer, nullable=False),), cites=CITES
):
    """How often somebody looked on a day."""

    on: date
    person: Person
    kind: LookKind


class UnusualRecord(
    Record,
    table="unusual_looks",
    zh="异常查阅台账",
    en="Unusual looks",
    one="异常查阅 / unusual looks",
    by="-on -id",
    find="person status",
    dated="on",
    becomes=BECOMES,
    cites=CITES,
):
    on: date = Field(title="日期 / day")
    person: Person = Field(title="查阅人 / who looked")
    kind: LookKind = Field(title="种类 / kind")
    limit: int = Field(title="每日限数 / limit a day")
    status: UnusualStatus = Field(title="状态 / status")
    finding: str = Field(title="核查情况 / finding")


register = Register("looks", LookRecord, LookCount.TABLE, zh="查阅台账", en="Who looked at what")
unusual = Register("unusual-looks", UnusualRecord)


@register.on(e.Looked)
def looked(event: e.Looked, rows: Rows) -> None:
    said = {"person": event.looker, "kind": event.kind}
    rows.insert(
        LookRecord, id=event.originator_id.hex, at=naive(event.timestamp), on=event.day, operation=event.operation,
        asked=event.asked, about=event.about, record=event.record, **said,
    )  # fmt: skip
    rows.add(LookCount, {"on": event.day, **said}, looks=1)


unusual.opens(UnusualRecord, e.UnusualLooksFound, person="looker")
unusual.changes(UnusualRecord, e.UnusualLooksReviewed, "finding")
