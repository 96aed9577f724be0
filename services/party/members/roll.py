"""Who is a member of the branch on a day: what every other procedure of the service asks (B4.3).

Correct through leaving and coming back, for any day in the past; what is entered later for an earlier day counts from
that earlier day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from services.kernel.procedure.context import Context
from services.party.members.member import MemberKind
from services.party.members.record import PlaceRow, SpellRow


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A member as they stand on the day: with a vote once `formal`, on probation before."""

    person: str
    since: date
    """In this branch, this time."""
    formal: bool
    group: str
    kind: MemberKind


def roll(ctx: Context, on: date) -> tuple[OnRoll, ...]:
    """Every member of the day, formal or on probation, by id."""
    return _roll(ctx, on)


def formal_members(ctx: Context, on: date) -> tuple[OnRoll, ...]:
    """Those who vote and can be elected."""
    return tuple(one for one in _roll(ctx, on) if one.formal)


def member_on(ctx: Context, person: str, on: date) -> OnRoll | None:
    """The person as a member on the day, or None."""
    return next(iter(_roll(ctx, on, person)), None)


def _roll(ctx: Context, on: date, person: str = "") -> tuple[OnRoll, ...]:
    spell, place = SpellRow.columns(), PlaceRow.columns()
    of_spell, of_place = ([table.person == person] if person else [] for table in (spell, place))
    spells = ctx.rows(
        select(SpellRow.TABLE)
        .where(spell.on <= on, or_(spell.left.is_(None), spell.left > on), *of_spell)
        .order_by(spell.person, spell.nth)
    )
    places = ctx.rows(select(PlaceRow.TABLE).where(place.on <= on, *of_place).order_by(place.on, place.nth))
    where = {row.person: row for row in places}
    return tuple(
        OnRoll(
            row.person,
            row.on,
            row.formal is not None and row.formal <= on,
            where[row.person].group,
            MemberKind(where[row.person].kind),
        )
        for row in spells
    )
