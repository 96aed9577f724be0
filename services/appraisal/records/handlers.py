"""Carries out the yearly record: derived from the facts about a person, objected to, answered (A35)."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from sqlalchemy import select, true

from services.appraisal.facts import ledger
from services.appraisal.facts.meanings import KINDS, SOURCES
from services.appraisal.facts.tables import facts
from services.appraisal.papers import seals_said
from services.appraisal.records import events as e
from services.appraisal.records import operations as ops
from services.appraisal.records.contest import CITES, Contest
from services.appraisal.records.record import (
    ContestRecord,
    PersonalRecord,
    RecordEntry,
    RecordTotal,
    register,
)
from services.appraisal.scorecards.knowledge import seals_at
from services.directory.organ import department_named, person_named, picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid, NotFound, Refusal
from services.kernel.rules.facts import PERSONAL, exact
from services.kernel.rules.model import cites_said


class ContestedAlready(Refusal):
    """The entry has been objected to before."""

    code = "appraisal.record-contested-already"
    next = ("请查看已提出的异议及答复。", "Look at the objection and its answer.")


answer_owed = Obligation(
    kind="appraisal.record-answer",
    zh="答复个人记录异议",
    en="Answer an objection to a record",
    tells=told(ContestRecord, "person", "year"),
    cites=CITES,
    opened_by={e.RecordContested: lambda event: Due(by_stream(event), event.due, department="leadership")},
    fulfilled_by={e.ContestAnswered: by_stream},
    cancelled_by={e.ContestWithdrawn: by_stream},
    missed_by={e.ContestMissed: by_stream},
    on_missed=missing(Contest),
    shows=ops.GetContest,
)
procedure = Procedure(
    "records", zh="个人年度记录", en="Yearly records", registers=[register], obligations=[answer_owed]
)
contests = Commands(procedure, Contest, key="contest", record=ContestRecord, shows=ops.GetContest)


def _entries(ctx: Context, person: str, year: int, positions: ledger.Positions | None = None) -> list[RecordEntry]:
    rows = ctx.rows(
        select(facts)
        .where(
            facts.c.person == person,
            facts.c.kind.like(f"{PERSONAL}.%"),
            facts.c.day.between(date(year, 1, 1), date(year, 12, 31)),
            true() if positions is None else ledger.until(positions),
        )
        .order_by(facts.c.day, facts.c.source, facts.c.position, facts.c.n)
    )
    return [
        RecordEntry(
            source=row.source,
            position=row.position,
            n=row.n,
            on=row.day,
            kind=row.kind,
            zh=KINDS[row.kind].zh,
            en=KINDS[row.kind].en,
            quantity=exact(row.quantity),
            cites=row.cites.split(),
        )
        for row in rows
    ]


def _totals(entries: list[RecordEntry]) -> list[RecordTotal]:
    by_kind: dict[str, list[RecordEntry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    return [
        RecordTotal(
            kind=kind,
            zh=those[0].zh,
            en=those[0].en,
            quantity=left,
            cites=list(dict.fromkeys(cite for one in those for cite in one.cites)),
        )
        for kind, those in sorted(by_kind.items())
        if (left := sum((one.quantity for one in those), start=exact(0)))
    ]


@procedure.handles(ops.GetPersonalRecord)
def get_record(op: ops.GetPersonalRecord, ctx: Context) -> PersonalRecord:
    positions = _positions(ctx, op.at)
    entries = _entries(ctx, op.person, op.year, positions)
    day = min(ctx.today, date(op.year, 12, 31))
    seals = seals_at(ctx.tx, positions)
    return PersonalRecord(
        person=op.person,
        department=picture(ctx).department_of(op.person, day),
        year=op.year,
        digest=_digest(op, entries),
        policy=ctx.rules.digest,
        at=",".join(f"{source}:{position}" for source, position in sorted(positions.items())),
        seals=seals_said((source, positions[source], seal) for source, seal in seals.items()),
        totals=_totals(entries),
        entries=entries,
        contests=[ContestRecord.of(row) for row in ctx.rows_of(ContestRecord, person=op.person, year=op.year)],
    )


def _positions(ctx: Context, at: str | None) -> dict[str, int]:
    """Of the sources of facts; one that a vector does not name counts with nothing."""
    if at is None:
        heads = ctx.tx.heads()
        return {source: heads.get(source, 0) for source in SOURCES}
    named = {source: int(position) for source, position in (part.split(":") for part in at.split(","))}
    if unknown := sorted(set(named) - set(SOURCES)):
        raise Invalid(
            f"位点只能是 {'、'.join(SOURCES)}。",
            f"Positions are of {', '.join(SOURCES)} alone.",
            fields=[{"field": "at", "unknown": unknown}],
        )
    return dict.fromkeys(SOURCES, 0) | named


def _digest(op: ops.GetPersonalRecord, entries: list[RecordEntry]) -> str:
    """SHA-256 over person, year and entries as canonical JSON; the totals follow from these."""
    said = {"person": op.person, "year": op.year, "entries": [one.model_dump(mode="json") for one in entries]}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


prints(procedure, ops.PrintPersonalRecord, stream=lambda view: None)


@procedure.handles(ops.ExportPersonalRecord)
def export_record(op: ops.ExportPersonalRecord, ctx: Context) -> File:
    found = get_record(ops.GetPersonalRecord(person=op.person, year=op.year), ctx)
    named = f"{person_named(ctx, op.person)} {op.year}年度记录"
    totals = Sheet(
        "汇总",
        f"{named} {department_named(ctx, found.department) if found.department else ''}".rstrip(),
        (Column("事项", 40), Column("数量", 10), Column("依据", 20)),
        [(one.zh, one.quantity, cites_said(one.cites)) for one in found.totals],
    )
    entries = Sheet(
        "明细",
        named,
        (Column("日期", 12), Column("事项", 40), Column("数量", 10), Column("依据", 20)),
        [(one.on, one.zh, one.quantity, cites_said(one.cites)) for one in found.entries],
    )
    return exported(f"record-{op.person}-{op.year}", totals, entries)


@contests.opens(ops.ContestEntry)
def contest_entry(op: ops.ContestEntry, ctx: Context) -> Contest:
    entry = next(
        (
            one
            for one in _entries(ctx, op.person, op.year)
            if (one.source, one.position, one.n) == (op.source, op.position, op.n)
        ),
        None,
    )
    if entry is None:
        raise NotFound("该年度记录中没有这一项。", "The record of the year has no such entry.", position=op.position)
    same = ctx.rows_of(ContestRecord, person=op.person, year=op.year, position=op.position, n=op.n)
    if any(row.source == op.source for row in same):
        raise ContestedAlready("该项已提出过异议。", "The entry was objected to before.", cites=CITES)
    contest = Contest(ctx.new_id())
    contest.trigger(
        e.RecordContested,
        ctx.act,
        person=op.person,
        department=picture(ctx).department_of(op.person, ctx.today),
        year=op.year,
        source=op.source,
        position=op.position,
        n=op.n,
        kind=entry.kind,
        due=ctx.calendar.due(ctx.today, ctx.rules.value("years.answer_days", ctx.today, int)),
        text=op.text,
    )
    return contest


contests.acts(ops.AnswerContest, Contest.answer, unless=lambda one, ctx: one.person == ctx.caller)
contests.records(ops.WithdrawContest, e.ContestWithdrawn)
contests.lists(ops.ListContests)
contests.exports(ops.ExportContests, "record-contests")
contests.waits(
    ops.AnswerContest,
    since="raised_on",
    due="due",
    title="text",
    subject=lambda one, ctx: Subject(without=(one.person,)),
)
