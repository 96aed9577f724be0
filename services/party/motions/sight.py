"""Who sees what a motion says: those in the room, and of an ordinary matter the committee and the Party group (B2.7).

In the room are the members of its body today and those who were entitled when it was voted on; who is recused left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, func, select

from services.kernel.domain.who import NOBODY, standing
from services.kernel.procedure.context import Context
from services.party.motions.bodies import listed, members
from services.party.motions.motion import BEFORE_THE_VOTE, Kept
from services.party.motions.operations import READERS, MotionView
from services.party.motions.record import MotionRecord, VoteRow
from services.party.posts import COMMITTEE, GROUP_MEMBER

TEXTS = ("title", "text", "note", "reason", "person", "finding")
PEOPLE = ("concerned", "entitled", "present", "tellers", "voters")
COUNTS = ("entitled_n", "present_n", "in_favour", "against", "abstained")
HIDDEN: dict[str, Any] = dict.fromkeys(TEXTS, "") | {name: [] for name in PEOPLE} | dict.fromkeys(COUNTS, 0)


class Sight:
    """What one caller may see, in one transaction."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.reads = _is(ctx, *READERS)
        """That there is a motion, and its outcome."""
        self._ordinary = _is(ctx, COMMITTEE, GROUP_MEMBER)
        self.bodies = {
            body.id for body in listed(ctx, "bodies", ctx.today) if ctx.caller in members(ctx, body.id, ctx.today)
        }

    def sees(self, row: Any) -> bool:
        caller = self._ctx.caller
        if caller == row.person:
            return True
        if caller in row.concerned:
            return False
        in_room = row.body in self.bodies or caller in row.entitled
        return in_room or (row.kept == Kept.ORDINARY and self._ordinary)


def _is(ctx: Context, *who: Any) -> bool:
    return standing(who, ctx.organ, ctx.caller, NOBODY, ctx.today) is not None


def own(ctx: Context) -> list[Any]:
    """Conditions of a list: the motions of which the caller may know at all."""
    sight, m = Sight(ctx), MotionRecord.columns()
    if sight.reads:
        return []
    # so said, no index of bodies leads away from the list's own order
    return [func.coalesce(m.body, "").in_(sorted(sight.bodies))] if sight.bodies else [false()]


def views(ctx: Context, rows: Sequence[Any]) -> list[MotionView]:
    sight, v = Sight(ctx), VoteRow.columns()
    votes: dict[str, list[VoteRow]] = {row.id: [] for row in rows if sight.sees(row)}
    for vote in ctx.rows(select(VoteRow.TABLE).where(v.motion.in_(list(votes))).order_by(v.motion, v.person)):
        votes[vote.motion].append(VoteRow.of(vote))
    return [
        MotionView.of(row, withheld=False, votes=votes[row.id], voters=_voters(ctx, row))
        if row.id in votes
        else MotionView.of(row, withheld=True, votes=[], **HIDDEN)
        for row in rows
    ]


def _voters(ctx: Context, row: Any) -> list[str]:
    if row.status not in BEFORE_THE_VOTE:
        return []
    return sorted(set(members(ctx, row.body, ctx.today)).difference(row.concerned))
