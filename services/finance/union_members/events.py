"""Who joins and leaves the staff union (A24). `person` is the member, `department` theirs on that day.

A day of birth is for the yearly greeting alone: it leaves the service nowhere.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import UNSAID, Event, Personal, Reckoned


class OfUnionMember(Event):
    """What stands in a member's entry."""

    person: str
    joined: Reckoned[date] = UNSAID
    born: Personal[date | None] = None


class UnionMemberEntered(OfUnionMember):
    """On the register, or on it again after they had left."""

    SAYS = "登记工会会员"
    TOPIC = "finance.union-member-entered.v1"


class UnionMemberCorrected(OfUnionMember):
    """A day was entered wrongly, or not at all."""

    SAYS = "更正工会会员信息"
    TOPIC = "finance.union-member-corrected.v1"


class UnionMemberLeft(Event):
    """`on` is the first day on which they were no member."""

    SAYS = "工会会员退会"
    TOPIC = "finance.union-member-left.v1"
    person: str
    on: date
    reason: Personal[str] = ""
