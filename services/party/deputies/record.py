"""代表名册: a line per deputy, and the households of voters of each (A10, A11)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Number, Record, Row
from services.party.deputies import events as e
from services.party.deputies.deputy import BECOMES, CITES, DeputyStatus


class VoterRow(Row, table="voters", key="deputy voter", of="deputy"):
    voter: int = Field(title="序号 / number")
    name: str = Field(max_length=60, title="姓名 / name")
    place: str = Field(max_length=200, title="住址 / place")
    kept: bool = Field(title="联系中 / kept")
    visits: int = Field(title="走访次数 / visits")
    last_visit: date | None = Field(title="最近走访 / last visit")
    content: str = Field(max_length=4000, title="最近情况 / what was said last")


class DeputyRecord(
    Record,
    table="deputies",
    zh="代表名册",
    en="Register of deputies",
    one="代表 / deputy",
    by="-year -serial",
    find="status",
    dated="entered_on",
    sheet="number name district since voters status",
    becomes=BECOMES,
    cites=CITES,
):
    """`short`: fewer households of voters than the rule demands."""

    number: Number
    name: str = Field(max_length=60, title="姓名 / name")
    district: str = Field(max_length=100, title="选区 / electoral district")
    status: DeputyStatus = Field(title="状态 / status")
    since: date = Field(title="任职日期 / mandate since")
    entered_on: date = Field(title="登记日期 / entered on")
    until: date | None = Field(title="离任日期 / mandate ended on")
    reason: str = Field(max_length=500, title="理由 / reason")
    voters: int = Field(title="联系选民户数 / voters' households")
    short: Annotated[bool, COMPUTED] = Field(default=False, title="未达下限 / too few")
    households: Annotated[list[VoterRow], COMPUTED] = Field(default=[], title="联系选民 / households")


register = Register("deputies", DeputyRecord, VoterRow)
register.opens(DeputyRecord, e.DeputyEntered, entered_on="day")
register.changes(DeputyRecord, e.MandateEnded, "reason", until="on")


@register.on(e.VoterAssigned)
def assigned(event: e.VoterAssigned, rows: Rows) -> None:
    rows.change(DeputyRecord, event)
    rows.increase(DeputyRecord, {"id": event.originator_id.hex}, voters=1)
    rows.record(VoterRow, event, deputy=event.originator_id.hex, kept=True)


@register.on(e.VoterReleased)
def released(event: e.VoterReleased, rows: Rows) -> None:
    rows.change(DeputyRecord, event)
    rows.increase(DeputyRecord, {"id": event.originator_id.hex}, voters=-1)
    rows.update(VoterRow, {"deputy": event.originator_id.hex, "voter": event.voter}, kept=False)


@register.on(e.VoterVisited)
def visited(event: e.VoterVisited, rows: Rows) -> None:
    key = {"deputy": event.originator_id.hex, "voter": event.voter}
    before = rows.get(VoterRow, **key)
    rows.change(DeputyRecord, event)
    rows.increase(VoterRow, key, visits=1)
    if before.last_visit is None or event.on >= before.last_visit:
        rows.update(VoterRow, key, last_visit=event.on, content=event.content)
