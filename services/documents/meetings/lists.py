"""The lists that the regulation files give each kind of meeting; whom they mean says `services.directory.circle`."""

from __future__ import annotations

from datetime import date

from services.kernel.procedure.context import Context

CONCERNED = "concerned"


def listed(ctx: Context, name: str, kind: str, on: date | None = None) -> tuple[str, ...]:
    """The list `meetings.<name>_<kind>` of the day."""
    return ctx.rules.value(parameter(name, kind), on or ctx.today, tuple)


def parameter(name: str, kind: str) -> str:
    return f"meetings.{name}_{kind.replace('-', '_')}"
