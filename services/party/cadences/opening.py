"""What is owed of a kind in a period, opened and done; for the calendar and for whoever holds meetings (A2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.party.cadences.kinds import NONE, answers, cadence
from services.party.cadences.owed import Owed, owed_id
from services.party.periods import first_of, last_of, period_of


def owed_on(ctx: Context, kind: str, group: str, every: str, on: date) -> Owed:
    """What is owed of it in the period of that day, opened where it is not yet; the caller saves it."""
    period, first = period_of(every, on), first_of(every, on)
    owed = ctx.find(Owed, owed_id(kind, group, period))
    person = answers(ctx, kind, first)
    owed.open(
        ctx.act,
        kind=kind,
        group=group,
        period=period,
        first=first,
        due=last_of(every, on),
        person=person,
        department=picture(ctx).department_of(person, first) if person else "",
        cites=tuple(one for one in ctx.rules.cite(cadence(kind), first) if one != "organ"),
    )
    return owed


def meeting_held(ctx: Context, kind: str, group: str, *, meeting: UUID, on: date) -> None:
    """A meeting of the branch was entered: what its kind owes in that period is done."""
    every = ctx.rules.value(cadence(kind), on, str)
    if every != NONE:
        owed = owed_on(ctx, kind, group, every, on)
        owed.hold(ctx.act, meeting=meeting, on=on)
        ctx.save(owed)
