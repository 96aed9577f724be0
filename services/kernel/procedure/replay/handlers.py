"""Carries out what may be asked of replays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from services.kernel.domain.who import AUDITOR, Subject, standing
from services.kernel.log.registers import naive
from services.kernel.log.shadow import SLOTS, Shadow, Then
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Answer, Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import Command, File, Page, Query
from services.kernel.procedure.own_log.telling import said
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import list_page, worksheet_of
from services.kernel.procedure.replay import operations as ops
from services.kernel.procedure.replay import swapping, under
from services.kernel.procedure.replay.parts import OfRegisters, part_of, parts_of
from services.kernel.procedure.replay.record import (
    UNDER_WAY,
    DifferenceRecord,
    Found,
    ReplayRecord,
    ReplayStatus,
    Task,
    register_of,
)
from services.kernel.procedure.replay.refusals import (
    NoPlaceFree,
    NotInReplay,
    NotThatState,
    OfAnotherProgram,
    ReadsOthers,
    StopsEarlier,
)
from services.kernel.procedure.replay.running import OTHER_PROGRAM
from services.kernel.procedure.replay.worded import WITHHELD, Worded
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid, NotFound
from services.kernel.rules.regulations import Rules

KEPT_DAYS = 30
"""How long a replay that has ended keeps its place, unless it holds what stood before a swap."""
c = ReplayRecord.columns()


def procedure(service: str) -> Procedure:
    """The replays of one service."""
    made = Procedure("replay", zh="重演", en="Replay", registers=[register_of(service)])
    own = ops.declare(service)
    made.handles_long(own.list_replayable)(list_replayable)
    made.handles_long(own.start)(start)
    made.handles(own.list)(list_replays)
    made.handles(own.get)(get_replay)
    made.offering[own.get] = offered
    made.handles_long(own.pause)(pause)
    made.handles_long(own.resume)(resume)
    made.handles_long(own.cancel)(cancel)
    made.handles_long(own.compare)(compare)
    made.handles_long(own.remove)(remove)
    made.handles_long(own.list_differences)(list_differences)
    made.handles_long(own.export_differences)(export_differences)
    made.handles_long(own.look)(look)
    made.handles_long(own.export)(look)
    swapping.declare_in(made, service)
    return made


# -- replays ----------------------------------------------------------------------------------------------------------


def list_replayable(op: ops.ListReplayable, ctx: LongContext) -> ops.ReplayableList:
    items = [
        ops.ReplayableView(
            name=one.name,
            zh=one.zh,
            en=one.en,
            tables=[table.name for table in one.tables],
            shows=list(one.shows),
            drafts=[ops.DraftView(code=draft.code, zh=draft.zh, en=draft.en) for draft in one.drafts()],
            takes_parameters=one.alone,
        )
        for one in parts_of(ctx.app)
    ]
    return ops.ReplayableList(items=items, position=ctx.app.store.position())


def start(op: ops.StartReplay, ctx: LongContext) -> Answer:
    part = part_of(ctx.app, op.part, op.aggregate.hex if op.aggregate else "")
    if part is None:
        raise NotFound.register(op.part, ((one.name, one.zh, one.en) for one in parts_of(ctx.app) if one.name))
    if op.moment is not None and op.position is not None:
        raise Invalid(
            "截至时间与截至事件只能填一项。", "Give a time or a position, not both.", fields=[{"field": "position"}]
        )
    of_log = isinstance(part, OfRegisters)
    if not of_log and (op.position is not None or op.aggregate is not None):
        raise Invalid(
            "该项取自多个日志，只能按时间截止。", "This comes of several logs: it ends at a time.",
            fields=[{"field": "position"}],
        )  # fmt: skip

    rules_zh, rules_en = under.chosen(op, part, ctx.admitted.rules)

    def record(op: ops.StartReplay, job: Context) -> Query:
        taken = {row.slot for row in job.rows(select(c.slot))}
        free = next((slot for slot in range(1, SLOTS + 1) if slot not in taken), 0)
        if not free:
            raise NoPlaceFree(f"最多同时保留{SLOTS}次重演。", f"At most {SLOTS} replays are kept at a time.")
        number, id = next_number(job, ReplayRecord.TABLE, job.today.year), job.new_id()
        job.tx.rows.insert(  # type: ignore[attr-defined]
            ReplayRecord,
            **{**ReplayRecord.EMPTY, "fault_zh": "", "fault_en": ""}
            | {
                "id": id.hex,
                "version": 1,
                "number": number,
                "year": int(number[:4]),
                "serial": int(number[5:]),
                "zh": part.zh,
                "en": part.en,
                "part": op.part,
                "status": ReplayStatus.QUEUED,
                "task": Task.BUILD,
                "moment": naive(op.moment) if op.moment else None,
                "aggregate": op.aggregate.hex if op.aggregate else "",
                "draft": op.draft,
                "parameter": op.parameter,
                "value": op.value if op.parameter else "",
                "rules_zh": rules_zh,
                "rules_en": rules_en,
                "mended": False,
                "program": "",
                "reaches": op.position or 0,
                "whole": op.moment is None and op.position is None,
                "pace": op.pace,
                "found": Found.NOT_COMPARED,
                "asked_by": job.caller,
                "asked_on": job.today,
                "slot": free,
                "against": "",
                "upto": "",
                "before_swap": False,
            },
        )
        return ops.declare(job.service).get(replay=id)

    answer = ctx.command(record)
    ctx.app.wake_replays()
    return answer


def list_replays(op: ops.ListReplays, ctx: Context) -> Page[ReplayRecord]:
    return list_page(op, ctx, ReplayRecord, shown=_view)


def get_replay(op: ops.GetReplay, ctx: Context) -> ReplayRecord:
    return _view(ctx.shown(ReplayRecord, op.replay))


def _view(row: Any) -> ReplayRecord:
    left = -(-max(0, row.reaches - row.done) // row.speed) if row.speed and row.status in UNDER_WAY else None
    return ReplayRecord.of(row, seconds_left=left)


def offered(view: ReplayRecord, query: Any, ctx: Context) -> ReplayRecord:
    own, row = ops.declare(ctx.service), ctx.shown(ReplayRecord, view.id)
    acts: Sequence[type[Command]] = (own.pause, own.resume, own.cancel, own.compare, own.propose, own.remove)
    allowed = [
        act.NAME
        for act in acts
        if view.status in act.WHEN
        and (act is not own.propose or swapping.can_be_swapped(row))
        and standing(act.WHO, ctx.organ, ctx.caller, Subject(), ctx.today) is not None
    ]
    return view.model_copy(update={"allowed": allowed})


def _moved(op: Any, ctx: LongContext, **values: Any) -> Answer:
    """Another status, if the one it has allows the operation."""

    def move(op: Any, job: Context) -> Query:
        row = job.shown(ReplayRecord, op.replay)
        job.match(row.version)
        if row.status not in type(op).WHEN:
            now = ReplayStatus(row.status)
            raise NotThatState(
                f"该次重演{now.zh}，不能{type(op).ZH}。", f"The replay is {now.en}: this cannot be done to it."
            )
        job.tx.rows.update(ReplayRecord, {"id": row.id}, version=row.version + 1, **values)  # type: ignore[attr-defined]
        job.tx.announce(f"replays.{job.service}", {"service": job.service, "replay": row.id})  # type: ignore[attr-defined]
        return ops.declare(job.service).get(replay=op.replay)

    answer = ctx.command(move)
    ctx.app.wake_replays()
    return answer


def _of_this_program(op: Any, ctx: LongContext) -> None:
    """Rows that another program built are gone on with, and compared, by that one."""
    row = ctx.reading(lambda job: job.shown(ReplayRecord, op.replay))
    part = part_of(ctx.app, row.part, row.aggregate, row.draft)
    if part is not None and row.program not in ("", part.program()):
        raise OfAnotherProgram(*OTHER_PROGRAM)


def pause(op: ops.PauseReplay, ctx: LongContext) -> Answer:
    return _moved(op, ctx, status=ReplayStatus.PAUSED)


def resume(op: ops.ResumeReplay, ctx: LongContext) -> Answer:
    _of_this_program(op, ctx)
    return _moved(op, ctx, status=ReplayStatus.QUEUED, fault_zh="", fault_en="")


def cancel(op: ops.CancelReplay, ctx: LongContext) -> Answer:
    return _moved(op, ctx, status=ReplayStatus.CANCELLED)


def compare(op: ops.CompareReplays, ctx: LongContext) -> Answer:
    def checked(job: Context) -> None:
        row = job.shown(ReplayRecord, op.replay)
        if op.other is None:
            if not row.whole:
                raise StopsEarlier(
                    "该次重演只到某一时点，现有台账此后已有变动。",
                    "The replay ends at a moment: live registers have changed since.",
                )
            return
        other = job.shown(ReplayRecord, op.other)
        if (other.part, other.aggregate) != (row.part, row.aggregate) or other.id == row.id:
            raise NotInReplay("两次重演的台账须相同。", "Both replays must be of the same registers.")
        if other.status != ReplayStatus.DONE:
            raise NotThatState("另一次重演尚未完成。", "The other replay is not done.")

    ctx.reading(checked)
    _of_this_program(op, ctx)
    return _moved(
        op,
        ctx,
        status=ReplayStatus.QUEUED,
        task=Task.COMPARE,
        against=op.other.hex if op.other else "",
        found=Found.NOT_COMPARED,
    )


def remove(op: ops.RemoveReplay, ctx: LongContext) -> Page[ReplayRecord]:
    def check(job: Context) -> Any:
        row = job.shown(ReplayRecord, op.replay)
        if row.status not in type(op).WHEN:
            now = ReplayStatus(row.status)
            raise NotThatState(f"该次重演{now.zh}，不能清除。", f"The replay is {now.en}: it cannot be removed.")
        return row

    row = ctx.reading(check)
    removed(ctx, row)
    return ctx.reading(lambda job: list_replays(ops.declare(job.service).list(), job))


def removed(ctx: LongContext, row: Any) -> None:
    """First the line, then the place: one without a line is taken by the next replay."""

    def forget(job: Context) -> None:
        tx: Any = job.tx
        tx.execute(delete(DifferenceRecord.TABLE).where(DifferenceRecord.columns().replay == row.id))
        tx.execute(delete(ReplayRecord.TABLE).where(c.id == row.id))

    ctx.job(forget)
    shadow = Shadow(ctx.app.store, row.slot)
    if shadow.belongs_to(row.id):
        shadow.clear()
    shadow.close()


def look_after(ctx: LongContext) -> int:
    """With the clock: what has ended long ago is removed, and what waits without a runner is begun or gone on with."""
    today = ctx.admitted.today
    ended = [one.value for one in (ReplayStatus.DONE, ReplayStatus.CANCELLED, ReplayStatus.FAILED)]
    old = select(ReplayRecord.TABLE).where(
        c.status.in_(ended), c.asked_on < today - timedelta(days=KEPT_DAYS), c.before_swap.is_(False)
    )
    rows = ctx.reading(lambda job: list(job.rows(old)))
    for row in rows:
        removed(ctx, row)
    waiting = select(c.id).where(c.status.in_([one.value for one in UNDER_WAY])).limit(1)
    if ctx.reading(lambda job: list(job.rows(waiting))):
        ctx.app.wake_replays()
    return len(rows)


# -- what differs -----------------------------------------------------------------------------------------------------


def _differences(ctx: LongContext, job: Context, rows: Sequence[Any]) -> list[DifferenceRecord]:
    auditor, words, found = job.standing.post == AUDITOR.code, Worded(ctx.app, job), []
    for row in rows:
        withheld = not (auditor or row.for_all)
        hidden = {name: _hidden(getattr(row, name)) for name in ("live", "rebuilt")} if withheld else {}
        found.append(DifferenceRecord.of(row, **hidden, **words.of(row, withheld=withheld)))
    return found


def _hidden(value: str) -> str:
    return WITHHELD if value else ""


def list_differences(op: ops.ListReplayDifferences, ctx: LongContext) -> Page[DifferenceRecord]:
    def listed(job: Context) -> Page[DifferenceRecord]:
        job.shown(ReplayRecord, op.replay)
        d = DifferenceRecord.columns()
        query = select(DifferenceRecord.TABLE).where(d.replay == op.replay.hex)
        rows, following = page(job, query, [d.n], op.after, op.limit)
        return Page[DifferenceRecord](items=_differences(ctx, job, rows), next=following)

    return ctx.reading(listed)


SHEET = worksheet_of(
    DifferenceRecord,
    column_zh=lambda row: row.column_zh or row.column,
    fact=lambda row: said(row.fact)[0] if row.fact else "",
)


def export_differences(op: ops.ExportReplayDifferences, ctx: LongContext) -> File:
    def export(job: Context) -> File:
        number = job.shown(ReplayRecord, op.replay).number
        d = DifferenceRecord.columns()
        rows = job.rows(select(DifferenceRecord.TABLE).where(d.replay == op.replay.hex).order_by(d.n))
        return exported(f"replay-{number}", SHEET.sheet(job, _differences(ctx, job, rows), number))

    return ctx.reading(export)


# -- looking into one -------------------------------------------------------------------------------------------------


def look(op: ops.LookIntoReplay, ctx: LongContext) -> Any:
    """Asked and admitted as of the live registers; only what is read is read from the shadow."""
    row = ctx.reading(lambda job: job.shown(ReplayRecord, op.replay))
    wanted = ctx.app.operations.get(op.operation)
    if wanted is None or not issubclass(wanted, Query) or issubclass(wanted, ops.LookIntoReplay):
        raise NotInReplay("没有这项查询。", "There is no such query.", operation=op.operation)
    if issubclass(wanted.RETURNS, File) is not isinstance(op, ops.ExportFromReplay):
        raise NotInReplay(
            "该查询答复的是文件，请用导出；不是文件的，请用查看。",
            "What answers a file is exported, and nothing else is.",
            operation=op.operation,
        )
    try:
        fields = json.loads(op.fields)
    except ValueError:
        raise Invalid("查询条件无效。", "The fields are no JSON.", fields=[{"field": "fields"}]) from None
    shadow = Shadow(ctx.app.store, row.slot)
    try:
        if not shadow.belongs_to(row.id):
            raise NotThatState("该次重演尚未开始。", "The replay has not begun.")
        part, positions = part_of(ctx.app, row.part, draft=row.draft), shadow.positions()
        own = None if part is None or part.alone else frozenset(table.name for table in part.tables)
        with shadow.store.reading() as connection:

            def then(live: Reading) -> Reading:
                return Then(shadow.store, connection, live, positions, own)

            def asked(rules: Rules | None) -> Any:
                return ctx.app.seen_elsewhere(wanted, fields, ctx.call, ctx.identity, then, rules)

            return under.seen(row, ctx.admitted.rules, asked)
    except DBAPIError as missing:
        if any(said in str(missing.orig) for said in ("no such table", "no such column", "does not exist")):
            raise ReadsOthers(
                "该查询还取自未重演的台账。", "The query reads registers too that were not replayed.",
                operation=op.operation,
            ) from missing  # fmt: skip
        raise
    finally:
        shadow.close()
