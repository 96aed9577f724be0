"""Who sees what a meeting of the branch was about: who belongs to it, and the branch's committee (B3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from services.directory.circle import people
from services.directory.organ import picture
from services.kernel.domain.who import NOBODY, Who, standing
from services.kernel.procedure.context import Context
from services.party.cadences.kinds import kind_of
from services.party.meetings.operations import PartyMeetingView
from services.party.meetings.record import PartyMeetingRecord, PartySeat
from services.party.posts import COMMITTEE, SEES_BRANCH

HIDDEN = ("title", "minutes", "reason")


def is_one_of(ctx: Context, *who: Who) -> bool:
    return standing(who, ctx.organ, ctx.caller, NOBODY, ctx.today) is not None


def own(ctx: Context) -> list[Any]:
    """Conditions of a list: meetings to which the caller belongs, or all for who sees the registers."""
    if is_one_of(ctx, *SEES_BRANCH):
        return []
    s = PartySeat.columns()
    return [exists().where(s.meeting == PartyMeetingRecord.columns().id, s.person == ctx.caller)]


def views(ctx: Context, rows: Sequence[Any]) -> list[PartyMeetingView]:
    """A reason for leave is for whoever asked, and for those of whom it was asked."""
    s = PartySeat.columns()
    seats: dict[str, list[Any]] = {row.id: [] for row in rows}
    for seat in ctx.rows(select(PartySeat.TABLE).where(s.meeting.in_(list(seats))).order_by(s.meeting, s.person)):
        seats[seat.meeting].append(seat)
    committee = is_one_of(ctx, COMMITTEE)
    return [_view(ctx, row, seats[row.id], committee=committee) for row in rows]


def _view(ctx: Context, row: Any, seats: Sequence[Any], *, committee: bool) -> PartyMeetingView:
    decides = ctx.caller in people(picture(ctx), kind_of(ctx, row.kind, row.on).words("leave_of"), ctx.today)
    sees = committee or any(seat.person == ctx.caller for seat in seats)
    shown = [
        PartySeat.of(seat) if decides or seat.person == ctx.caller else PartySeat.of(seat, reason="") for seat in seats
    ]
    hidden = {} if sees else dict.fromkeys(HIDDEN, "")
    return PartyMeetingView.of(row, withheld=not sees, seats=shown, **hidden)
