"""The office's calendar of duties (履职日历) as it may be looked at: who sees whose debts. Knows no service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from services.kernel.context import Context
from services.kernel.log_operations import OFFICE, ListObligations, ObligationView
from services.kernel.obligations import Obligation, obligations
from services.kernel.operations import Page
from services.kernel.refusals import Invalid
from services.kernel.who import HEAD, SELF, SUPERVISOR, Subject

_OFFICE = frozenset(who.code for who in OFFICE)


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
            where.append(_beyond(op.after))
        due = obligations.c.due, obligations.c.kind, obligations.c.key
        rows = ctx.rows(select(obligations).where(*where).order_by(*due).limit(op.limit + 1))
        items: list[ObligationView] = []
        for row in rows[: op.limit]:
            named = by_kind[row.kind]
            items.append(
                ObligationView(
                    zh=named.zh,
                    en=named.en,
                    cites=list(named.cites),
                    **(row._asdict() | {"aggregate": UUID(hex=row.aggregate)}),
                )
            )
        last = items[-1] if len(rows) > op.limit else None
        return Page(items=items, next=f"{last.due}|{last.kind}|{last.key}" if last else None)

    return list_obligations


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


def _beyond(after: str) -> Any:
    try:
        day, kind, key = after.split("|", 2)
        due = date.fromisoformat(day)
    except ValueError:
        raise Invalid("分页起点无效。", "`after` is not a page's `next`.", fields=[{"field": "after"}]) from None
    columns = obligations.c
    return (columns.due > due) | and_(
        columns.due == due, (columns.kind > kind) | and_(columns.kind == kind, columns.key > key)
    )
