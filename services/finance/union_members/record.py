"""工会会员名册: one line a person (A24)."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from sqlalchemy import Column, Date

from services.finance.union_members import events as e
from services.finance.union_members.member import CITES, MemberStatus, UnionMember
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, Person, Record


class UnionMemberRecord(
    Record,
    table="union_members",
    zh="工会会员名册",
    en="Register of union members",
    one="工会会员 / member of the union",
    by="person",
    find="person department status",
    sheet="person department joined status left",
    becomes=UnionMember.BECOMES,
    cites=CITES,
    more=(Column("known_since", Date, nullable=False),),
):
    """Its workbook goes without days of birth. `known_since` is the day on which the day of birth was last entered:
    what lies before it could not have been known."""

    person: Person
    department: Department
    joined: date = Field(title="入会日期 / joined on")
    born: date | None = Field(title="出生日期 / born")
    entered: date = Field(title="登记日期 / entered on")
    status: MemberStatus = Field(title="状态 / status")
    left: date | None = Field(title="退会日期 / left on")
    reason: str = Field(title="退会原因 / reason")


register = Register("union-members", UnionMemberRecord)
register.changes(UnionMemberRecord, e.UnionMemberCorrected, "joined", "born", known_since="day")
register.changes(UnionMemberRecord, e.UnionMemberLeft, "reason", left="on")


@register.on(e.UnionMemberEntered)
def _entered(event: e.UnionMemberEntered, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.record(UnionMemberRecord, event, entered=event.day, known_since=event.day)
    else:
        rows.change(
            UnionMemberRecord,
            event,
            "department",
            "joined",
            "born",
            entered=event.day,
            known_since=event.day,
            left=None,
            reason="",
        )
