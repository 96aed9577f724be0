"""What the account of annual leave counts as: only its forfeiture, which is the person's own (A16)."""

from __future__ import annotations

from typing import assert_never

from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind, year_end

FORFEITED = "personal.annual-leave-forfeited"

KINDS = (Kind(FORFEITED, PERSONAL, "取消年休假(次)", "Annual leave forfeited (times)"),)
Silent = LeaveCounted  # the running account of A16; only its crossing is a fact


def facts_of(event: AnnualLeaveForfeited | ForfeitureUndone) -> tuple[Fact, ...]:
    match event:
        case AnnualLeaveForfeited():
            quantity = SCALE
        case ForfeitureUndone():
            quantity = -SCALE
        case _:
            assert_never(event)
    return (Fact(event.department, event.person, FORFEITED, quantity, year_end(event.year), event.cites),)
