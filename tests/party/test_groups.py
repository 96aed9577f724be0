"""党小组 groups with their officers, and the branch's statistics (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from services.party.members import events as e
from services.party.members.group import GroupExists, GroupNotEmpty
from services.party.members.member import MemberKind
from services.party.members.operations import (
    DissolveGroup,
    EnterMember,
    ExportBranchStatistics,
    ListGroups,
    NameGroupOfficers,
    PlaceMember,
    SetUpGroup,
)
from services.party.members.statistics import UNKNOWN, age_group
from tests.given import fact, given, proven
from tests.party.desk import COLLEAGUE, HEAD, ORGANISER, SECRETARY, STAFF, Desk, clock, day, read_back

FIRST, SECOND = "第一党小组", "第二党小组"
MONDAY, TUESDAY = day(6, 9), day(6, 10)


def do(desk: Desk, on: date, *operations: Operation) -> Any:
    answer = None
    for operation in operations:
        answer = desk.on(on, ORGANISER, operation)
    return answer


def member(person: str, **more: Any) -> EnterMember:
    full = {"joined": day(7, 1, 2010), "formal": day(7, 1, 2011)}
    return EnterMember(person=person, on=MONDAY, **full | more)


def test_a_group_has_a_leader_and_a_liaison_member(desk: Desk) -> None:
    do(desk, MONDAY, member(HEAD, group=FIRST), member(STAFF, group=FIRST))
    given(to=desk).when(
        SetUpGroup(name=FIRST, on=MONDAY, leader=HEAD, liaison=STAFF), by=ORGANISER, at=clock(MONDAY)
    ).then(fact(e.GroupSetUp, name=FIRST, leader=HEAD)).then_answer(belonging=2, leader=HEAD, liaison=STAFF)
    group = do(desk, MONDAY, ListGroups()).items[0].id
    given(to=desk).when(SetUpGroup(name=FIRST, on=MONDAY), by=ORGANISER, at=clock(MONDAY)).then_refused(GroupExists)
    for wrong in (
        NameGroupOfficers(group=group, on=TUESDAY, leader=COLLEAGUE),
        NameGroupOfficers(group=group, on=day(6, 8), leader=HEAD),
        NameGroupOfficers(group=group, on=day(6, 11), leader=HEAD),
    ):
        given(to=desk).when(wrong, by=ORGANISER, at=clock(TUESDAY)).then_refused(Invalid)
    right = NameGroupOfficers(group=group, on=TUESDAY, leader=STAFF)
    given(to=desk).when(right, by=SECRETARY, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(right, by=ORGANISER, at=clock(TUESDAY)).then(e.GroupOfficersNamed).then_answer(leader=STAFF)
    proven(desk.app)


def test_a_group_is_dissolved_once_nobody_is_in_it(desk: Desk) -> None:
    group = do(desk, MONDAY, member(STAFF, group=FIRST), SetUpGroup(name=FIRST, on=MONDAY)).id
    gone = DissolveGroup(group=group, on=TUESDAY)
    given(to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY)).then_refused(GroupNotEmpty)
    do(desk, TUESDAY, PlaceMember(person=STAFF, on=TUESDAY, group=SECOND, kind=MemberKind.SERVING))
    given(to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY)).then(e.GroupDissolved).then_answer(status="dissolved")
    given(to=desk).when(gone, by=ORGANISER, at=clock(TUESDAY)).then_refused(WrongStatus)
    do(desk, day(6, 11), SetUpGroup(name=FIRST, on=day(6, 11)))
    proven(desk.app)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1994, 6, 10), "31—35岁"), (date(1994, 6, 11), "30岁及以下"), (date(1964, 6, 10), "61岁及以上"),
        (date(1964, 6, 11), "56—60岁"), (date(2004, 2, 29), "30岁及以下"), (None, UNKNOWN),
    ],
)  # fmt: skip
def test_the_stretch_of_ages(born: date | None, said: str) -> None:
    """On 10 June 2025: 31 years to the day, and a day less."""
    assert age_group(born, TUESDAY) == said


def test_the_branch_by_kind_group_age_sex_and_education(desk: Desk) -> None:
    """Three members of whom one is on probation; every part adds up to the whole."""
    do(
        desk, MONDAY,
        member(HEAD, group=FIRST, born=date(1970, 1, 1), education="university"),
        member(STAFF, group=FIRST, joined=day(3, 3), formal=None, born=date(1999, 1, 1), education="postgraduate"),
        member(COLLEAGUE, kind=MemberKind.MOBILE),
    )  # fmt: skip
    file = desk.on(TUESDAY, SECRETARY, ExportBranchStatistics(on=TUESDAY))
    title, heading, *rows = read_back(file.content)
    assert title[0] == "党支部组织状况统计 2025-06-10"
    assert heading == ("项目", "分类", "合计", "正式党员", "预备党员")
    lines = {(row[0], row[1] or ""): tuple(row[2:]) for row in rows}
    assert lines[("合计", "")] == (3, 2, 1)
    assert lines[("党小组", FIRST)] == (2, 1, 1)
    assert lines[("类别", "流动党员")] == (1, 1, 0)
    assert lines[("年龄", "51—55岁")] == (1, 1, 0)
    assert lines[("学历", "研究生")] == (1, 0, 1)
    for part in ("类别", "党小组", "年龄", "性别", "学历"):
        of_part = [counts for (name, _), counts in lines.items() if name == part]
        assert tuple(map(sum, zip(*of_part, strict=True))) == (3, 2, 1), part
    assert desk.on(TUESDAY, SECRETARY, ExportBranchStatistics(on=day(6, 8))).content != file.content
    given(to=desk).when(ExportBranchStatistics(on=TUESDAY), by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)
