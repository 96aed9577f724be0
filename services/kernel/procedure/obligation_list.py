"""The office's calendar of duties (履职日历) as it may be looked at: who sees whose debts. Knows no service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.kernel.domain.office import SEES_DEBTS
from services.kernel.domain.who import HEAD, SELF, SUPERVISOR, Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Obligation, ObligationStatus, known, obligations, sees
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.own_log.operations import ExportObligations, ListObligations, ObligationView
from services.kernel.procedure.paging import beyond
from services.kernel.procedure.told import FromRecord, told_apart
from services.kernel.procedure.worksheet import Shown, Worksheet, exported, span
from services.kernel.refusals import Invalid
from services.kernel.rules.model import cites_said

_OFFICE = frozenset(who.code for who in SEES_DEBTS)


def whose(op: ListObligations, ctx: Context) -> Subject:
    """Whom the question is about: the person or department named, else the caller."""
    if op.person or op.department:
        return Subject(op.person or "", "" if op.person else op.department or "")
    return Subject(ctx.caller)


def listing(declared: Iterable[Obligation]) -> Callable[[ListObligations, Context], Page[ObligationView]]:
    """The handler, for the obligations of one service."""
    by_kind = {one.kind: one for one in declared}

    def list_obligations(op: ListObligations, ctx: Context) -> Page[ObligationView]:
        where = [*_in_sight(op, ctx), *_asked_for(op)]
        if op.after:
            where += _beyond(op.after)
        due = obligations.c.due, obligations.c.kind, obligations.c.key
        rows = ctx.rows(select(obligations).where(*where).order_by(*due).limit(op.limit + 1))
        _read_ahead(by_kind, rows[: op.limit], ctx)
        items: list[ObligationView] = []
        for row in rows[: op.limit]:
            named = by_kind[row.kind]
            record, fields = named.record_of(row) if _is_shown(named, row, ctx) else ("", {})
            about, about_en = _about(named, row, ctx)
            items.append(
                ObligationView(
                    zh=named.zh,
                    en=named.en,
                    cites=list(named.cites),
                    record=record,
                    fields=fields,
                    about=about,
                    about_en=about_en,
                    gives=named.gives.code if named.gives else "",
                    gives_zh=named.gives.zh if named.gives else "",
                    gives_en=named.gives.en if named.gives else "",
                    **(row._asdict() | {"aggregate": UUID(hex=row.aggregate), "due": known(row.due)}),
                )
            )
        last = rows[op.limit - 1] if len(rows) > op.limit else None
        return Page(items=told_apart(items), next=f"{last.due}|{last.kind}|{last.key}" if last else None)

    return list_obligations


def _read_ahead(by_kind: Mapping[str, Obligation], rows: Sequence[Any], ctx: Context) -> None:
    """What the debts of a page are about: a look for each kind, not for each debt."""
    told: dict[str, list[Any]] = {}
    for row in rows:
        if by_kind[row.kind].is_told(ctx, row, settled=_is_settled(row)):
            told.setdefault(row.kind, []).append(row)
    for kind, debts in told.items():
        if isinstance(of_record := by_kind[kind].tells, FromRecord):
            of_record.read_ahead(ctx, debts)


def _is_shown(obligation: Obligation, row: Any, ctx: Context) -> bool:
    """Whether the record behind a debt is for the caller."""
    who = obligation.shows.WHO if obligation.shows is not None else ()
    return sees(who, ctx, row, settled=_is_settled(row))


def _about(obligation: Obligation, row: Any, ctx: Context) -> tuple[str, str]:
    """Whom or what it is about, in both languages, for those who may know."""
    number, zh, en = obligation.about(ctx, row, settled=_is_settled(row))
    return f"{number} {zh}".strip(), f"{number} {en}".strip()


def _is_settled(row: Any) -> bool:
    return bool(row.status != ObligationStatus.OPEN)


def exporting(service: str, declared: Iterable[Obligation]) -> Callable[[ExportObligations, Context], File]:
    """The handler, for the obligations of one service."""
    by_kind = {one.kind: one for one in declared}
    titles = {one.kind: f"{one.zh}（{cites_said(one.cites)}）" for one in by_kind.values()}
    worksheet = Worksheet(
        "履职台账",
        Shown("事项", 32, "kind", titles),
        Shown("所涉", 30, lambda row: row, lambda ctx: lambda row: _about(by_kind[row.kind], row, ctx)[0]),
        Shown("责任人", 12, "person", lambda ctx: ctx.organ.name_of),
        Shown("责任部门", 24, "department", lambda ctx: lambda id: ctx.organ.title_of(id, ctx.today)),
        Shown("产生日", 12, "opened"),
        Shown("期限", 12, "due"),
        Shown("状态", 10, "status", {one: one.zh for one in ObligationStatus}),
        Shown("办结日", 12, "closed"),
    )

    def export_obligations(op: ExportObligations, ctx: Context) -> File:
        o = obligations.c
        rows = ctx.rows(select(obligations).where(o.due.between(op.start, op.end)).order_by(o.due, o.kind, o.key))
        _read_ahead(by_kind, rows, ctx)
        return exported(
            f"{service}-obligations-{op.start}-{op.end}", worksheet.sheet(ctx, rows, span(op.start, op.end))
        )

    return export_obligations


def _in_sight(op: ListObligations, ctx: Context) -> list[Any]:
    """The office sees all; heads and leaders their departments'; a colleague only what binds nobody else by name."""
    if ctx.standing.post in _OFFICE:
        return []
    if not (op.person or op.department):
        return [obligations.c.person == ctx.caller]
    subject = whose(op, ctx)
    if any(who.holds(ctx.organ, ctx.caller, subject, ctx.today) for who in (SELF, HEAD, SUPERVISOR)):
        return []
    return [obligations.c.person.in_(("", ctx.caller))]


def _asked_for(op: ListObligations) -> list[Any]:
    columns = obligations.c
    asked = {
        "status": op.status,
        "kind": op.kind,
        "person": op.person,
        "department": op.department,
    }
    where = [columns[name] == value for name, value in asked.items() if value]
    if op.due_since:
        where.append(columns.due >= op.due_since)
    if op.due_until:
        where.append(columns.due <= op.due_until)
    return where


def _beyond(after: str) -> list[Any]:
    try:
        day, kind, key = after.split("|", 2)
        due = date.fromisoformat(day)
    except ValueError:
        raise Invalid("分页起点无效。", "`after` is not a page's `next`.", fields=[{"field": "after"}]) from None
    columns = obligations.c
    return beyond((columns.due, columns.kind, columns.key), (False, False, False), (due, kind, key))
