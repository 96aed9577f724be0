"""Carries out what may be done with a service's own log. Every application has this procedure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import func, select

from services.kernel.domain.who import AUDITOR
from services.kernel.log.index import catch_up
from services.kernel.log.rebuild import Rebuild, Rebuilt
from services.kernel.log.seal import Fault, MerkleTree, StoredRow, first_fault
from services.kernel.log.store import LOG, Store, checkpoints, events, heads
from services.kernel.procedure.bundles import handlers as bundles
from services.kernel.procedure.bundles import record_proof
from services.kernel.procedure.checkpoints import SPOILT, DailyCheckpoint, checked, in_chinese, sign, stored_notes
from services.kernel.procedure.citations import CitationList, ListCitations, citations_of
from services.kernel.procedure.clock_faults import OF_THE_MACHINE, Work, list_clock_faults
from services.kernel.procedure.context import Context
from services.kernel.procedure.contradictions import list_contradictions
from services.kernel.procedure.custody.checking import check
from services.kernel.procedure.custody.handlers import clock_begins
from services.kernel.procedure.desk import desk
from services.kernel.procedure.erasing import end_keys
from services.kernel.procedure.forecast import foreseeing
from services.kernel.procedure.forecast import whose as whose_debt
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.procedure.obligation_list import exporting, listing, whose
from services.kernel.procedure.obligations import miss_one, miss_some, overdue
from services.kernel.procedure.operations import Page
from services.kernel.procedure.own_data import own_data
from services.kernel.procedure.own_log import operations as ops
from services.kernel.procedure.own_log.operations import LogOperations, declare
from services.kernel.procedure.own_log.reading import position_of, read
from services.kernel.procedure.permitted import permitted
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.replay.handlers import look_after
from services.kernel.refusals import NotFound, Unavailable


def procedure(app: Service) -> Procedure:
    """The handlers of one application's log operations."""
    made = Procedure("log", zh="事件日志", en="Event log")
    declared = declare(app.name)
    read(made, declared, app)
    _verify(made, declared, app)
    made.handles(declared.list_obligations, subject=whose)(listing(app.obligations))
    made.handles(declared.export_obligations)(exporting(app.name, app.obligations))
    made.handles(declared.export_own_data)(own_data(app))
    made.handles_long(declared.list_foreseen, subject=whose_debt)(foreseeing(app))
    made.handles_long(declared.rebuild_registers)(_rebuild)
    made.handles_long(declared.export_log, subject=bundles.whose)(bundles.export)
    made.handles_long(declared.prove_record)(record_proof.prove)
    made.handles(declared.list_contradictions)(list_contradictions)

    daily = DailyCheckpoint(app)

    @made.handles_long(declared.tick)
    def tick(op: ops.Tick, ctx: LongContext) -> ops.Ticked:
        """A transaction for each piece of work, and for each few of those who are late: what one refuses the others do
        not feel, and what is interrupted goes on with the next tick."""
        clock_begins(app, ctx)
        work = Work(ctx)
        done = sum(
            work.each(f"{one.name}.{piece.__name__}", zh, en, piece, 0)
            for one in app.procedures
            for piece in one.tickers
            for zh, en in (one.called(piece),)
        )
        missed = _miss_all(app, ctx, work) if app.obligations else 0
        work.guarded("log.index", "事件索引", "The index of events", lambda: catch_up(app.store, app.record), 0)
        work.guarded("log.erasure", "依法删除个人信息", "The erasure of personal data", lambda: end_keys(ctx), 0)
        signed = work.guarded("log.checkpoint", "每日检查点", "The daily checkpoint", lambda: daily.sign(ctx), 0)
        zh, en = "检查点外存", "Keeping checkpoints elsewhere"
        work.guarded("log.checkpoint-kept", zh, en, lambda: daily.bring_elsewhere(ctx), 0)
        work.guarded("log.replays", "重演", "Replays", lambda: look_after(ctx), 0)
        return ops.Ticked(day=ctx.admitted.today, missed=missed, done=done, signed=signed, refused=work.keep())

    made.handles(declared.list_clock_faults)(list_clock_faults)

    @made.handles(declared.list_citations)
    def list_citations(op: ListCitations, ctx: Context) -> CitationList:
        return CitationList(items=list(citations_of(app, ctx)))

    made.handles(declared.list_desk)(desk(app))
    made.handles(declared.list_permitted)(permitted(app))

    return made


def _miss_all(app: Service, ctx: LongContext, work: Work) -> int:
    """Some hundreds to a transaction; where one of them is refused, each of these by itself."""
    by_kind = {obligation.kind: obligation for obligation in app.obligations}
    missed, place = 0, None
    while True:
        try:
            more, following = ctx.job(partial(miss_some, by_kind, after=place))
            missed += more
        except OF_THE_MACHINE:
            raise
        except Exception:  # noqa: BLE001 - which of them it was is found out below, and said
            rows, following = ctx.reading(partial(overdue, after=place))
            for row in rows:
                kind = by_kind.get(row.kind)
                zh, en = (kind.zh, kind.en) if kind else (row.kind, row.kind)
                missed += work.each(f"{row.kind}/{row.key}", zh, en, partial(miss_one, by_kind, row), 0)
        if following is None:
            return missed
        place = following


# -- proving ----------------------------------------------------------------------------------------------------------


def _verify(made: Procedure, declared: LogOperations, app: Service) -> None:
    @made.handles_long(declared.verify_seal)
    def verify_seal(op: ops.VerifySeal, ctx: LongContext) -> ops.SealCheck:
        made = check(app.name, app.store, app.office.notary, app.store.expected, ctx.progress)
        faults = [ops.SealFault(position=one.position, zh=one.zh, en=one.en) for one in made.own()]
        notes = _check_notes(app, [*stored_notes(app.store), *([op.note] if op.note else ())], made.broken)
        return ops.SealCheck(
            size=made.size,
            head=made.head,
            holds=not faults and all(one.holds for one in notes),
            fault=faults[0] if faults else None,
            faults=faults,
            checkpoints=notes,
        )

    @made.handles_long(declared.make_checkpoint)
    def make_checkpoint(op: ops.MakeCheckpoint, ctx: LongContext) -> ops.CheckpointView:
        notary = app.office.notary
        if notary is None:
            raise Unavailable(
                "未配置签署检查点的密钥，请系统管理员设置。",
                "No key for checkpoints is set; ask the system administrator.",
            )
        size, tree = app.store.position(), MerkleTree()
        for row in app.store.rows(limit=size):
            tree.add(row.seal)
            if tree.size % 10_000 == 0:
                ctx.progress(tree.size, size)

        note = ctx.job(lambda job: sign(job, notary, app.name, size, tree.root()))
        return ops.CheckpointView.of_note(size, note)

    @made.handles(declared.list_checkpoints)
    def list_checkpoints(op: ops.ListCheckpoints, ctx: Context) -> Page[ops.CheckpointView]:
        query = select(checkpoints).where(checkpoints.c.size > (position_of(op.after) if op.after else -1))
        rows = ctx.rows(query.order_by(checkpoints.c.size).limit(op.limit + 1))
        items = [ops.CheckpointView.of_note(row.size, row.note) for row in rows[: op.limit]]
        return Page(items=items, next=str(items[-1].size) if len(rows) > op.limit else None)


def check_seal(store: Store, progress: Any = lambda done, total: None) -> tuple[int, Fault | None, bytes]:
    """How many events the head says there are, the first fault, and the head's seal. Live work goes on meanwhile."""
    last = select(func.max(events.c.position)).scalar_subquery()
    with store.reading() as connection:
        query = select(heads.c.position, heads.c.seal, last).where(heads.c.name == LOG)
        size, head, stored = connection.execute(query).one()
    seen: list[StoredRow] = []

    def walked() -> Iterator[StoredRow]:
        for number, row in enumerate(store.rows(limit=size), 1):
            seen[:] = [row]
            if number % 10_000 == 0:
                progress(number, size)
            yield row

    fault = first_fault(walked(), size, store.how)
    if fault is None and (stored or 0) > size:
        fault = Fault(size + 1, "beyond the head")
    if fault is None and seen and seen[-1].seal != head:
        fault = Fault(size, "the head has another seal")
    return size, fault, head


def _check_notes(app: Service, notes: list[str], broken: int) -> list[ops.CheckpointCheck]:
    notary = app.office.notary
    if notary is None:
        zh, en = "未设置用以校验的公钥", "no key is set to check it with"
        return [ops.CheckpointCheck(size=0, holds=False, zh=zh, en=en) for _ in notes]
    found = checked(notary, app.name, notes, lambda size: app.store.rows(limit=size))
    whys = [(size, reason or (SPOILT if broken and size >= broken else "")) for size, reason in found]
    return [ops.CheckpointCheck(size=size, holds=not why, zh=in_chinese(why), en=why) for size, why in whys]


# -- rebuilding -------------------------------------------------------------------------------------------------------


def _rebuild(op: ops.RebuildRegisters, ctx: LongContext) -> ops.RebuildReport:
    wanted = [one for one in ctx.app.registers if op.register_name in ("", one.name)]
    if not wanted:
        raise NotFound.register(op.register_name, ((one.name, one.zh, one.en) for one in ctx.app.registers))
    report = Rebuild(ctx.app, wanted, ctx.progress).run()
    sees_values = ctx.admitted.standing.post == AUDITOR.code
    return ops.RebuildReport(
        position=report.position,
        equal=report.equal,
        registers=[_rebuilt(one, sees_values) for one in report.registers],
    )


def _rebuilt(one: Rebuilt, sees_values: bool) -> ops.RebuiltRegister:
    found = one.difference
    difference = None
    if found is not None:
        live, rebuilt = (found.live, found.rebuilt) if sees_values else (None, None)
        difference = ops.Difference(table=found.table, key=found.key, columns=found.columns, live=live, rebuilt=rebuilt)
    register = one.register
    return ops.RebuiltRegister(
        name=register.name, zh=register.zh, en=register.en, rows=one.rows, equal=found is None, difference=difference
    )
