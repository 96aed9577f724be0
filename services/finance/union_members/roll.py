"""Who is a member of the staff union, as the other procedures of the union ask it (A24)."""

from __future__ import annotations

from typing import Any

from services.directory.organ import picture
from services.finance.union_members.member import MemberStatus
from services.finance.union_members.record import UnionMemberRecord
from services.kernel.procedure.context import Context


def members(ctx: Context) -> list[Any]:
    """The lines of those who are members today, in order of person: whoever has left the organ is none, whether
    their entry was ended or not."""
    rows = ctx.rows_of(UnionMemberRecord, status=MemberStatus.MEMBER.value)
    organ, today = picture(ctx), ctx.today
    here = [row for row in rows if row.joined <= today and organ.is_active(row.person, today)]
    return sorted(here, key=lambda row: str(row.person))
