"""机构变更提请台账: every change of posts and seats that somebody proposed, and who confirmed it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.proposals.proposal import BECOMES, CITES, FACTS, ProposalStatus
from services.kernel.procedure.record import CODE, COMPUTED, Department, Number, Person, Post, Record
from services.kernel.procedure.second_person import kept


class ProposalRecord(
    Record,
    table="proposals",
    zh="机构变更提请台账",
    en="Proposed changes of the organ",
    one="变更提请 / proposal",
    by="-year -serial",
    find="status person post department",
    dated="proposed_on",
    sheet="number operation person post body department proposed_by proposed_on decided_by decided_on status reason",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    operation: str = Field(max_length=60, title="业务操作 / operation")
    zh: Annotated[str, COMPUTED] = Field(title="事项 / change (Chinese)")
    en: Annotated[str, COMPUTED] = Field(title="事项(英文) / change")
    person: Person
    post: Post
    body: str = Field(max_length=60, title="组织 / body")
    body_zh: Annotated[str, COMPUTED] = Field(title="组织 / body (Chinese)")
    body_en: Annotated[str, COMPUTED] = Field(title="组织(英文) / body")
    department: Department
    order: Annotated[str, CODE, COMPUTED] = Field(title="内容 / what exactly", description="以标识称呼 / by ids")
    order_zh: Annotated[str, COMPUTED] = Field(title="内容 / what exactly (Chinese)")
    order_en: Annotated[str, COMPUTED] = Field(title="内容(英文) / what exactly")
    proposed_by: Person = Field(title="提请人 / proposed by")
    proposed_on: date = Field(title="提请日 / proposed on")
    status: ProposalStatus = Field(title="状态 / status")
    decided_by: Person = Field(title="确认人 / decided by")
    decided_on: date | None = Field(title="确认日 / decided on")
    reason: str = Field(max_length=200, title="理由 / reason")


register = kept(ProposalRecord, FACTS, BECOMES, post="of_post")
