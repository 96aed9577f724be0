"""What will fall due (履职日历): the clock is let act on a day to come, in a transaction that is taken back.

What opens by the calendar opens for every period since the last tick, so one look at the end of the time asked for
finds all that will be owed until then, by the very code that will open it. With another value for a parameter the same
look tells what that would move. Knows no service.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import select

from services.kernel.domain.office import SEES_DEBTS
from services.kernel.domain.who import HEAD, SELF, SUPERVISOR, Subject
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.checks import tried
from services.kernel.procedure.clock_faults import OF_THE_MACHINE
from services.kernel.procedure.context import Context
from services.kernel.procedure.fields import MaybeDepartment, MaybePerson
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.procedure.obligations import (
    OWED,
    UNTOLD,
    Obligation,
    ObligationStatus,
    known,
    obligations,
    of_period,
)
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import Department, Person
from services.kernel.procedure.told import told_apart
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.regulations import Rules

log = logging.getLogger("jikao.forecast")
FURTHEST = 400
"""Days ahead that can be asked for."""
_KEPT = 8
"""Forecasts remembered; each holds for one day, and for what the service had recorded and taken in by then."""


class Foreseen(View):
    """One debt as it will fall due. `opened`: it is owed already; `before` the day without the changed parameter, which
    is null where nothing moves or there would be no such debt."""

    kind: str = Field(title="事项代码 / code")
    zh: str = Field(title="事项 / duty (Chinese)")
    en: str = Field(title="事项(英文) / duty")
    cites: list[str] = Field(title="依据 / cites")
    key: str = Field(title="标识 / key")
    person: Person = Field(title="责任人 / who owes it")
    department: Department = Field(title="责任部门 / department")
    due: date | None = Field(
        title="期限 / due", description="未知年度的节假日安排导入前为空 / null while it cannot be told"
    )
    about: str = Field(
        default="",
        title="所涉 / about",
        description="为谁或何事，可以知悉的才有 / whom or what it is about, for those who may know",
    )
    about_en: str = Field(default="", title="所涉(英文) / about")
    opened: bool = Field(title="已产生 / owed already")
    before: date | None = Field(default=None, title="原期限 / due without the change")
    change: str = Field(default="", title="变化 / change", description="moved, new, gone, or empty")


class ForeseenList(View):
    """By due day; those whose day cannot be told yet stand at the end. Some are not even known to be owed before the
    holidays of their year are: then `unknown_years` is not empty, and the list is not whole."""

    until: date = Field(title="截至 / until")
    items: list[Foreseen] = Field(title="事项 / duties")
    unknown_years: list[int] = Field(
        title="未导入节假日安排的年度 / years whose holidays are not imported",
        description="期限落在其中的事项尚无期限，或尚未列出 / what is due in them has no day yet, or is not listed yet",
    )


class ListForeseen(Query):
    """What falls due until a day, also what no clock has opened yet. Without a person or department: one's own, for the
    office all. With a parameter and another value: what that value would move, from today on.
    """

    until: date | None = Field(default=None, title="截至 / until", description="空为一年 / a year where it is empty")
    person: MaybePerson = Field(default="", title="人员 / person")
    department: MaybeDepartment = Field(default="", title="部门 / department")
    article: str = Field(default="", max_length=20, title="条款 / article", examples=["A14"])
    parameter: str = Field(default="", max_length=120, title="参数 / parameter", examples=["attendance.sheet_due"])
    value: str = Field(default="", max_length=2000, title="试用值 / value to try", examples=["3"])


Debt = tuple[str, str]
"""Kind and key."""


@dataclass(frozen=True)
class Due:
    """A debt of the forecast, as the register of obligations has it."""

    kind: str
    key: str
    person: str
    department: str
    due: date
    opened: bool
    about: str
    about_en: str


class _TakenBack(Exception):
    """Carries the forecast out of the transaction, which is undone by it."""

    def __init__(self, found: Sequence[Any]) -> None:
        super().__init__()
        self.found = found


def foreseeing(app: Service) -> Callable[[ListForeseen, LongContext], ForeseenList]:
    """The handler, for one service."""
    declared: dict[str, Obligation] = {one.kind: one for one in app.obligations}
    kept: dict[tuple[Any, ...], dict[Debt, Due]] = {}
    guard = threading.Lock()

    def forecast(ctx: LongContext, until: date, rules: Rules) -> dict[Debt, Due]:
        """Once for each state of the service: of its log, and of what it has taken in from others, which is how it
        knows who is who and which days are worked."""
        of = _state(app), ctx.admitted.today, until, rules.digest
        with guard:
            found = kept.get(of)
        if found is None:
            found = {(one.kind, one.key): one for one in _looked_ahead(app, ctx, until, rules, declared)}
            with guard:
                while len(kept) >= _KEPT:
                    kept.pop(next(iter(kept)))
                kept[of] = found
        return found

    def list_foreseen(op: ListForeseen, ctx: LongContext) -> ForeseenList:
        admitted = ctx.admitted
        until = _until(op, admitted)
        now = forecast(ctx, until, admitted.rules)
        rules = tried(admitted.rules, op.parameter, op.value, admitted.today) if op.parameter else None
        under = forecast(ctx, until, rules) if rules is not None else None
        sees = _sight(op, admitted)
        items = [
            Foreseen(
                kind=one.kind,
                zh=declared[one.kind].zh,
                en=declared[one.kind].en,
                cites=list(declared[one.kind].cites),
                key=one.key,
                person=one.person,
                department=one.department,
                due=known(one.due),
                **_about(one, told=declared[one.kind].is_told(admitted, one)),
                opened=one.opened,
                **_change(one, now, under),
            )
            for one in _together(now, under)
            if one.kind in declared and sees(one) and _cited(declared[one.kind], op.article)
        ]
        unknown = [year for year in range(admitted.today.year, until.year + 1) if year not in admitted.calendar.known]
        return ForeseenList(until=until, items=told_apart(sorted(items, key=_by_due)), unknown_years=unknown)

    return list_foreseen


def whose(op: ListForeseen, ctx: Context) -> Subject:
    if op.person or op.department:
        return Subject(op.person, "" if op.person else op.department)
    return Subject(ctx.caller)


def _state(app: Service) -> frozenset[tuple[str, int]]:
    with app.store.reading() as connection:
        return frozenset(Reading(app.store, connection).heads().items())


def _until(op: ListForeseen, ctx: Context) -> date:
    until = op.until or ctx.today + timedelta(days=365)
    if not ctx.today <= until <= ctx.today + timedelta(days=FURTHEST):
        raise Invalid(
            f"截至日期应在今天之后{FURTHEST}天以内。",
            f"It has to lie within {FURTHEST} days from today.",
            fields=[{"field": "until", "value": until.isoformat()}],
        )
    return until


def _sight(op: ListForeseen, ctx: Context) -> Callable[[Due], bool]:
    """As of the obligations that are owed already: the office sees all; heads and leaders what is their departments'; a
    colleague what binds nobody else by name."""
    asked = [(name, value) for name, value in (("person", op.person), ("department", op.department)) if value]

    def is_asked(one: Due) -> bool:
        return all(getattr(one, name) == value for name, value in asked)

    if ctx.standing.post in {who.code for who in SEES_DEBTS}:
        return is_asked
    if not asked:
        return lambda one: one.person == ctx.caller
    subject = whose(op, ctx)
    if any(who.holds(ctx.organ, ctx.caller, subject, ctx.today) for who in (SELF, HEAD, SUPERVISOR)):
        return is_asked
    return lambda one: is_asked(one) and one.person in ("", ctx.caller)


def _looked_ahead(
    app: Service, ctx: LongContext, until: date, rules: Rules, declared: Mapping[str, Obligation]
) -> list[Due]:
    """What is owed once the clock has acted on that day. Nothing of it lasts."""
    today = ctx.admitted.today

    def look(tx: Writing) -> None:
        o = obligations.c
        owed = {(row.kind, row.key) for row in tx.read(select(o.kind, o.key).where(o.status.in_(OWED)))}
        for day in (today, until):  # today first: what has never been opened is opened from now on
            for piece in (piece for procedure in app.procedures for piece in procedure.tickers):
                job = app.context(tx, replace(ctx.call, if_match=None), ctx.identity)
                job.act, job.rules = replace(job.act, day=day), rules
                try:
                    piece(job)
                except OF_THE_MACHINE:
                    raise
                except Refusal as refusal:  # of this piece nothing is foreseen; the clock will say why
                    log.info("%s foresees nothing of %s until %s: %s", app.name, piece.__name__, day, refusal.code)
                    continue
                except Exception:
                    log.exception("%s could not foresee %s until %s", app.name, piece.__name__, day)
                    continue
                tx.append(*job.saved)
        rows = tx.read(select(obligations).where(o.status == ObligationStatus.OPEN, o.due >= today))
        seen = app.context(tx, replace(ctx.call, if_match=None), ctx.identity)

        def about(row: Any) -> tuple[str, str]:
            number, *titles = declared[row.kind].tells(seen, row) if row.kind in declared else ("", "", "")
            zh, en = (f"{number} {title}".strip() for title in titles)
            return zh, en

        raise _TakenBack(
            [
                Due(row.kind, row.key, row.person, row.department, row.due, (row.kind, row.key) in owed, *about(row))
                for row in rows
                if row.due <= until or known(row.due) is None
            ]
        )

    try:
        app.writer.submit(look)
    except _TakenBack as taken:
        return list(taken.found)
    raise AssertionError("the look ahead is always taken back")


def _together(now: dict[Debt, Due], under: dict[Debt, Due] | None) -> Iterable[Due]:
    """With a tried value, what it moves alone."""
    if under is None:
        return now.values()
    gone = [one for debt, one in now.items() if debt not in under]
    moved = [one for debt, one in under.items() if debt not in now or now[debt].due != one.due]
    return [*moved, *gone]


def _about(one: Due, *, told: bool) -> dict[str, Any]:
    _, zh, en = of_period(("", one.about, one.about_en) if told else UNTOLD, one.key)
    return {"about": zh, "about_en": en}


def _change(one: Due, now: dict[Debt, Due], under: dict[Debt, Due] | None) -> dict[str, Any]:
    if under is None:
        return {}
    debt = one.kind, one.key
    if debt not in under:
        return {"change": "gone"}
    return {"change": "moved", "before": known(now[debt].due)} if debt in now else {"change": "new"}


def _cited(obligation: Obligation, article: str) -> bool:
    """An article stands for its items too."""
    return not article or any(cite == article or cite.startswith(f"{article}.") for cite in obligation.cites)


def _by_due(one: Foreseen) -> tuple[date, str, str]:
    return one.due or date.max, one.kind, one.key
