"""One person's membership of the staff union: joined, left, perhaps joined again (A24).

Its id is not made from the person's: what follows from it, such as the key of a greeting that is owed, tells nobody
whose it is.
"""

from __future__ import annotations

from datetime import date

from services.finance.union_members import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("A24",)


class MemberStatus(Status):
    MEMBER = "member", "会员", "member"
    LEFT = "left", "已退会", "left"


class MemberAlready(Refusal):
    """They stand on the register."""

    code = "finance.union-member-already"
    next = ("请打开该会员的登记，需要改动的，更正登记。", "Open their entry, and correct it where it is wrong.")


class UnionMember(Aggregate):
    CALLED = "工会会员", "member of the union"
    CITES = CITES
    CARRIES = ("person",)
    BECOMES = {e.UnionMemberEntered: MemberStatus.MEMBER, e.UnionMemberLeft: MemberStatus.LEFT}
    person = ""
    joined = date.min
    left: date | None = None

    def enter(self, act: Act, *, person: str, department: str, joined: date, born: date | None) -> None:
        if self.status is MemberStatus.MEMBER:
            raise MemberAlready("该人员已是工会会员。", "They are a member of the union already.", cites=CITES)
        _in_order(born, self.left, joined)
        self.trigger(e.UnionMemberEntered, act, person=person, department=department, joined=joined, born=born)

    def correct(self, act: Act, *, joined: date, born: date | None) -> None:
        _in_order(born, self.left, joined)
        self.trigger(e.UnionMemberCorrected, act, joined=joined, born=born)

    def leave(self, act: Act, *, on: date, reason: str) -> None:
        _in_order(None, self.joined, on)
        self.trigger(e.UnionMemberLeft, act, on=on, reason=reason)

    @applies(e.UnionMemberEntered, e.UnionMemberCorrected)
    def _entered(self, event: e.OfUnionMember) -> None:
        self.joined = event.joined

    @applies(e.UnionMemberLeft)
    def _left(self, event: e.UnionMemberLeft) -> None:
        self.left = event.on


def _in_order(born: date | None, before: date | None, then: date) -> None:
    """Born before they join; joined before they leave, left before they join again."""
    if (born is not None and born >= then) or (before is not None and then < before):
        raise Invalid(
            "出生、入会、退会日期先后不合。",
            "They are born before they join, and leave after it.",
            fields=[{"field": "born" if born is not None and born >= then else "on"}],
        )
