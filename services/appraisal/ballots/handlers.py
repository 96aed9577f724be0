"""Carries out the evaluation: opened and closed by the clock, slips signed unseen, tallies read from what is sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from services.appraisal.ballots import operations as ops
from services.appraisal.ballots.boxes import BOXES, Boxes, Terms
from services.appraisal.ballots.checking import Sealed, fingerprint_of, written
from services.appraisal.ballots.record import (
    EvaluationRecord,
    SealedLine,
    SlipsTakenLine,
    counts_of,
    listed,
    register,
    score_of,
    together,
    whole,
)
from services.appraisal.ballots.refusals import CITES, BoxState, BoxUnsound, RoundNotOpen
from services.appraisal.ballots.round import Evaluation, EvaluationStatus, NotYoursToRate, OtherRound, round_id
from services.appraisal.ballots.slip import COMMENTS, keyed, round_of
from services.appraisal.ballots.voters import classes_of
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.evaluation import provides
from services.appraisal.quarters.record import AppraisedLine, QuarterRecord
from services.appraisal.quarters.round import RoundStatus
from services.directory.organ import picture
from services.kernel.domain.who import SELF, Subject, standing
from services.kernel.log.registers import naive
from services.kernel.log.transaction import Reading
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.refusals import NotFound, Refusal, Unavailable
from services.kernel.rules.values import Records

procedure = Procedure("ballots", zh="民主测评", en="Democratic evaluation", registers=[register])


def _boxes(ctx: Context) -> Boxes | None:
    found: Boxes | None = ctx.ports.get(BOXES)
    return found


def ratings(ctx: Context, on: date) -> dict[str, Decimal | None]:
    """By rating what it counts; None for no opinion."""
    said = ctx.rules.value("ballots.ratings", on, Records)
    return {one.id: None if one.text("points") == "none" else Decimal(one.text("points")) for one in said}


# -- the clock --------------------------------------------------------------------------------------------------------


@procedure.on_tick
def open_and_close(ctx: Context) -> int:
    """A round opens with its quarter, and anew where one was voided; at its time it is sealed. What cannot be done with
    one round, `watch_boxes` says; the others do not feel it."""
    boxes = _boxes(ctx)
    if boxes is None:
        return 0
    done = 0
    for row in ctx.rows_of(QuarterRecord, status=RoundStatus.OPEN):
        before = _latest(ctx, row.quarter)
        if before is None or before.status == EvaluationStatus.VOIDED:
            with suppress(BoxUnsound, Unavailable):
                done += _open(ctx, boxes, row, before)
    for row in ctx.rows_of(EvaluationRecord, status=EvaluationStatus.OPEN):
        if naive(ctx.act.at) >= row.casting_until:
            found = ctx.find(Evaluation, round_id(row.quarter, row.number))
            with suppress(BoxUnsound, Unavailable):
                found.seal(ctx.act, boxes.close(found.code, found.acknowledges))
                ctx.save(found)
                done += 1
    return done


@procedure.on_tick
def watch_boxes(ctx: Context) -> int:
    """A box that is lost is told of with the next tick, not first when it should be sealed. Nothing of the round is
    touched: it goes on when the box is found, and is voided where it is not."""
    boxes = _boxes(ctx)
    if boxes is None:
        return 0
    faults: list[Refusal] = []
    rounds = ctx.rows_of(EvaluationRecord)
    on_record = {round_of(row.quarter, row.number) for row in rounds}
    faults += [BoxUnsound(code, BoxState.FOREIGN) for code in boxes.held() if code not in on_record]
    for row in rounds:
        if row.status == EvaluationStatus.OPEN and (fault := _fault(ctx, boxes, row)) is not None:
            faults.append(fault)
    if faults:
        raise faults[0]
    return 0


@procedure.on_tick
def destroy_boxes(ctx: Context) -> int:
    """Of rounds that are closed or voided, once that is on record for good: as another connection sees it, for what
    this very transaction says may still come to nothing."""
    boxes = _boxes(ctx)
    if boxes is None or not (held := boxes.held()):
        return 0
    with ctx.tx.store.reading() as connection:
        over = (EvaluationStatus.CLOSED, EvaluationStatus.VOIDED)
        rows = Reading(ctx.tx.store, connection).get_all(EvaluationRecord.TABLE, {"status": over})
    codes = {round_of(row.quarter, row.number) for row in rows}.intersection(held)
    for code in sorted(codes):
        boxes.destroy(code)
    return len(codes)


def _latest(ctx: Context, quarter: str) -> Any:
    """The quarter's last round as the register has it, or None."""
    return max(ctx.rows_of(EvaluationRecord, quarter=quarter), key=lambda row: row.number, default=None)


def _fault(ctx: Context, boxes: Boxes, row: Any) -> Refusal | None:
    """Why an open round cannot go on, where it cannot."""
    code = round_of(row.quarter, row.number)
    try:
        if naive(ctx.act.at) < row.casting_until:
            boxes.check(code, row.acknowledges)
        else:  # it was to be sealed before we were asked
            found = ctx.find(Evaluation, round_id(row.quarter, row.number))
            found.check_count(boxes.close(code, row.acknowledges))
    except (BoxUnsound, Unavailable) as fault:
        return fault
    return None


def _state(ctx: Context, row: Any) -> BoxState:
    boxes = _boxes(ctx)
    if boxes is None or row.status != EvaluationStatus.OPEN:
        return BoxState.SOUND
    fault = _fault(ctx, boxes, row)
    return fault.state if isinstance(fault, BoxUnsound) else BoxState.UNREACHABLE if fault else BoxState.SOUND


def _until(ctx: Context, rule: str, after: date) -> datetime | None:
    """The end of the working day."""
    day = ctx.calendar.due(after, ctx.rules.value(f"ballots.{rule}", after, int))
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), ctx.zone).astimezone(UTC)


def _open(ctx: Context, boxes: Boxes, appraised: Any, before: Any) -> int:
    """With everybody who serves today on its roll; not where its days are over, or not known, already. One that is held
    again has as many days, from when the one before it was voided; one whose quarter had to wait for its days, from
    when they were set."""
    quarter = appraised.quarter
    last = Quarter.parse(quarter).last_day
    since, number = (appraised.dated_on or last, 1) if before is None else (before.voided_on, before.number + 1)
    taking, casting = _until(ctx, "taking_days", since), _until(ctx, "casting_days", since)
    if taking is None or casting is None or ctx.act.at >= taking:
        return 0
    organ = picture(ctx)
    roll = sorted(person.id for person in organ.people() if organ.is_active(person.id, ctx.today))
    departments = sorted(row.department for row in ctx.rows_of(AppraisedLine, quarter=quarter))
    classes = classes_of(ctx, roll, last)
    names = [keyed(one, each.id) for one in departments for each in classes] if classes else departments
    terms = Terms(casting, tuple(ratings(ctx, last)), len(roll) * (len(departments) + 1))
    published = boxes.open(round_of(quarter, number), names, terms)
    found = ctx.find(Evaluation, round_id(quarter, number))
    found.open(
        ctx.act,
        quarter=quarter,
        number=number,
        keys={name: f"{key.n:x}" for name, key in published.keys.items()},
        acknowledges=published.acknowledges,
        roll=roll,
        least=ctx.rules.value("ballots.least_slips", last, int),
        taking_until=taking,
        casting_until=casting,
        classes=classes,
    )
    ctx.save(found)
    return 1


commands = Commands(
    procedure,
    Evaluation,
    loads=lambda op, ctx: _round(ctx, op.quarter),
    about=lambda op, ctx: Subject(),
    shows=ops.GetEvaluation,
)


@commands.does(ops.VoidEvaluation)
def void(op: ops.VoidEvaluation, found: Evaluation, ctx: Context) -> None:
    found.void(ctx.act, reason=op.reason, box=_state(ctx, _latest(ctx, op.quarter)))


def _not_yours_now(one: EvaluationRecord, ctx: Context) -> bool:
    """The page's own form takes slips: it says so where it would be refused."""
    over = one.status != EvaluationStatus.OPEN or ctx.act.at >= one.taking_until
    return over or one.mine or not one.asked or one.box != BoxState.SOUND


commands.leads_to(ops.TakeSlips, unless=_not_yours_now)


def slips_to_take(ctx: Context) -> Iterator[Waiting]:
    """On the desk of each who is on the roll and has not taken theirs: nobody else is reminded of them."""
    for row in ctx.rows_of(EvaluationRecord, status=EvaluationStatus.OPEN):
        found = ctx.find(Evaluation, round_id(row.quarter, row.number))
        if ctx.caller in found.roll and ctx.caller not in found.taken and ctx.act.at < found.taking_until:
            last = (found.taking_until - timedelta(seconds=1)).astimezone(ctx.zone).date()
            if _state(ctx, row) == BoxState.SOUND:
                quarter = {"quarter": row.quarter}
                yield Waiting(quarter, Subject(ctx.caller), title=row.quarter, since=row.opened_on, due=last)


procedure.waiting.append(Waits(ops.TakeSlips, ops.GetEvaluation, slips_to_take, (SELF,)))


# -- taking slips -----------------------------------------------------------------------------------------------------


def asked_of(ctx: Context, found: Evaluation, person: str) -> list[str]:
    """Which departments somebody rates: all, less their own where the rule says so."""
    last = Quarter.parse(found.quarter).last_day
    own = picture(ctx).department_of(person, ctx.today)
    rates_own = ctx.rules.value("ballots.own_department", last, bool)
    return sorted(name for name in found.rated() if rates_own or name != own)


@procedure.handles(ops.TakeSlips)
def take_slips(op: ops.TakeSlips, ctx: Context) -> ops.SignedSlips:
    boxes, found = _boxes(ctx), _round(ctx, op.quarter)
    wanted = found.keys_for(ctx.caller, asked_of(ctx, found, ctx.caller))
    given = sorted(slip.department for slip in op.slips)
    if given != wanted or boxes is None:
        raise NotYoursToRate(
            "应为每个测评部门各提交一张选票，另附一张意见票。",
            "There is one slip for each department that you rate, and one for a comment.",
            cites=CITES,
            asked=wanted,
        )
    if op.number != found.number or found.status == EvaluationStatus.VOIDED:
        raise OtherRound("本轮测评已作废。", "That round was voided.", cites=CITES, current=found.number)
    if found.status == EvaluationStatus.CLOSED:
        raise RoundNotOpen("测评已结束。", "The evaluation is over.", cites=CITES)
    blinded = {slip.department: slip.blinded for slip in op.slips}
    said = "".join(f"{name} {blinded[name]}\n" for name in wanted)
    found.take(ctx.act, departments=wanted, digest=hashlib.sha256(said.encode()).hexdigest())
    ctx.save(found)
    signed = boxes.sign(found.code, found.acknowledges, {name: bytes.fromhex(text) for name, text in blinded.items()})
    return ops.SignedSlips(quarter=op.quarter, signatures={name: text.hex() for name, text in signed.items()})


def _round(ctx: Context, quarter: str) -> Evaluation:
    """The quarter's latest."""
    row = _latest(ctx, quarter)
    return ctx.load(Evaluation, round_id(quarter, row.number if row is not None else 1))


# -- looking ----------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetEvaluation)
def get_evaluation(op: ops.GetEvaluation, ctx: Context) -> EvaluationRecord:
    row = _latest(ctx, op.quarter)
    if row is None:
        raise NotFound("该季度没有民主测评。", "There is no evaluation of the quarter.", quarter=op.quarter)
    found = ctx.find(Evaluation, round_id(row.quarter, row.number))
    return EvaluationRecord.of(
        row,
        round=found.code,
        fingerprint=fingerprint_of(row.acknowledges, dict(key.split(" ", 1) for key in row.keys)),
        box=_state(ctx, row),
        taken=len(found.taken) if _told(ctx, found, "counted") else None,
        takers=sorted(found.taken) if _told(ctx, found, "named") else [],
        mine=ctx.caller in found.taken,
        asked=asked_of(ctx, found, ctx.caller) if ctx.caller in found.roll else [],
        voters=found.class_of(ctx.caller),
        cast_on=_cast_on(ctx, found),
        results=[whole(line) for line in ctx.rows_of(SealedLine, quarter=op.quarter)],
    )


def _cast_on(ctx: Context, found: Evaluation) -> list[date]:
    last = (found.casting_until - timedelta(seconds=1)).astimezone(ctx.zone).date()
    if not ctx.rules.value("ballots.cast_later", Quarter.parse(found.quarter).last_day, bool):
        return []
    return [ctx.today + timedelta(days=n + 1) for n in range((last - ctx.today).days)]


def _told(ctx: Context, found: Evaluation, what: str) -> bool:
    """Whether the caller may know who took slips, or how many: by the rules, or as a scrutineer."""
    last = Quarter.parse(found.quarter).last_day
    scrutinizes = standing(ops.SCRUTINEERS, ctx.organ, ctx.caller, Subject(), ctx.today)
    return ctx.rules.value(f"ballots.takers_{what}", last, bool) or scrutinizes is not None


@procedure.handles(ops.GetSealedSlips)
def get_sealed(op: ops.GetSealedSlips, ctx: Context) -> ops.SealedSlips:
    row = _latest(ctx, op.quarter)
    line = ctx.row(SealedLine, quarter=op.quarter, department=op.department, voters=op.voters)
    if row is None or line is None or line.withheld:
        raise NotFound(
            "没有该部门封存的选票，或票数不足。",
            "No slips of the department are sealed, or too few.",
            quarter=op.quarter,
        )
    keys = dict(key.split(" ", 1) for key in row.keys)
    name = keyed(op.department, op.voters)
    slips = _round(ctx, op.quarter).sealed[name]
    return ops.SealedSlips(
        quarter=op.quarter, department=op.department, voters=op.voters, modulus=keys[name], root=line.root,
        slips=list(slips),
    )  # fmt: skip


@procedure.handles(ops.SaveEvaluation)
def save_evaluation(op: ops.SaveEvaluation, ctx: Context) -> File:
    row = _latest(ctx, op.quarter)
    if row is None or row.status != EvaluationStatus.CLOSED:
        raise NotFound("该季度没有已封存的测评。", "No evaluation of the quarter is sealed.", quarter=op.quarter)
    found, keys = _round(ctx, op.quarter), dict(key.split(" ", 1) for key in row.keys)
    lines = {keyed(line.department, line.voters): line for line in ctx.rows_of(SealedLine, quarter=op.quarter)}
    sealed = [
        Sealed(
            name,
            keys[name],
            found.takers[name],
            root=line.root,
            slips=found.sealed[name],
            tally={} if name == COMMENTS else counts_of(line.counted),
            withheld=line.withheld,
            codes=tuple(line.kept) if line.withheld else (),
        )
        for name, line in sorted(lines.items())
    ]
    text = written(found.code, row.on_roll, row.acknowledges, sealed)
    return File(name=f"jikao-evaluation-{found.code}.json", media_type="application/json", content=text.encode())


lists(procedure, ops.ListEvaluations, EvaluationRecord)
lists(procedure, ops.ListSlipsTaken, SlipsTakenLine)
lists(procedure, ops.ListSealed, SealedLine, views=lambda ctx, rows: [listed(row) for row in rows])


@procedure.handles(ops.ExportEvaluations)
def export_evaluations(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, EvaluationRecord, "evaluations")


# -- what a proposal takes of it --------------------------------------------------------------------------------------


@provides
def evaluation_of(ctx: Context, quarter: str) -> tuple[str, dict[str, Decimal], bool]:
    """The round's root over all departments, their scores, and whether it is finished."""
    row = _latest(ctx, quarter)
    if row is None:
        return "", {}, True
    points = {name: one for name, one in ratings(ctx, Quarter.parse(quarter).last_day).items() if one is not None}
    lines: Iterable[Any] = ctx.rows_of(SealedLine, quarter=quarter)
    shown = [line for line in lines if not line.withheld and line.department != COMMENTS]
    found = _round(ctx, quarter)
    weights = {one.id: one.weight for one in found.classes}
    scores = {
        department: together(
            (weights.get(line.voters, Decimal(1)), score_of(counts_of(line.counted), points))
            for line in shown
            if line.department == department
        )
        for department in {line.department for line in shown}
    }
    of = hashlib.sha256("".join(sorted(line.root for line in shown)).encode()).hexdigest() if shown else ""
    return (
        of,
        {department: score for department, score in scores.items() if score is not None},
        row.status == EvaluationStatus.CLOSED,
    )
