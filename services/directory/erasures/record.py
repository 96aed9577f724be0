"""个人信息删除台账: whose own words were erased, on what ground, by whose proposal and whose word."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.erasures import events as e
from services.directory.erasures.erasure import BECOMES, CITES, FACTS, Basis, ErasureStatus
from services.kernel.domain.private import Kept
from services.kernel.procedure.record import CODE, Number, Person, Record
from services.kernel.procedure.second_person import kept


class ErasureRecord(
    Record,
    table="erasures",
    zh="个人信息删除台账",
    en="Erasures of personal data",
    one="个人信息删除 / erasure",
    by="-year -serial",
    find="status person",
    dated="proposed_on",
    sheet="number person kinds basis reason proposed_by proposed_on decided_by decided_on due ordered_on status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    person: Person
    record: Annotated[str, CODE] = Field(max_length=60, title="记录 / record")
    kinds: tuple[Kept, ...] = Field(title="保存类别 / kept for")
    basis: Basis = Field(title="法定依据 / ground")
    reason: str = Field(max_length=500, title="理由 / reason")
    proposed_by: Person = Field(title="提请人 / proposed by")
    proposed_on: date = Field(title="提请日 / proposed on")
    status: ErasureStatus = Field(title="状态 / status")
    decided_by: Person = Field(title="批准人 / approved by")
    decided_on: date | None = Field(title="批准日 / approved on")
    due: date | None = Field(title="等待期届满日 / carried out on")
    ordered_on: date | None = Field(title="删除日 / erased on")


register = kept(ErasureRecord, FACTS, BECOMES, "due")
register.changes(ErasureRecord, e.ErasureOrdered, ordered_on="day")
