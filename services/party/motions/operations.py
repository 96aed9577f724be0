"""What can be asked of motions (B2.4–B2.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import ANYONE, AUDITOR, named
from services.kernel.procedure.fields import MaybeDepartment, PersonId, Reason, chosen_from
from services.kernel.procedure.operations import Command
from services.kernel.procedure.record import VOTED_ON, People
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.motions.deciding import Choice
from services.party.motions.motion import BEFORE_THE_VOTE, WAITING, MotionStatus
from services.party.motions.record import Body, Matter, MotionRecord, VoteRow
from services.party.posts import COMMITTEE, GROUP_MEMBER

MotionId = Annotated[UUID, Field(title="表决事项 / motion")]
Ballots = Annotated[int, Field(ge=0, le=1000)]

MEMBER = named("body-member", "表决机构成员", "a member of the body that votes")
PROPOSER = named("motion-proposer", "提出人", "whoever proposed the motion")
SECRETARY = named("body-secretary", "表决机构秘书", "the secretary of the body that votes")
PRESIDER = named("body-presider", "会议主持人", "whoever presides over the body that votes")
TELLER = named("motion-teller", "监票计票人", "a teller of the motion")
IN_ROOM = named("motion-participant", "提出人或表决机构成员", "whoever proposed the motion, or votes on it")

READERS = (COMMITTEE, GROUP_MEMBER, AUDITOR)
"""Who sees that there is a motion and how it came out; what it says only where they may."""


class MotionView(MotionRecord):
    """`withheld`: what it is about, whom it concerns and how it was voted on is for those in the room (B2.7). `voters`
    are today's members of the body less who is recused, until the vote has said who is entitled."""

    withheld: bool = Field(title="不予显示 / withheld")
    voters: People = Field(title="可参加表决人员 / may vote")
    votes: list[VoteRow] = Field(title="公开表决 / votes")


class ProposeMotion(
    Command,
    path="POST /party/motions",
    who=(MEMBER,),
    cites=("B2.4",),
    zh="提出表决事项",
    en="Propose a motion",
    returns=MotionView,
):
    """By a member of the body. The matter decides how it is voted on and who reads it; who is concerned is recused."""

    body: Annotated[Body, Field(min_length=1, examples=["party-group"])]
    matter: Annotated[Matter, Field(min_length=1, examples=["other"])]
    title: str = Field(min_length=1, max_length=300, title="事项 / title")
    text: str = Field(min_length=1, max_length=20_000, title="决议草案 / text")
    department: MaybeDepartment = Field(default="", title="承办部门 / carried out by")
    reference: Annotated[str, VOTED_ON] = Field(
        default="",
        max_length=100,
        pattern=r"^[A-Za-z0-9:./_-]*$",
        title="关联业务 / reference",
        description="列出的是等候表决的业务；无关联的不填。在该业务的页面上也可查到其编号"
        " / what waits for a vote is listed; leave it empty for nothing. The record's page shows its reference too",
    )
    concerned: tuple[PersonId, ...] = Field(default=(), max_length=50, title="回避人员 / recused")


class OfMotion(Command, at="/party/motions/{motion}", returns=MotionView):
    motion: MotionId


class WithdrawMotion(
    OfMotion,
    does="withdrawal",
    who=(PROPOSER,),
    when=BEFORE_THE_VOTE,
    cites=("B2.4",),
    zh="撤回表决事项",
    en="Withdraw a motion",
):
    """By whoever proposed it, before the vote."""

    reason: Reason


class PutMotionOnAgenda(
    OfMotion,
    does="agenda",
    who=(SECRETARY,),
    when=WAITING,
    cites=("B2.4",),
    zh="列入议程",
    en="Put a motion on the agenda",
):
    """By the body's secretary; by who takes their place where they are concerned."""

    on: date = Field(title="上会日期 / on the agenda of")


class DeferMotion(
    OfMotion,
    does="deferral",
    who=(SECRETARY,),
    when=(MotionStatus.PROPOSED, MotionStatus.ON_AGENDA, MotionStatus.DISCUSSED),
    cites=("B2.4",),
    zh="暂缓表决事项",
    en="Defer a motion",
):
    reason: Reason


class RecuseFromMotion(
    OfMotion, does="recusal", who=(MEMBER,), when=BEFORE_THE_VOTE, zh="申明回避", en="Declare one's recusal"
):
    """For oneself: who is recused takes no further part, nor sees what is said."""


class DiscussMotion(
    OfMotion,
    does="discussion",
    who=(PRESIDER,),
    when=MotionStatus.ON_AGENDA,
    zh="登记讨论情况",
    en="Enter that a motion was discussed",
):
    """By who presides, on the day of its meeting."""

    note: str = Field(min_length=1, max_length=5000, title="讨论情况 / discussion")


class OpenVote(OfMotion, does="vote", who=(PRESIDER,), when=MotionStatus.DISCUSSED, zh="开始表决", en="Open the vote"):
    """By who presides, with the roll of those present: without quorum there is no vote."""

    present: tuple[PersonId, ...] = Field(
        min_length=1, max_length=500, title="到会人员 / present", json_schema_extra=chosen_from("voters")
    )
    tellers: tuple[PersonId, ...] = Field(
        default=(), max_length=10, title="监票计票人 / tellers", json_schema_extra=chosen_from("voters")
    )


class CastVote(OfMotion, does="votes", who=(MEMBER,), when=MotionStatus.VOTING, zh="表决", en="Vote"):
    """In one's own name and for nobody else; may be said anew until the result is declared."""

    choice: Choice = Field(title="表态 / vote")


class CountBallots(
    OfMotion, does="count", who=(TELLER,), when=MotionStatus.VOTING, zh="登记票数", en="Enter the count"
):
    """By a teller of a secret ballot; may be entered anew until the result is declared. Who voted how is nowhere."""

    in_favour: Ballots = Field(title="赞成 / in favour")
    against: Ballots = Field(title="反对 / against")
    abstained: Ballots = Field(title="弃权 / abstained")


class DeclareResult(
    OfMotion,
    does="result",
    who=(PRESIDER,),
    when=MotionStatus.VOTING,
    cites=("B2.5", "B2.6"),
    zh="宣布表决结果",
    en="Declare the result",
):
    """By who presides; the votes decide it. In an open ballot those are named who left without voting."""

    not_voting: tuple[PersonId, ...] = Field(default=(), max_length=500, title="未表决人员 / not voting")


class ReviewResolution(
    OfMotion,
    does="reviews",
    who=(SECRETARY,),
    when=MotionStatus.CARRIED,
    cites=("B2.6", "B4.1"),
    zh="登记决议落实情况",
    en="Enter how a resolution is carried out",
):
    """By the secretary of the body, as often as they look, until it is carried out."""

    finding: str = Field(min_length=1, max_length=5000, title="落实情况 / how it is carried out")
    carried_out: bool = Field(default=False, title="已落实 / carried out")


GetMotion = showing(
    "GetMotion",
    MotionView,
    path="GET /party/motions/{motion}",
    who=(IN_ROOM, *READERS),
    zh="查看表决事项",
    en="See a motion",
    doc="What it says is for the body's members; of an ordinary matter also for the committee and the Party group.",
)
ListMotions = listing(
    "ListMotions",
    MotionRecord,
    path="GET /party/motions",
    who=(ANYONE,),
    returns=MotionView,
    doc="Those of the bodies to which the caller belongs; all for the committee, the Party group and the auditor.",
)
ExportMotions = exporting(
    "ExportMotions",
    MotionRecord,
    path="GET /party/motions-export",
    who=READERS,
    doc="What the caller may not see is not in the file either.",
)
