"""Carries out study sessions: arranged, settled, held, made up; leave and the rota of the law (A8, A9, B1, B5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, picture
from services.kernel.domain.who import Subject, standing
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid, Refusal
from services.party.duties.fulfilling import fulfil, undo
from services.party.named import NAMED, people
from services.party.plan.study_plan import StudyPlan, plan_id
from services.party.posts import BRANCH_SECRETARY, PUBLICIST
from services.party.sessions import events as e
from services.party.sessions import operations as ops
from services.party.sessions.kinds import LISTED, SessionKind, check, kind_of
from services.party.sessions.record import AttendanceRow, ItemRow, SessionRecord, register
from services.party.sessions.session import NotMissed, Session
from services.party.sessions.states import MISSED, Attendance, SessionStatus

LEAVE = ("B1.6", "B5.2")
a, s = AttendanceRow.columns(), SessionRecord.columns()


class OutOfTurn(Refusal):
    """Departments take turns in speaking on the law (A8)."""

    code = "party.law-out-of-turn"
    next = ("请按轮次安排，或写明不按轮次的理由。", "Keep to the rota, or say why it is left.")


def _key(event: e.OfStudent) -> str:
    return f"{event.originator_id.hex}/{event.person}"


def _owed(event: e.StudySessionMissed | e.StudyAttendanceCorrected) -> Due | None:
    return Due(_key(event), event.due, event.person, event.department) if event.due else None


def _struck(event: e.StudyAttendanceCorrected) -> str:
    """Who was there after all owes nothing; no debt has the empty key."""
    return "" if event.due else _key(event)


def _miss(ctx: Context, row: Any) -> None:
    session = ctx.load(Session, UUID(hex=row.aggregate))
    session.miss(ctx.act, person=row.person)
    ctx.save(session)


make_up = Obligation(
    kind="party.study-make-up",
    zh="缺课补课",
    en="Make up a missed session",
    tells=told(SessionRecord, "title", number="number"),
    cites=("B1.7",),
    opened_by={e.StudySessionMissed: _owed, e.StudyAttendanceCorrected: _owed},
    fulfilled_by={e.StudySessionMadeUp: _key},
    reopened_by={e.MakeUpReturned: _key},
    cancelled_by={e.StudyAttendanceCorrected: _struck},
    missed_by={e.MakeUpMissed: _key},
    on_missed=_miss,
    shows=ops.GetStudySession,
)
procedure = Procedure("sessions", zh="学习活动", en="Study sessions", registers=[register], obligations=[make_up])
procedure.relies_on(check)


def _views(ctx: Context, rows: Sequence[Any]) -> list[SessionRecord]:
    """With their attendance: everybody's for whoever keeps it or grants leave, otherwise one's own."""
    ids = [row.id for row in rows]
    keeps = standing(ops.SEES_ATTENDANCE, ctx.organ, ctx.caller, Subject(), ctx.today) is not None
    seen: dict[str, list[AttendanceRow]] = {id: [] for id in ids}
    for one in ctx.rows(select(AttendanceRow.TABLE).where(a.session.in_(ids)).order_by(a.person)):
        if keeps or one.person == ctx.caller:
            seen[one.session].append(AttendanceRow.of(one))
    items: dict[str, list[int]] = {id: [] for id in ids}
    for item in ctx.rows_of(ItemRow, session=ids):
        items[item.session].append(item.item)
    return [SessionRecord.of(row, attendance=seen[row.id], studied=items[row.id]) for row in rows]


commands = Commands(procedure, Session, key="session", record=SessionRecord, views=_views, shows=ops.GetStudySession)
commands.lists(ops.ListStudySessions)
commands.exports(ops.ExportStudySessions, "study-sessions", SessionRecord, AttendanceRow)
lists(procedure, ops.ListStudyAttendance, AttendanceRow)
procedure.attachable("study-session", ops.GetStudySession, by=ops.ARRANGERS)


def _kind(ctx: Context, session: Session) -> SessionKind:
    return kind_of(ctx, session.kind, session.on)


def _expected(ctx: Context, kind: SessionKind, on: date, listed: Sequence[str]) -> tuple[str, ...]:
    return tuple(listed) if LISTED in kind.expects else people(ctx, kind.expects, on)


# -- arranging --------------------------------------------------------------------------------------------------------


@commands.opens(ops.ArrangeStudySession)
def arrange(op: ops.ArrangeStudySession, ctx: Context) -> Session:
    kind = kind_of(ctx, op.kind, op.on)
    _check(op, kind, ctx)
    session = Session(ctx.new_id())
    settles = people(ctx, kind.approved_by, ctx.today)
    session.trigger(
        e.StudySessionArranged,
        ctx.act,
        number=next_number(ctx, SessionRecord.TABLE, op.on.year),
        department=picture(ctx).department_of(ctx.caller, ctx.today),
        halves=int(op.days * 2),
        proposed=bool(settles) and ctx.caller not in settles,
        **op.model_dump(exclude={"days"}),
    )
    _arrangement(ctx, session, kind)
    return session


def _arrangement(ctx: Context, session: Session, kind: SessionKind) -> None:
    ctx.save(session)
    if session.status == SessionStatus.SET:
        for duty in kind.arrangement:
            fulfil(ctx, duty, session.on, session.number)


def _check(op: ops.ArrangeStudySession, kind: SessionKind, ctx: Context) -> None:
    check_choice(ctx, "study.areas", op.area, "area", op.on)
    check_choice(ctx, "study.forms", op.form, "form", op.on)
    if op.items:
        ctx.find(StudyPlan, plan_id(op.on.year)).check_items(op.items)
    for person in op.listed:
        check_person(ctx, person, ctx.today, "listed")
    if bool(op.listed) != (LISTED in kind.expects):
        raise Invalid(
            "只有培训类学习须列明参加人员。",
            "Those who come are listed for trainings alone.",
            fields=[{"field": "listed"}],
        )
    if op.speaker:
        check_person(ctx, op.speaker, ctx.today, "speaker")
    if kind.before_meeting:
        _check_law(op, ctx)
    elif op.meeting or op.speaking:
        raise Invalid(
            "只有会前学法须写明会议和述法部门。",
            "Meeting and department are said of law before a meeting alone.",
            fields=[{"field": "meeting" if op.meeting else "speaking"}],
        )


def _check_law(op: ops.ArrangeStudySession, ctx: Context) -> None:
    if not op.meeting or not (op.speaker or op.speaking):
        raise Invalid(
            "会前学法须写明会议编号，以及主讲领导或述法部门。",
            "Law before a meeting names the meeting, and the leader or the department that speaks.",
            cites=("A8",),
            fields=[{"field": "speaker" if op.meeting else "meeting"}],
        )
    if op.speaking:
        check_department(ctx, op.speaking, ctx.today, "speaking")
        turn = next(iter(rota(ctx)), None)
        if turn is not None and op.speaking != turn.department and not op.out_of_turn:
            raise OutOfTurn(
                f"按轮次应由{picture(ctx).title_of(turn.department, ctx.today)}述法。",
                f"It is the turn of {turn.department}.",
                cites=("A8",),
                department=turn.department,
            )


def rota(ctx: Context) -> list[ops.Turn]:
    """Whoever has not spoken for the longest comes first; who never did, before all others."""
    kinds = ctx.rules.value("study.rota", ctx.today, tuple)
    stands = (SessionStatus.SET.value, SessionStatus.HELD.value)
    spoken = select(s.speaking, func.max(s.on)).where(s.speaking != "", s.status.in_(stands)).group_by(s.speaking)
    last: dict[str, date] = {row[0]: row[1] for row in ctx.rows(spoken)}
    order = sorted(
        (one.id for one in picture(ctx).departments(ctx.today) if one.kind in kinds),
        key=lambda id: last.get(id, date.min),
    )
    return [ops.Turn(turn=n, department=id, spoke_on=last.get(id)) for n, id in enumerate(order, 1)]


@procedure.handles(ops.ShowLawRota)
def show_rota(op: ops.ShowLawRota, ctx: Context) -> Page[ops.Turn]:
    return Page[ops.Turn](items=rota(ctx))


def _settled_by(op: Any, ctx: Context) -> Subject:
    row = ctx.shown(SessionRecord, op.session)
    return Subject(posts=kind_of(ctx, row.kind, row.on).approved_by)


@commands.does(ops.ApproveStudyContent, about=_settled_by)
def approve(op: ops.ApproveStudyContent, session: Session, ctx: Context) -> None:
    session.trigger(e.StudyContentApproved, ctx.act, cites=("B1.3",))
    _arrangement(ctx, session, _kind(ctx, session))


@commands.does(ops.MoveStudySession)
def move(op: ops.MoveStudySession, session: Session, ctx: Context) -> None:
    kind, was = _kind(ctx, session), session.on
    session.move(ctx.act, on=op.on, reason=op.reason)
    ctx.save(session)
    for duty in kind.arrangement:
        undo(ctx, duty, was, session.number)
    _arrangement(ctx, session, kind)


@commands.does(ops.CancelStudySession)
def cancel(op: ops.CancelStudySession, session: Session, ctx: Context) -> None:
    session.cancel(ctx.act, reason=op.reason)
    ctx.save(session)
    for duty in _kind(ctx, session).arrangement:
        undo(ctx, duty, session.on, session.number)


# -- leave ------------------------------------------------------------------------------------------------------------


def _granted_by(op: Any, ctx: Context) -> Subject:
    """The first whom the rule names and who is not the person themselves."""
    row = ctx.shown(SessionRecord, op.session)
    words = kind_of(ctx, row.kind, row.on).leave
    open_to = (word for word in words if people(ctx, (word,), ctx.today) not in ((), (op.person,)))
    return Subject(op.person, posts=tuple(open_to)[:1])


def _asking(view: SessionRecord, ctx: Context) -> list[str]:
    rows = ctx.rows_of(AttendanceRow, session=view.id.hex)
    return [row.person for row in rows if row.state == Attendance.ASKED.value]


def _not_expected(view: SessionRecord, ctx: Context) -> bool:
    kind = kind_of(ctx, view.kind, view.on)
    asked = {one.person: one.state for one in view.attendance}.get(ctx.caller)
    return asked in (Attendance.ASKED, Attendance.ON_LEAVE) or ctx.caller not in _expected(
        ctx, kind, ctx.today, view.listed
    )


def _of_student(op: Any, ctx: Context) -> Subject:
    return Subject(op.person)


def _oneself(view: SessionRecord, ctx: Context) -> list[str]:
    return [ctx.caller]


@commands.does(ops.AskStudyLeave, about=_of_student, unless=_not_expected, each=_oneself)
def ask_leave(op: ops.AskStudyLeave, session: Session, ctx: Context) -> None:
    if ctx.caller not in _expected(ctx, _kind(ctx, session), ctx.today, session.listed):
        raise Invalid("您不在参加学习人员之列。", "You are not expected there.", cites=LEAVE)
    department = picture(ctx).department_of(ctx.caller, ctx.today)
    session.ask_leave(ctx.act, department=department, reason=op.reason, cites=LEAVE)


@commands.does(ops.GrantStudyLeave, about=_granted_by, each=_asking)
def grant_leave(op: ops.GrantStudyLeave, session: Session, ctx: Context) -> None:
    session.grant_leave(ctx.act, person=op.person, cites=LEAVE)


@commands.does(ops.RefuseStudyLeave, about=_granted_by, each=_asking)
def refuse_leave(op: ops.RefuseStudyLeave, session: Session, ctx: Context) -> None:
    session.refuse_leave(ctx.act, person=op.person, reason=op.reason, cites=LEAVE)


# -- held and made up -------------------------------------------------------------------------------------------------


def _to_come(view: SessionRecord, ctx: Context) -> bool:
    return ctx.today < view.on


@commands.does(ops.HoldStudySession, unless=_to_come)
def hold(op: ops.HoldStudySession, session: Session, ctx: Context) -> None:
    kind = _kind(ctx, session)
    for person in op.present:
        check_person(ctx, person, session.on, "present")
    expected = _expected(ctx, kind, session.on, session.listed)
    session.hold(
        ctx.act,
        expected=expected,
        present=op.present,
        departments={person: picture(ctx).department_of(person, session.on) for person in expected},
        deputies=op.deputies,
        note=op.note,
        due=_make_up_due(ctx, session, kind),
        cites=_cites(kind),
    )
    ctx.save(session)  # first what happened, then what it fulfils
    for duty in kind.fulfils:
        fulfil(ctx, duty, session.on, session.number)


def _cites(kind: SessionKind) -> tuple[str, ...]:
    """The attendance of the theory group is B1's, that of everybody else B5's."""
    return ("B1.3",) if kind.counts else ("B5.2",)


def _make_up_due(ctx: Context, session: Session, kind: SessionKind) -> date | None:
    """Counted from the day on which the session was entered where that was later: nobody is late before they know."""
    if kind.missed != "owed":
        return None
    return ctx.today + timedelta(days=ctx.rules.value("study.make_up_days", session.on, int))


def _on_list(view: SessionRecord) -> list[str]:
    return [one.person for one in view.attendance]


def _another(op: Any, ctx: Context) -> Subject:
    """Nobody says of themselves that they were there."""
    return Subject(op.person, parties=(op.person,))


@commands.does(ops.CorrectStudyAttendance, about=_another, each=_on_list)
def correct(op: ops.CorrectStudyAttendance, session: Session, ctx: Context) -> None:
    kind = _kind(ctx, session)
    session.correct(
        ctx.act,
        person=op.person,
        department=picture(ctx).department_of(op.person, session.on),
        state=op.state,
        reason=op.reason,
        due=_make_up_due(ctx, session, kind),
        cites=_cites(kind),
    )


def _nothing_missed(view: SessionRecord, ctx: Context) -> bool:
    own = {one.person: one.state for one in view.attendance}.get(ctx.caller)
    return own not in MISSED or kind_of(ctx, view.kind, view.on).missed == "passes"


@commands.does(ops.MakeUpStudy, about=_of_student, unless=_nothing_missed, each=_oneself)
def record_make_up(op: ops.MakeUpStudy, session: Session, ctx: Context) -> None:
    check_choice(ctx, "study.forms", op.form, "form", op.made_up_on)
    if _kind(ctx, session).missed == "passes":
        raise NotMissed("该类学习不补课。", "This kind of study is not made up.", cites=("B1.7",))
    department = picture(ctx).department_of(ctx.caller, ctx.today)
    session.make_up(ctx.act, department=department, made_up_on=op.made_up_on, form=op.form, note=op.note)


def _made_up(view: SessionRecord) -> list[str]:
    return [one.person for one in view.attendance if one.state == Attendance.MADE_UP]


@commands.does(ops.ReturnMakeUp, each=_made_up)
def return_make_up(op: ops.ReturnMakeUp, session: Session, ctx: Context) -> None:
    session.return_make_up(ctx.act, person=op.person, reason=op.reason)


# -- what waits -------------------------------------------------------------------------------------------------------


def _leaves_asked(ctx: Context) -> Iterator[Waiting]:
    query = select(AttendanceRow.TABLE).where(a.state == Attendance.ASKED.value)
    for row in ctx.rows(query):
        op = ops.GrantStudyLeave(session=UUID(hex=row.session), person=row.person)
        yield Waiting(row.session, _granted_by(op, ctx), row.number, ctx.organ.name_of(row.person), due=row.on)


def _proposed(ctx: Context) -> Iterator[Waiting]:
    for row in ctx.rows(select(SessionRecord.TABLE).where(s.status == SessionStatus.PROPOSED.value)):
        about = Subject(posts=kind_of(ctx, row.kind, row.on).approved_by)
        yield Waiting(row.id, about, row.number, row.title, due=row.on)


def _day_has_come(ctx: Context) -> Iterator[Waiting]:
    for row in ctx.rows(select(SessionRecord.TABLE).where(s.status == SessionStatus.SET.value, s.on <= ctx.today)):
        yield Waiting(row.id, Subject(), row.number, row.title, since=row.on)


procedure.waiting += [
    Waits(ops.GrantStudyLeave, ops.GetStudySession, _leaves_asked, (NAMED,)),
    Waits(ops.ApproveStudyContent, ops.GetStudySession, _proposed, (NAMED,)),
    Waits(ops.HoldStudySession, ops.GetStudySession, _day_has_come, (PUBLICIST, BRANCH_SECRETARY)),
]
