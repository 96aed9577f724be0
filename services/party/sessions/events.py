"""The facts of study sessions (A8, A9, B1, B5). Reasons for leave are private; who came is not."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class StudySessionArranged(Event):
    """`halves` are half days; `items` those of the plan of the session's year; `meeting` the one it precedes (A8).

    `speaker` is whoever speaks on the law or lectures, `speaking` their department where it took its turn for it;
    `listed` those who are to come, where the kind leaves that open.
    `proposed`: the secretary has yet to settle the content (B1.3). `department` is the one that arranged it.
    """

    SAYS = "安排集中学习"
    TOPIC = "party.study-session-arranged.v1"
    number: str
    kind: str
    area: str
    form: str
    title: str
    on: date
    halves: int
    items: tuple[int, ...] = ()
    meeting: str = ""
    speaker: str = ""
    speaking: str = ""
    out_of_turn: str = ""
    """Why another department speaks than the one whose turn it is."""
    listed: tuple[str, ...] = ()
    proposed: bool = False


class OfStudySession(Event):
    number: str
    kind: str


class StudyContentApproved(OfStudySession):
    """By the secretary of the Party group (B1.3)."""

    SAYS = "审定学习内容"
    TOPIC = "party.study-content-approved.v1"


class StudySessionMoved(OfStudySession):
    SAYS = "改期集中学习"
    TOPIC = "party.study-session-moved.v1"
    was: date
    on: date
    reason: str


class StudySessionCancelled(OfStudySession):
    SAYS = "取消集中学习"
    TOPIC = "party.study-session-cancelled.v1"
    on: date
    reason: str


class StudySessionHeld(OfStudySession):
    """`expected` were to come; `present` came, some perhaps beside them, `deputies` from outside.

    `note` is what was studied and said.
    """

    SAYS = "开展集中学习"
    TOPIC = "party.study-session-held.v1"
    on: date
    halves: int
    expected: tuple[str, ...]
    present: tuple[str, ...]
    on_leave: tuple[str, ...]
    deputies: int = 0
    note: str = ""


class OfStudent(OfStudySession):
    """`person` is whose attendance it is, `department` theirs on that day."""

    person: str
    on: date


class StudyLeaveAsked(OfStudent):
    SAYS = "学习请假"
    TOPIC = "party.study-leave-asked.v1"
    reason: Personal[str] = ""


class StudyLeaveGranted(OfStudent):
    SAYS = "同意学习请假"
    TOPIC = "party.study-leave-granted.v1"


class StudyLeaveRefused(OfStudent):
    SAYS = "不同意学习请假"
    TOPIC = "party.study-leave-refused.v1"
    reason: Personal[str] = ""


class StudySessionMissed(OfStudent):
    """Expected, and not there; `due` is the last day for making it up, where the kind asks for that (B1.7)."""

    SAYS = "记录集中学习缺席"
    TOPIC = "party.study-session-missed.v1"
    excused: bool
    due: date | None = None


class StudyAttendanceCorrected(OfStudent):
    """`due` as above, where the correction says that it was missed."""

    SAYS = "更正学习出勤"
    TOPIC = "party.study-attendance-corrected.v1"
    was: str
    state: str
    due: date | None = None
    reason: Personal[str] = ""


class StudySessionMadeUp(OfStudent):
    """The person studied on `made_up_on` what that session had studied (B1.7)."""

    SAYS = "补学"
    TOPIC = "party.study-session-made-up.v1"
    made_up_on: date
    form: str
    note: Personal[str] = ""


class MakeUpReturned(OfStudent):
    """What was made up did not do; it is missed as before, `excused` or not."""

    SAYS = "退回补学"
    TOPIC = "party.study-make-up-returned.v1"
    excused: bool
    reason: Personal[str] = ""


class MakeUpMissed(OfStudent):
    """The day for making it up passed."""

    SAYS = "记录补学逾期"
    TOPIC = "party.study-make-up-missed.v1"
    due: date
