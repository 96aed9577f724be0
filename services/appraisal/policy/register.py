"""考核办法台账: every policy drafted, and from which quarter each adopted one is in force."""

from __future__ import annotations

import json

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

from services.appraisal.policy.events import PolicyAdopted, PolicyDrafted
from services.kernel.registers import Register, Rows
from services.kernel.transaction import microseconds

metadata = MetaData()

policies = Table(
    "policies",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("drafted_by", String(60), nullable=False),
    Column("drafted_at", BigInteger, nullable=False),
    Column("effective", String(7)),
    Column("resolution", String(200)),
    Column("adopted_by", String(60)),
    Column("adopted_at", BigInteger),
    Column("version", Integer, nullable=False),
)
"""Times in microseconds since the epoch; `effective` a quarter, null while a draft."""

register = Register("policies", policies, zh="考核办法台账", en="Appraisal policies")


@register.on(PolicyDrafted)
def drafted(event: PolicyDrafted, rows: Rows) -> None:
    rows.insert(
        policies,
        number=event.number,
        name=event.name,
        digest=event.digest,
        content=json.dumps(event.content, ensure_ascii=False),
        drafted_by=event.actor,
        drafted_at=microseconds(event.timestamp),
        version=event.originator_version,
    )


@register.on(PolicyAdopted)
def adopted(event: PolicyAdopted, rows: Rows) -> None:
    rows.update(
        policies,
        {"number": event.number},
        effective=event.effective,
        resolution=event.resolution,
        adopted_by=event.actor,
        adopted_at=microseconds(event.timestamp),
        version=event.originator_version,
    )
