"""What can be asked of the union's register: the chair of the union keeps it (A24)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.posts import UNION_CHAIR
from services.finance.union_members.member import CITES, MemberStatus
from services.finance.union_members.record import UnionMemberRecord
from services.kernel.domain.who import AUDITOR, SELF
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.registry import listing, showing

KEEPERS = (UNION_CHAIR, AUDITOR)
Joined = Annotated[date, Field(title="入会日期 / joined on")]
Born = Annotated[date | None, Field(title="出生日期 / born")]


class EnterUnionMember(
    Command,
    path="POST /finance/union-members",
    who=(UNION_CHAIR,),
    zh="登记工会会员",
    en="Enter a member of the union",
    returns=UnionMemberRecord,
):
    """Whoever serves in the organ may be one. The day of birth is for the yearly greeting; without it none is owed."""

    person: PersonId
    joined: Joined
    born: Born = None


class OfUnionMember(Command, at="/finance/union-members/{member}", who=(UNION_CHAIR,), returns=UnionMemberRecord):
    member: UUID = Field(title="工会会员 / member of the union")


class CorrectUnionMember(
    OfUnionMember, does="details", when=MemberStatus.MEMBER, zh="更正会员登记", en="Correct a member's entry"
):
    joined: Joined
    born: Born


class EndUnionMembership(
    OfUnionMember, does="departure", when=MemberStatus.MEMBER, zh="会员退会", en="End a membership"
):
    on: date = Field(title="退会日期 / left on")
    reason: Reason


GetUnionMember = showing(
    "GetUnionMember",
    UnionMemberRecord,
    path="GET /finance/union-members/{member}",
    who=(SELF, *KEEPERS),
    zh="查看工会会员",
    en="See a member of the union",
)
ListUnionMembers = listing(
    "ListUnionMembers", UnionMemberRecord, path="GET /finance/union-members", who=(SELF, *KEEPERS), offers=True
)


class ExportUnionMembers(
    Query,
    path="GET /finance/union-members-export",
    who=KEEPERS,
    cites=CITES,
    zh="导出工会会员名册",
    en="Export the register of union members",
    returns=File,
):
    """All who stand on it, those who left with the day; without days of birth."""
