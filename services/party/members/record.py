"""党员名册: a line per person who is or was in the branch (B4.3), and their days, by which the roll is asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Person, Record, Row, choice
from services.party.members import events as e
from services.party.members.group import BECOMES as GROUP_BECOMES
from services.party.members.group import GroupStatus
from services.party.members.member import BECOMES, CITES, Cause, MemberKind, MemberStatus, status_of

Education = Annotated[str, *choice("members.education", "学历 / education")]


class MemberRecord(
    Record,
    table="members",
    zh="党员名册",
    en="Register of members",
    one="党员 / member",
    by="person",
    find="department status group kind",
    dated="on",
    sheet="person department status kind group on joined formal extended_to came_from left cause gone_to",
    becomes=BECOMES,
    cites=CITES,
):
    """`department` is the one of the day on which they were entered; where they serve today the directory says."""

    person: Person
    department: Department
    status: MemberStatus = Field(title="状态 / status")
    kind: MemberKind = Field(title="类别 / kind")
    group: str = Field(max_length=60, title="党小组 / group")
    on: date = Field(title="登记日期 / entered on")
    joined: date = Field(title="入党日期 / admitted to the Party")
    formal: date | None = Field(title="转正日期 / full member since")
    extended_to: date | None = Field(title="预备期延长至 / probation extended to")
    came_from: str = Field(max_length=100, title="转入自 / came from")
    born: date | None = Field(title="出生日期 / born")
    education: Education
    left: date | None = Field(title="转出或停止日期 / left on")
    cause: Cause = Field(default=Cause.NONE, title="停止原因 / why it ended")
    gone_to: str = Field(max_length=100, title="转往 / gone to")
    reason: str = Field(max_length=500, title="理由 / reason")


class SpellRow(Row, table="member_spells", key="person nth"):
    """One stay in the branch: `left` is the first day on which they were a member no longer."""

    person: Person
    nth: int = Field(title="版本 / version of the entry")
    on: date = Field(title="自 / from")
    formal: date | None = Field(title="转正日期 / full member since")
    left: date | None = Field(title="至 / until")
    open: bool = Field(title="在册 / still here")


class PlaceRow(Row, table="member_places", key="person nth", by="on nth person"):
    """From a day on, in which group and of which kind."""

    person: Person
    nth: int = Field(title="版本 / version")
    on: date = Field(title="自 / from")
    group: str = Field(max_length=60, title="党小组 / group")
    kind: MemberKind = Field(title="类别 / kind")


class GroupRecord(
    Record,
    table="party_groups",
    zh="党小组台账",
    en="Register of groups",
    one="党小组 / group",
    by="name",
    find="status",
    dated="on",
    becomes=GROUP_BECOMES,
    cites=CITES,
):
    """`belonging` counts its members of today."""

    name: str = Field(max_length=60, title="党小组 / group")
    leader: Person = Field(title="组长 / leader")
    liaison: Person = Field(title="联络员 / liaison member")
    on: date = Field(title="自 / since")
    status: GroupStatus = Field(title="状态 / status")
    belonging: Annotated[int, COMPUTED] = Field(default=0, title="党员人数 / members")


register = Register("members", MemberRecord, SpellRow, PlaceRow, GroupRecord)
register.changes(GroupRecord, e.GroupOfficersNamed, "leader", "liaison", "on")
register.changes(GroupRecord, e.GroupDissolved, "on")
register.changes(MemberRecord, e.ProbationExtended, extended_to="until")


@register.on(e.MemberEntered)
def entered(event: e.MemberEntered, rows: Rows) -> None:
    """Who comes back has the same line, and a further spell."""
    if event.originator_version > 1:
        rows.delete(MemberRecord, id=event.originator_id.hex)
    rows.record(MemberRecord, event, status=status_of(event))
    rows.record(SpellRow, event, nth=event.originator_version, open=True)
    rows.record(PlaceRow, event, nth=event.originator_version)


@register.on(e.MemberMadeFormal)
def made_formal(event: e.MemberMadeFormal, rows: Rows) -> None:
    rows.change(MemberRecord, event, formal=event.on)
    rows.update(SpellRow, {"person": event.person, "open": True}, formal=event.on)


@register.on(e.MemberPlaced)
def placed(event: e.MemberPlaced, rows: Rows) -> None:
    rows.change(MemberRecord, event, "group", "kind")
    rows.record(PlaceRow, event, nth=event.originator_version)


@register.on(e.MemberLeft)
def left(event: e.MemberLeft, rows: Rows) -> None:
    rows.change(MemberRecord, event, "gone_to", "reason", "cause", left=event.on)
    rows.update(SpellRow, {"person": event.person, "open": True}, left=event.on, open=False)


@register.on(e.GroupSetUp)
def group_set_up(event: e.GroupSetUp, rows: Rows) -> None:
    """Once more under the same name where it was dissolved."""
    rows.delete(GroupRecord, id=event.originator_id.hex)
    rows.record(GroupRecord, event)
