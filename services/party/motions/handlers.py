"""Carries out motions: proposed, on the agenda, discussed, voted on, declared (B2.4–B2.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from services.directory.organ import check_department, check_person
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_serial
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.worksheet import exported, span
from services.party.motions import events as e
from services.party.motions import operations as ops
from services.party.motions.bodies import check, entry, members, presiding, setting_agenda, share
from services.party.motions.motion import UNDECIDED, Ballot, Motion, MotionStatus
from services.party.motions.record import MotionRecord, VoteRow, register
from services.party.motions.refusals import ReferenceTaken
from services.party.motions.sight import Sight, own, views

procedure = Procedure("motions", zh="表决", en="Motions and votes", registers=[register])
procedure.relies_on(check)


@procedure.discloses(e.OfMotion, e.MotionDecided)
def discloses(event: Any, ctx: Context) -> bool:
    return Sight(ctx).sees(ctx.row(MotionRecord, id=event.originator_id.hex))


# -- who may ----------------------------------------------------------------------------------------------------------


def _if(ctx: Context, whom: Collection[str]) -> Subject:
    return Subject(ctx.caller if ctx.caller in whom else "")


def _proposer(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.load(Motion, op.motion).person)


def _secretary(op: Any, ctx: Context) -> Subject:
    motion = ctx.load(Motion, op.motion)
    return _if(ctx, setting_agenda(ctx, motion.body, motion.concerned))


def _presider(op: Any, ctx: Context) -> Subject:
    motion = ctx.load(Motion, op.motion)
    return _if(ctx, presiding(ctx, motion.body, motion.concerned))


def _member(op: Any, ctx: Context) -> Subject:
    return _if(ctx, members(ctx, ctx.load(Motion, op.motion).body, ctx.today))


def _teller(op: Any, ctx: Context) -> Subject:
    return _if(ctx, ctx.load(Motion, op.motion).tellers)


def _in_room(op: Any, ctx: Context) -> Subject:
    """For the query alone: who proposed it, belongs to its body, or was entitled when it was voted on."""
    motion = ctx.load(Motion, op.motion)
    return _if(ctx, {motion.person, *motion.entitled, *members(ctx, motion.body, ctx.today)})


commands = Commands(
    procedure, Motion, key="motion", record=MotionRecord, views=views, shows=ops.GetMotion, about=_in_room
)

procedure.attachable(
    "motion",
    ops.GetMotion,
    by=(ops.IN_ROOM,),
    visible=lambda motion: not motion.withheld,
    open=lambda motion: motion.status in UNDECIDED,
)

# -- before the vote --------------------------------------------------------------------------------------------------


@commands.opens(ops.ProposeMotion, about=lambda op, ctx: _if(ctx, members(ctx, op.body, ctx.today)))
def propose_motion(op: ops.ProposeMotion, ctx: Context) -> Motion:
    matter = entry(ctx, "matters", op.matter, "matter", ctx.today)
    if op.department:
        check_department(ctx, op.department, ctx.today)
    for person in op.concerned:
        check_person(ctx, person, ctx.today, "concerned")
    if op.reference:
        _check_free(ctx, op.reference)
    motion = Motion(ctx.new_id())
    motion.propose(ctx.act, ballot=matter.text("ballot"), kept=matter.text("kept"), **op.model_dump())
    return motion


def _check_free(ctx: Context, reference: str) -> None:
    """Who waits for an outcome waits for one."""
    m = MotionRecord.columns()
    standing = (*UNDECIDED, MotionStatus.CARRIED)
    if ctx.rows(select(m.id).where(m.reference == reference, m.status.in_([one.value for one in standing]))):
        raise ReferenceTaken(
            "该关联业务已有未决或已通过的表决事项。",
            "There is a motion with this reference that is carried or not yet decided.",
            cites=("B2.4",),
            reference=reference,
        )


def _is_concerned(motion: ops.MotionView, ctx: Context) -> bool:
    return motion.withheld or ctx.caller in motion.concerned


def _early(motion: ops.MotionView, ctx: Context) -> bool:
    return motion.on is not None and ctx.today < motion.on


commands.records(ops.WithdrawMotion, e.MotionWithdrawn, about=_proposer)
commands.acts(ops.PutMotionOnAgenda, Motion.put_on_agenda, about=_secretary)
commands.acts(ops.DeferMotion, Motion.defer, about=_secretary)
commands.acts(ops.RecuseFromMotion, Motion.recuse, about=_member, unless=_is_concerned)
commands.acts(ops.DiscussMotion, Motion.discuss, about=_presider, unless=_early)

# -- the vote ---------------------------------------------------------------------------------------------------------


@commands.does(ops.OpenVote, about=_presider, unless=_early)
def open_vote(op: ops.OpenVote, motion: Motion, ctx: Context) -> None:
    today, rules = ctx.today, ctx.rules
    motion.open_vote(
        ctx.act,
        members=members(ctx, motion.body, today),
        present=op.present,
        tellers=op.tellers,
        quorum=rules.value(share("quorum", motion.matter), today, str),
        majority=rules.value(share("majority", motion.matter), today, str),
        recused_count=rules.value("motions.recused_are_entitled", today, bool),
        tellers_needed=rules.value("motions.tellers", today, int),
    )


@commands.does(
    ops.CastVote,
    about=_member,
    unless=lambda motion, ctx: motion.ballot != Ballot.OPEN or ctx.caller not in motion.present,
)
def cast_vote(op: ops.CastVote, motion: Motion, ctx: Context) -> None:
    motion.cast(ctx.act, choice=op.choice, members=members(ctx, motion.body, ctx.today))


commands.acts(ops.CountBallots, Motion.count, about=_teller, unless=lambda motion, ctx: motion.ballot != Ballot.SECRET)


@commands.does(
    ops.DeclareResult, about=_presider, unless=lambda motion, ctx: motion.ballot == Ballot.SECRET and not motion.counted
)
def declare_result(op: ops.DeclareResult, motion: Motion, ctx: Context) -> None:
    serial = next_serial(ctx, MotionRecord.TABLE, ctx.today.year, body=motion.body)
    motion.declare(ctx.act, number=f"{motion.body}-{ctx.today.year}-{serial}", not_voting=op.not_voting)


commands.acts(
    ops.ReviewResolution, Motion.review, about=_secretary, unless=lambda motion, ctx: bool(motion.carried_out)
)

# -- views ------------------------------------------------------------------------------------------------------------

commands.lists(ops.ListMotions, where=lambda op, ctx: own(ctx))
m, v = MotionRecord.columns(), VoteRow.columns()


@procedure.handles(ops.ExportMotions)
def export_motions(op: Any, ctx: Context) -> File:
    query = select(MotionRecord.TABLE).where(m.proposed_on.between(op.start, op.end)).order_by(m.proposed_on, m.id)
    sheet = worksheet_of(ops.MotionView).sheet(ctx, views(ctx, ctx.rows(query)), span(op.start, op.end))
    return exported(f"motions-{op.start}-{op.end}", sheet)


def _lines(ctx: Context, *statuses: MotionStatus) -> Iterator[Any]:
    yield from ctx.rows(select(MotionRecord.TABLE).where(m.status.in_([one.value for one in statuses])))


def _waiting(ctx: Context, row: Any, whom: Subject) -> Waiting:
    """By its day; what it is about, for whom it waits if they may read it: that is said in the room alone."""
    title = views(ctx, [row])[0].title if whom.person == ctx.caller else ""
    return Waiting(row.id, whom, title=title, since=row.proposed_on, due=row.on)


def agendas_to_set(ctx: Context) -> Iterator[Waiting]:
    for row in _lines(ctx, MotionStatus.PROPOSED):
        yield _waiting(ctx, row, _if(ctx, setting_agenda(ctx, row.body, row.concerned)))


def _of_the_day(ctx: Context, status: MotionStatus) -> Iterator[Waiting]:
    for row in _lines(ctx, status):
        if row.on <= ctx.today:
            yield _waiting(ctx, row, _if(ctx, presiding(ctx, row.body, row.concerned)))


def votes_to_cast(ctx: Context) -> Iterator[Waiting]:
    for row in _lines(ctx, MotionStatus.VOTING):
        if row.ballot == Ballot.OPEN and ctx.caller in row.present:
            voted = ctx.row(VoteRow, motion=row.id, person=ctx.caller) is not None
            entitled = ctx.caller in members(ctx, row.body, ctx.today)
            yield _waiting(ctx, row, Subject(ctx.caller if entitled and not voted else ""))


def ballots_to_count(ctx: Context) -> Iterator[Waiting]:
    for row in _lines(ctx, MotionStatus.VOTING):
        if not row.counted:
            yield _waiting(ctx, row, _if(ctx, row.tellers))


def results_to_declare(ctx: Context) -> Iterator[Waiting]:
    """Once everybody present has voted, or a teller has counted."""
    for row in _lines(ctx, MotionStatus.VOTING):
        votes = len(ctx.rows(select(v.person).where(v.motion == row.id)))
        if row.counted or (row.ballot == Ballot.OPEN and votes == len(row.present)):
            yield _waiting(ctx, row, _if(ctx, presiding(ctx, row.body, row.concerned)))


def resolutions_to_review(ctx: Context) -> Iterator[Waiting]:
    """Until they are carried out, with the body's secretary (B4.1)."""
    for row in _lines(ctx, MotionStatus.CARRIED):
        if not row.carried_out:
            whom = _if(ctx, setting_agenda(ctx, row.body, row.concerned))
            title = views(ctx, [row])[0].title if whom.person == ctx.caller else ""
            yield Waiting(row.id, whom, row.number, title, since=row.reviewed_on or row.decided_on)


procedure.waiting += [
    Waits(ops.PutMotionOnAgenda, ops.GetMotion, agendas_to_set),
    Waits(ops.DiscussMotion, ops.GetMotion, lambda ctx: _of_the_day(ctx, MotionStatus.ON_AGENDA)),
    Waits(ops.OpenVote, ops.GetMotion, lambda ctx: _of_the_day(ctx, MotionStatus.DISCUSSED)),
    Waits(ops.CastVote, ops.GetMotion, votes_to_cast),
    Waits(ops.CountBallots, ops.GetMotion, ballots_to_count),
    Waits(ops.DeclareResult, ops.GetMotion, results_to_declare),
    Waits(ops.ReviewResolution, ops.GetMotion, resolutions_to_review),
]
