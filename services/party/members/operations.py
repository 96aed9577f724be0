"""What can be asked of the branch's members (B4.3, B4.5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import SELF
from services.kernel.procedure.fields import MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.members.group import GroupStatus
from services.party.members.member import SERVING, Cause, MemberKind, MemberStatus
from services.party.members.record import Education, GroupRecord, MemberRecord
from services.party.posts import ORGANISER, SEES_BRANCH

Branch = Annotated[str, Field(max_length=100, title="党组织名称 / branch")]
GroupName = Annotated[str, Field(max_length=60, title="党小组 / group")]
Kind = Annotated[MemberKind, Field(title="类别 / kind")]
Born = Annotated[date | None, Field(title="出生日期 / born")]


class EnterMember(
    Command,
    path="POST /party/members",
    who=(ORGANISER,),
    zh="登记党员",
    en="Enter a member",
    returns=MemberRecord,
):
    """Of somebody who serves in the organ, or has retired from it. Full membership is left empty while the probation
    lasts."""

    person: PersonId
    on: date = Field(title="登记日期 / entered on")
    joined: date = Field(title="入党日期 / admitted to the Party")
    formal: date | None = Field(default=None, title="转正日期 / full member since")
    group: GroupName = ""
    came_from: Branch = Field(default="", title="转入自 / came from")
    kind: Kind = MemberKind.SERVING
    born: Born = None
    education: Education = ""


class OfMember(Command, at="/party/members/{person}", who=(ORGANISER,), returns=MemberRecord):
    person: PersonId


class MakeMemberFormal(
    OfMember, does="full-membership", when=MemberStatus.PROBATIONARY, zh="登记转正", en="Enter a full membership"
):
    on: date = Field(title="转正日期 / full member since")


class ExtendProbation(
    OfMember, does="probation-extension", when=MemberStatus.PROBATIONARY, zh="延长预备期", en="Extend a probation"
):
    """As the meeting of the branch resolved on that day; `months` beyond the end of the probation."""

    on: date = Field(title="决议日期 / resolved on")
    months: int = Field(ge=1, le=120, title="延长月数 / months")
    reason: Reason


class PlaceMember(OfMember, does="place", when=SERVING, zh="调整党小组或类别", en="Change the group or the kind"):
    """Retired, living elsewhere, back, or in another group: both as they are from that day on."""

    on: date = Field(title="自何日起 / from")
    group: GroupName = ""
    kind: Kind


class EndMembership(OfMember, does="departure", when=SERVING, zh="登记转出或停止党籍", en="Enter a departure"):
    on: date = Field(title="转出或停止日期 / left on")
    cause: Cause = Field(default=Cause.TRANSFERRED, title="停止原因 / why it ended")
    gone_to: Branch = Field(default="", title="转往 / gone to", description="转出的须填 / always of a transfer")
    reason: Reason


class GetMember(
    Query,
    path="GET /party/members/{person}",
    who=(SELF, *SEES_BRANCH),
    zh="查看党员",
    en="See a member",
    returns=MemberRecord,
):
    person: PersonId


ListMembers = listing("ListMembers", MemberRecord, path="GET /party/members", who=SEES_BRANCH)
ExportMembers = exporting("ExportMembers", MemberRecord, path="GET /party/members-export", who=SEES_BRANCH)


class ExportBranchStatistics(
    Query,
    path="GET /party/members-statistics",
    who=SEES_BRANCH,
    cites=("B4.3",),
    zh="导出组织状况统计",
    en="Export the branch's statistics",
    returns=File,
):
    """Of one day: by kind, group, age, sex and education."""

    on: date = Field(title="日期 / day")


# -- groups -----------------------------------------------------------------------------------------------------------


class SetUpGroup(
    Command,
    path="POST /party/groups",
    who=(ORGANISER,),
    zh="设立党小组",
    en="Set up a group",
    returns=GroupRecord,
):
    name: str = Field(min_length=1, max_length=60, title="党小组 / group")
    on: date = Field(title="自何日起 / from")
    leader: MaybePerson = Field(default="", title="组长 / leader")
    liaison: MaybePerson = Field(default="", title="联络员 / liaison member")


class OfGroup(Command, at="/party/groups/{group}", who=(ORGANISER,), returns=GroupRecord):
    group: Annotated[UUID, Field(title="党小组 / group")]
    on: date = Field(title="自何日起 / from")


class NameGroupOfficers(
    OfGroup, does="officers", when=GroupStatus.OPEN, zh="确定组长和联络员", en="Name a group's officers"
):
    leader: MaybePerson = Field(default="", title="组长 / leader")
    liaison: MaybePerson = Field(default="", title="联络员 / liaison member")


class DissolveGroup(OfGroup, does="dissolution", when=GroupStatus.OPEN, zh="撤销党小组", en="Dissolve a group"): ...


GetGroup = showing(
    "GetGroup",
    GroupRecord,
    path="GET /party/groups/{group}",
    who=SEES_BRANCH,
    zh="查看党小组",
    en="See a group",
)
ListGroups = listing("ListGroups", GroupRecord, path="GET /party/groups", who=SEES_BRANCH)
