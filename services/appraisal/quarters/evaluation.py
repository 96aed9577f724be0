"""What the democratic evaluation says of a quarter: the seam between the ballots and a proposal (A35)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from services.kernel.procedure.context import Context

Provider = Callable[[Context, str], "tuple[str, dict[str, Decimal], bool]"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`of` names what it was derived from; `scores` by department, between 0 and 100; those withheld are left out."""

    of: str = ""
    scores: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    finished: bool = True
    """False while slips may still be cast."""


_providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    """Whoever counts the ballots says so: a proposal knows no ballot."""
    _providers.append(provider)
    return provider


def evaluation_of(ctx: Context, quarter: str) -> Evaluation:
    for provider in _providers:
        return Evaluation(*provider(ctx, quarter))
    return Evaluation()
