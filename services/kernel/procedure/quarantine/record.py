"""隔离事件跳过登记簿: which received events were passed over, why, and by whose word."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.kernel.log.registers import Register
from services.kernel.procedure.quarantine import events as e
from services.kernel.procedure.quarantine.skip import SkipStatus, becomes
from services.kernel.procedure.record import Big, Code, Number, Person, Record
from services.kernel.procedure.second_person import kept


class SkipRecord(
    Record,
    table="quarantine_skips",
    zh="隔离事件跳过登记簿",
    en="Skipped quarantined events",
    one="跳过隔离事件 / skip of a quarantined event",
    by="-year -serial",
    find="status source",
    dated="proposed_on",
):
    number: Number
    source: Code = Field(max_length=40, title="来源 / source")
    position: Big = Field(title="序号 / position")
    fact: Code = Field(max_length=120, title="事实 / fact")
    aggregate: Code = Field(max_length=32, title="聚合 / aggregate")
    error: str = Field(title="错误 / error")
    held: int = Field(title="等候的后续事件数 / successors held")
    reason: str = Field(max_length=500, title="理由 / reason")
    status: SkipStatus = Field(title="状态 / status")
    proposed_by: Person = Field(title="提请人 / proposed by")
    proposed_on: date = Field(title="提请日 / proposed on")
    decided_by: Person = Field(title="核准人 / decided by")
    decided_on: date | None = Field(title="核准日 / decided on")
    answer: str = Field(max_length=500, title="未予核准或撤回的理由 / why not")


def register_of(service: str) -> Register:
    return kept(SkipRecord, e.declare(service), becomes(service), answer="answer")
