"""What people owe of study in a year and what they have done of it (B1.2, B1.8, B5.8).

Each month counts a twelfth of what the role that somebody has on its first day owes in a year; fractions of a half day,
a character or an article are dropped. Months that have not come are counted by how the person stands today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from sqlalchemy import func, select

from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.rules.regulations import Records, Rules, Table
from services.party.named import EVERYONE, people
from services.party.notes.paper import PaperKind, PaperStatus
from services.party.notes.record import PaperRecord
from services.party.progress.target import AMOUNT, Measure
from services.party.sessions.kinds import counting
from services.party.sessions.record import AttendanceRow
from services.party.sessions.states import STUDIED

LEVELS = ("county", "head")
"""Words of a role that mean the level of somebody's post (领导干部)."""
UNITS = {Measure.DAYS: 2, Measure.NOTES: 1, Measure.ARTICLES: 1}
"""Days are counted in halves."""
MONTHLY = "months"


@dataclass(frozen=True, slots=True)
class Claim:
    """Of one person and year, in half days, characters and articles. `role` is today's, or the last of the year."""

    role: str
    owed: Mapping[Measure, int]
    done: Mapping[Measure, int]


def roles_on(ctx: Context, on: date) -> dict[str, str]:
    """Everybody's role on the day; who has none is left out."""
    organ, found = picture(ctx), dict[str, str]()
    everybody = people(ctx, (EVERYONE,), on)
    for role in ctx.rules.value("study.roles", on, Records):
        words = role.words("who")
        named = {*people(ctx, [word for word in words if word not in LEVELS], on)}
        for person in everybody:
            if person not in found and (person in named or organ.level(person, on) in words):
                found[person] = role.id
    return found


def owed_of(rules: Rules, measure: Measure, year: int, roles: Sequence[str]) -> int:
    """Of somebody with these roles on the first of the twelve months; "" where they had none."""
    twelfths = Fraction(0)
    for month, role in enumerate(roles, 1):
        amount = rules.value(AMOUNT[measure], date(year, month, 1), Table).get(role) or 0
        twelfths += Fraction(amount) * UNITS[measure]
    return int(twelfths / 12)


def claims(ctx: Context, year: int) -> dict[str, Claim]:
    """Of everybody who owes something in the year or has done something of it."""
    last = min(ctx.today, date(year, 12, 31))
    monthly = ctx.rules.value("study.pro_rata", last, str) == MONTHLY
    days = [min(date(year, month, 1), last) if monthly else last for month in range(1, 13)]
    by_day = {day: roles_on(ctx, day) for day in {*days, last}}
    done = _done(ctx, year, last)
    everybody = {person for roles in by_day.values() for person in roles} | {person for person, _ in done}

    @cache  # most people have the same roles all year
    def owed(roles: tuple[str, ...]) -> Mapping[Measure, int]:
        return {measure: owed_of(ctx.rules, measure, year, roles) for measure in Measure}

    found = {}
    for person in sorted(everybody):
        roles = tuple(by_day[day].get(person, "") for day in days)
        found[person] = Claim(
            by_day[last].get(person) or next((role for role in reversed(roles) if role), ""),
            owed(roles),
            {measure: done.get((person, measure), 0) for measure in Measure},
        )
    return found


def _done(ctx: Context, year: int, last: date) -> dict[tuple[str, Measure], int]:
    """A made-up session counts for the year in which it was missed."""
    a, p = AttendanceRow.columns(), PaperRecord.columns()
    studied = (
        select(a.person, func.sum(a.halves))
        .where(
            a.kind.in_(counting(ctx, last)),
            a.state.in_([state.value for state in STUDIED]),
            a.on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(a.person)
    )
    papers = (
        select(p.person, p.kind, func.sum(p.characters), func.count())
        .where(p.year == year, p.status == PaperStatus.HANDED_IN.value)
        .group_by(p.person, p.kind)
    )
    found = {(person, Measure.DAYS): int(halves) for person, halves in ctx.rows(studied)}
    for person, kind, characters, count in ctx.rows(papers):
        if kind == PaperKind.NOTES.value:
            found[person, Measure.NOTES] = int(characters)
        else:
            found[person, Measure.ARTICLES] = int(count)
    return found
