"""工会会员 the union's register: who is a member; a day of birth stands there and nowhere else (A24)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.finance.union_members import events as e
from services.finance.union_members import operations as ops
from services.finance.union_members.member import MemberAlready
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    CLERK,
    HEAD,
    OTHER_STAFF,
    STAFF,
    UNION_CHAIR,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import By, fact, given, proven
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

ON = day(6, 10)
AT: dict[str, Any] = {"by": UNION_CHAIR, "at": clock(ON)}
BORN = date(1988, 7, 21)
ONE = UUID(int=1)


def enter(person: str = STAFF, **more: Any) -> ops.EnterUnionMember:
    return ops.EnterUnionMember(person=person, **{"joined": day(3, 1, 2020), "born": BORN, **more})


def entered(person: str = STAFF, on: date = ON, **more: Any) -> By:
    return by(UNION_CHAIR, on, enter(person, **more), 8)


def left(on: date = ON, member: UUID = ONE) -> ops.EndUnionMembership:
    return ops.EndUnionMembership(member=member, on=on, reason="调离")


def test_a_member_is_entered_corrected_and_leaves(desk: Desk) -> None:
    given(to=desk).when(enter(), **AT).then(
        fact(e.UnionMemberEntered, person=STAFF, department="finance-economy", born=BORN, cites=("A24",))
    ).then_answer(status="member", born=BORN, entered=ON)
    correct = ops.CorrectUnionMember(member=ONE, joined=day(4, 1, 2020), born=None)
    given(to=desk).when(correct, **AT).then(e.UnionMemberCorrected).then_answer(joined=day(4, 1, 2020), born=None)
    given(to=desk).when(left(), **AT).then(e.UnionMemberLeft).then_answer(status="left", left=ON)
    given(to=desk).when(correct, **AT).then_refused(WrongStatus)
    proven(desk.app)


def test_nobody_is_entered_twice_but_who_left_may_come_back(desk: Desk) -> None:
    given(entered(), to=desk).when(enter(), **AT).then_refused(MemberAlready, cites=("A24",))
    given(by(UNION_CHAIR, ON, left(), 9), to=desk).when(enter(joined=day(6, 9)), **AT).then_refused(Invalid)
    given(to=desk).when(enter(joined=ON), **AT).then(e.UnionMemberEntered).then_answer(
        status="member", left=None, reason="", joined=ON
    )
    proven(desk.app)


@pytest.mark.parametrize(
    "wrong", [{"joined": day(6, 11)}, {"born": day(3, 1, 2020)}, {"person": "p060"}, {"person": "p999"}]
)
def test_what_cannot_be_is_not_entered(desk: Desk, wrong: dict[str, Any]) -> None:
    """A day to come, born on the day of joining, somebody who does not serve here."""
    given(to=desk).when(enter(**wrong), **AT).then_refused(Invalid)


@pytest.mark.parametrize("on", [day(6, 11), day(2, 29, 2020)])
def test_one_leaves_after_one_joined_and_not_before_the_day_has_come(desk: Desk, on: date) -> None:
    given(entered(), to=desk).when(left(on), **AT).then_refused(Invalid)


@pytest.mark.parametrize("person", [STAFF, HEAD, CASHIER, ACCOUNTANT, CHAIR, CLERK, AUDITOR])
def test_the_chair_of_the_union_keeps_the_register(desk: Desk, person: str) -> None:
    given(to=desk).when(enter(), by=person, at=clock(ON)).then_refused(Forbidden)
    given(entered(), to=desk).when(left(), by=person, at=clock(ON)).then_refused(Forbidden)


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (STAFF, True), (UNION_CHAIR, True), (AUDITOR, True), (OTHER_STAFF, False), (HEAD, False), ("p003", False),
        (CHAIR, False), ("p006", False), ("p008", False), (CLERK, False), (CASHIER, False), (ACCOUNTANT, False),
        ("p016", False),
    ],
)  # fmt: skip
def test_a_day_of_birth_is_seen_by_few_and_leaves_the_service_nowhere(desk: Desk, person: str, sees: bool) -> None:
    """Role × every way there is: the entry, and the log for whoever may read it there."""
    given(entered(), by(UNION_CHAIR, ON, left(), 9), to=desk)
    shown = seen(
        desk, day(6, 12), person,
        lists=[ops.ListUnionMembers(), ops.ListUnionMembers(person=STAFF)],
        records=[ops.GetUnionMember(member=ONE)],
        exports=[ops.ExportUnionMembers()],
        tried=[enter(), left()],
    )  # fmt: skip
    ways = {way for way, said in shown.items() if BORN.isoformat() in said}
    assert {"list", "record"} <= ways if sees else not ways
    assert not ways & {"export", "obligations", "refusal", "bus", "live", "desk"}


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(entered(), entered(OTHER_STAFF, joined=day(5, 1)), to=desk)
    file = desk.on(ON, UNION_CHAIR, ops.ExportUnionMembers())
    rows = read_back(file.content)
    assert rows[0][0] == "工会会员名册 2025-06-10"
    assert rows[1] == ("人员", "部门", "入会日期", "状态", "退会日期")
    assert len(rows) == 4
