"""Who consents to a trip, and who confirms its days (A30)."""

from __future__ import annotations

from collections.abc import Collection

from services.finance.trips.trip import Trip
from services.finance.turns import first_able
from services.kernel.procedure.context import Context
from services.kernel.rules.values import Record, Records


def area_of(ctx: Context, area: str) -> Record | None:
    return areas(ctx).get(area)


def areas(ctx: Context) -> Records:
    return ctx.rules.value("trips.areas", ctx.today, Records)


def consents(ctx: Context, area: str, departments: Collection[str], without: Collection[str]) -> str:
    """The post that decides on a trip to the area, for people of these departments; `without` are who travel or asked.
    Empty where nobody in the organ can."""
    found = area_of(ctx, area)
    return first_able(ctx, found.words("consent") if found else (), departments, without)


def consents_to(ctx: Context, trip: Trip) -> str:
    return consents(ctx, trip.area, trip.departments, trip.concerned)


def confirms(ctx: Context, departments: Collection[str], people: Collection[str]) -> str:
    return first_able(ctx, ctx.rules.value("trips.confirmation", ctx.today, tuple), departments, people)
