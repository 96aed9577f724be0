"""What can be asked of study sessions (A8, A9, B1, B5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import ANYONE, SECRETARY_GENERAL, SELF
from services.kernel.procedure.fields import MaybeDepartment, MaybePerson, PersonId, Reason
from services.kernel.procedure.operations import Command, Page, Query
from services.kernel.procedure.record import Count, Days, Department, Row
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.named import NAMED
from services.party.plan.record import Area
from services.party.posts import COMMITTEE, GROUP_MEMBER, PUBLICIST, SEES_BRANCH
from services.party.sessions.record import AttendanceRow, Form, Kind, SessionRecord
from services.party.sessions.states import Attendance, SessionStatus

ARRANGERS = (PUBLICIST, COMMITTEE, *OFFICE)
"""The branch organises study and keeps its attendance (B1.3), the office trainings and what precedes a meeting."""
SEES_ATTENDANCE = (*SEES_BRANCH, *OFFICE, SECRETARY_GENERAL)
SessionDays = Annotated[Decimal, Days.__metadata__[0], Field(ge=Decimal("0.5"), le=30, multiple_of=Decimal("0.5"))]
Note = Annotated[str, Field(max_length=5000, title="学习记录 / record")]


class ArrangeStudySession(
    Command,
    path="POST /party/study-sessions",
    who=(GROUP_MEMBER, *ARRANGERS),
    cites=("A7", "A8", "A9", "B1.3", "B1.5", "B4.4", "B5.1", "B5.3", "B5.5", "B5.7"),
    zh="安排学习活动",
    en="Arrange a study session",
    returns=SessionRecord,
):
    """For the theory group it is a proposal, unless its secretary arranges it. A session on law names its meeting."""

    kind: Annotated[Kind, Field(min_length=1)]
    title: str = Field(min_length=1, max_length=200, title="题目 / title")
    area: Annotated[Area, Field(min_length=1)]
    form: Annotated[Form, Field(min_length=1)]
    on: date = Field(title="学习日期 / day")
    days: SessionDays = Field(default=Decimal("0.5"), title="天数 / days", description="半天记0.5 / half a day is 0.5")
    items: tuple[int, ...] = Field(default=(), max_length=20, title="计划项目序号 / items of the plan")
    meeting: str = Field(default="", max_length=60, title="会议编号 / meeting")
    speaker: MaybePerson = Field(default="", title="主讲人 / speaker")
    speaking: MaybeDepartment = Field(default="", title="述法部门 / department that speaks")
    out_of_turn: str = Field(default="", max_length=500, title="不按轮次的理由 / why out of turn")
    listed: tuple[PersonId, ...] = Field(default=(), max_length=200, title="指定人员 / those listed")


class OfSession(Command, at="/party/study-sessions/{session}", returns=SessionRecord, who=ARRANGERS):
    session: UUID = Field(title="学习活动 / session")


class ApproveStudyContent(
    OfSession,
    does="approval",
    who=(NAMED,),
    when=SessionStatus.PROPOSED,
    cites=("B1.3",),
    zh="审定学习内容",
    en="Settle what is studied",
): ...


class MoveStudySession(
    OfSession, does="move", when=(SessionStatus.PROPOSED, SessionStatus.SET), zh="学习活动改期", en="Move a session"
):
    on: date = Field(title="改至 / moved to")
    reason: Reason


class CancelStudySession(
    OfSession,
    does="cancellation",
    when=(SessionStatus.PROPOSED, SessionStatus.SET),
    zh="取消学习活动",
    en="Cancel a session",
):
    reason: Reason


class OfStudent(OfSession):
    person: PersonId


class AskStudyLeave(
    OfStudent,
    path="POST /party/study-sessions/{session}/leaves/{person}",
    who=(SELF,),
    when=SessionStatus.SET,
    cites=("B1.6", "B5.2"),
    zh="学习请假",
    en="Ask for leave from study",
):
    """Of the secretary of the Party group for the theory group, of the secretary-general for the rest."""

    reason: Reason


class GrantStudyLeave(
    OfStudent,
    path="POST /party/study-sessions/{session}/leaves/{person}/consent",
    who=(NAMED,),
    when=SessionStatus.SET,
    cites=("B1.6", "B5.2"),
    zh="批准学习请假",
    en="Grant leave from study",
): ...


class RefuseStudyLeave(
    OfStudent,
    path="POST /party/study-sessions/{session}/leaves/{person}/refusal",
    who=(NAMED,),
    when=SessionStatus.SET,
    cites=("B1.6", "B5.2"),
    zh="不批准学习请假",
    en="Refuse leave from study",
):
    reason: Reason


class HoldStudySession(
    OfSession,
    does="holding",
    when=SessionStatus.SET,
    cites=("A8", "A9", "B1.3", "B5.1", "B5.2"),
    zh="登记学习活动",
    en="Record that a session was held",
):
    """Who was expected and is not named as present was on leave where that was granted, and absent otherwise."""

    present: tuple[PersonId, ...] = Field(max_length=500, title="出席人员 / present")
    deputies: Count = Field(default=0, ge=0, le=10_000, title="参加代表人数 / deputies")
    note: Note = ""


class CorrectStudyAttendance(
    OfStudent,
    path="POST /party/study-sessions/{session}/attendance/{person}",
    when=SessionStatus.HELD,
    cites=("B1.3", "B5.2"),
    zh="更正学习考勤",
    en="Correct the attendance of a session",
):
    state: Literal[Attendance.PRESENT, Attendance.ON_LEAVE, Attendance.ABSENT] = Field(title="出勤情况 / attendance")
    reason: Reason


class MakeUpStudy(
    OfStudent,
    path="POST /party/study-sessions/{session}/make-ups/{person}",
    who=(SELF,),
    when=SessionStatus.HELD,
    cites=("B1.7",),
    zh="登记补课",
    en="Make up a missed session",
):
    """By whoever missed it, against that very session."""

    made_up_on: date = Field(title="补课日期 / made up on")
    form: Annotated[Form, Field(min_length=1)] = "self-study"
    note: str = Field(min_length=1, max_length=5000, title="补课内容 / what was studied")


class ReturnMakeUp(
    OfStudent,
    path="POST /party/study-sessions/{session}/make-ups/{person}/return",
    who=(PUBLICIST, COMMITTEE),
    when=SessionStatus.HELD,
    cites=("B1.7",),
    zh="退回补课",
    en="Return what was made up",
):
    reason: Reason


GetStudySession = showing(
    "GetStudySession",
    SessionRecord,
    path="GET /party/study-sessions/{session}",
    who=(ANYONE,),
    zh="查看学习活动",
    en="See a study session",
)
ListStudySessions = listing(
    "ListStudySessions", SessionRecord, path="GET /party/study-sessions", who=(ANYONE,), offers=False
)
ExportStudySessions = exporting(
    "ExportStudySessions", SessionRecord, path="GET /party/study-sessions-export", who=SEES_ATTENDANCE
)
ListStudyAttendance = listing(
    "ListStudyAttendance", AttendanceRow, path="GET /party/study-attendance", who=(SELF, *SEES_ATTENDANCE)
)


class Turn(Row):
    """A department's place in the rota, and when it spoke last."""

    turn: int = Field(title="轮次 / turn")
    department: Department
    spoke_on: date | None = Field(title="上次述法 / spoke last on")


class ShowLawRota(
    Query,
    path="GET /party/law-rota",
    who=(ANYONE,),
    cites=("A8",),
    zh="述法轮次",
    en="Whose turn it is to speak on the law",
    returns=Page[Turn],
): ...
