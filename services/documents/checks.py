"""What several procedures of the office ask of a field before anything is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.kernel.context import Context
from services.kernel.ledger import Form
from services.kernel.refusals import Invalid
from services.kernel.regulations import Choices


def choices(ctx: Context, parameter: str, on: date) -> dict[str, str]:
    """The Chinese titles of a closed list, by id."""
    return {choice.id: choice.zh for choice in ctx.rules.value(parameter, on, Choices)}


def chosen(parameter: str) -> Form:
    """As the form of a ledger's column: the item's title, or its id where the list no longer holds it."""

    def titles(ctx: Context) -> Callable[[str], str]:
        names = choices(ctx, parameter, ctx.today)
        return lambda id: names.get(id, id)

    return titles


def all_chosen(parameter: str) -> Form:
    """The same for ids joined by spaces."""

    def titles(ctx: Context) -> Callable[[str], str]:
        title = chosen(parameter)(ctx)
        return lambda ids: "、".join(str(title(id)) for id in ids.split())

    return titles


def check_choice(ctx: Context, parameter: str, value: str, field: str, on: date | None = None) -> None:
    """Refuses what the organ's list does not hold on the day."""
    if value not in (known := choices(ctx, parameter, on or ctx.today)):
        raise Invalid(
            f"没有“{value}”这一项,可选:{'、'.join(known.values())}。",
            f"There is no {value}; it is one of {', '.join(known)}.",
            fields=[{"field": field, "value": value}],
        )


def check_happened(ctx: Context, on: date, field: str = "on") -> None:
    """Refuses a day that has not come: only what happened is recorded."""
    if on > ctx.today:
        raise Invalid(
            "日期不能晚于今天。", "The day has not come yet.", fields=[{"field": field, "value": on.isoformat()}]
        )
