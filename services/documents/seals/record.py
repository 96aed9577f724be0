"""用印登记台账: one line per request, with its consent and its use."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.documents.seals import events as e
from services.documents.seals.use import BECOMES, CITES, UseStatus
from services.kernel.log.registers import Register
from services.kernel.procedure.record import Department, Number, Person, Record, choice

Seal = Annotated[str, *choice("seals.seals", "印章 / seal")]


class SealUseRecord(
    Record,
    table="seal_uses",
    zh="用印登记台账",
    en="Register of seals used",
    one="用印 / use",
    by="-year -serial",
    find="department person status",
    dated="requested_on",
    sheet="number seal title document person department requested_on decided_by decided_on applied_by applied_on"
    " applied_copies status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    seal: Seal
    person: Person = Field(title="申请人 / asked by")
    department: Department
    title: str = Field(title="文件标题 / document title")
    purpose: str = Field(title="用途 / purpose")
    copies: int = Field(title="申请份数 / impressions asked for")
    status: UseStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    decided_by: Person = Field(title="批准人 / decided by")
    decided_on: date | None = Field(title="批准日 / decided on")
    applied_by: Person = Field(title="用印人 / applied by")
    applied_on: date | None = Field(title="用印日 / applied on")
    applied_copies: int = Field(title="份数 / impressions")
    document: str = Field(max_length=100, title="文号 / document number")
    reason: str = Field(title="理由 / reason")


register = Register("seal-uses", SealUseRecord)
register.opens(SealUseRecord, e.SealUseRequested, requested_on="day")
register.changes(SealUseRecord, e.SealUseApproved, decided_by="actor", decided_on="day")
register.changes(SealUseRecord, e.SealUseRejected, "reason", decided_by="actor", decided_on="day")
register.changes(SealUseRecord, e.SealUseWithdrawn, "reason")
register.changes(
    SealUseRecord, e.SealApplied, "document", applied_by="actor", applied_on="day", applied_copies="copies"
)
