"""What several procedures of the office ask of a field before anything is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from services.kernel.procedure.context import Context
from services.kernel.procedure.worksheet import Form
from services.kernel.refusals import Invalid
from services.kernel.rules.model import RegulationError, UnknownParameter
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Choice, Choices


class Listed(Protocol):
    """What stands on a closed list."""

    @property
    def id(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def choices(ctx: Context, parameter: str, on: date) -> dict[str, str]:
    """The Chinese titles of a closed list, or of several, by id."""
    return {choice.id: choice.zh for choice in _listed(ctx, parameter, on)}


def _listed(ctx: Context, parameter: str, on: date) -> list[Choice]:
    return [choice for one in parameter.split() for choice in ctx.rules.value(one, on, Choices)]


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
    """Refuses what the organ's list, or each of several, does not hold on the day."""
    known = _listed(ctx, parameter, on or ctx.today)
    if value not in [choice.id for choice in known]:
        raise none_of(known, value, field)


def none_of(known: Iterable[Listed], value: str, field: str) -> Invalid:
    """The refusal of what is not on a list, with what is."""
    listed = list(known)
    return Invalid(
        f"没有这一项，可选：{'、'.join(one.zh for one in listed)}。",
        f"There is no such choice; it is one of {', '.join(one.en for one in listed)}.",
        fields=[{"field": field, "value": value, "allowed": [one.id for one in listed]}],
    )


def check_happened(ctx: Context, on: date, field: str = "on") -> None:
    """Refuses a day that has not come: only what happened is recorded."""
    if on > ctx.today:
        raise Invalid(
            "日期不能晚于今天。", "The day has not come yet.", fields=[{"field": field, "value": on.isoformat()}]
        )


def tried(rules: Rules, parameter: str, value: str, since: date | None = None) -> Rules:
    """The rules with another value of one parameter from a day on, or from its first; refused where it cannot be."""
    try:
        first = since or rules.parameter(parameter).values[0].effective_from
        return rules.with_value(parameter, value, first)
    except UnknownParameter:
        raise Invalid("没有这个参数。", "There is no such parameter.", fields=[{"field": "parameter"}]) from None
    except (RegulationError, ValueError) as wrong:
        raise Invalid(
            "该值不符合参数的类型和单位。",
            f"The parameter takes no such value: {wrong}.",
            fields=[{"field": "value", "value": value}],
        ) from None
