"""考核办法台账: every policy drafted, and from which quarter each adopted one is in force."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Integer, Text

from services.appraisal.policy.events import PolicyAdopted, PolicyDrafted
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.record import COMPUTED, PERSON, Moment, Person, Row


class PolicyLine(
    Row,
    table="policies",
    zh="考核办法台账",
    en="Appraisal policies",
    one="考核办法 / policy",
    key="number",
    by="-number",
    sheet="number name drafted_by drafted_at effective resolution adopted_by adopted_at digest",
    cites=("A35",),
    more=(Column("content", Text, nullable=False), Column("version", Integer, nullable=False)),
):
    """`effective` is the first quarter in force; null while it is a draft. Its names are those of its content."""

    number: int = Field(title="编号 / number")
    name: str = Field(max_length=60, title="标识 / name")
    zh: Annotated[str, COMPUTED] = Field(title="名称 / Chinese name")
    en: Annotated[str, COMPUTED] = Field(title="英文名称 / English name")
    digest: str = Field(max_length=64, title="摘要 / digest")
    drafted_by: Person = Field(title="起草人 / drafted by")
    drafted_at: Moment = Field(title="起草时间 / drafted at")
    effective: str | None = Field(max_length=7, title="施行季度 / first quarter in force")
    resolution: str | None = Field(max_length=200, title="党组决定 / the party group's decision")
    adopted_by: Annotated[str, PERSON] | None = Field(title="施行人 / put in force by")
    adopted_at: Moment | None = Field(title="施行时间 / put in force at")


register = Register("policies", PolicyLine)


@register.on(PolicyDrafted)
def drafted(event: PolicyDrafted, rows: Rows) -> None:
    content = json.dumps(event.content, ensure_ascii=False)
    rows.record(PolicyLine, event, content=content, drafted_by=event.actor, drafted_at=naive(event.timestamp))


@register.on(PolicyAdopted)
def adopted(event: PolicyAdopted, rows: Rows) -> None:
    said = {"adopted_by": event.actor, "adopted_at": naive(event.timestamp)}
    rows.change(PolicyLine, event, "effective", "resolution", **said)
