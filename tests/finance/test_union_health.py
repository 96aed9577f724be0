"""健康体检 the yearly health check: arranged, gone to, held; what was found is recorded nowhere (A23)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.finance.operations import log
from services.finance.union_health import events as e
from services.finance.union_health import operations as ops
from services.finance.union_health.check import HealthCheck, NobodyWent, check_id
from services.finance.union_health.record import HealthCheckAttendance, HealthCheckRecord
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    CASHIER,
    CHAIR,
    CLERK,
    COLLEAGUE,
    FINANCE_LEADER,
    HEAD,
    OTHER_STAFF,
    STAFF,
    UNION_CHAIR,
    Desk,
    clock,
    day,
    read_back,
)
from tests.given import fact, given, proven
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

ON, FIRST_DAY, SECOND_DAY, HELD = day(6, 10), day(9, 8), day(9, 9), day(9, 12)
CHECK = check_id(2025)


def arrange(first: date = FIRST_DAY, last: date = HELD) -> ops.ArrangeHealthCheck:
    return ops.ArrangeHealthCheck(check=CHECK, first=first, last=last, place="区人民医院体检中心")


def went(*people: str, on: date = SECOND_DAY) -> ops.RecordHealthCheck:
    return ops.RecordHealthCheck(check=CHECK, on=on, people=people or (STAFF, HEAD))


def conclude() -> ops.ConcludeHealthCheck:
    return ops.ConcludeHealthCheck(check=CHECK)


@pytest.fixture
def owing(union: Desk) -> Desk:
    """The year's is owed."""
    union.ticked(ON)
    return union


@pytest.fixture
def arranged(owing: Desk) -> Desk:
    owing.on(ON, UNION_CHAIR, arrange())
    return owing


def test_one_is_owed_every_year_by_the_chair_of_the_union(union: Desk) -> None:
    (due,) = union.ticked(ON, e.HealthCheckDue)
    assert isinstance(due, e.HealthCheckDue)
    assert (due.year, due.due, due.answers, due.cites) == (2025, day(12, 31), UNION_CHAIR, ("A23",))
    assert union.ticked(day(6, 11), e.HealthCheckDue) == []
    later = union.ticked(day(1, 1, 2027), e.HealthCheckDue)
    assert [one.year for one in later if isinstance(one, e.HealthCheckDue)] == [2026, 2027]
    assert [line[3] for line in union.owed("finance.health-check")] == ["missed", "missed", "open"]
    proven(union.app)


def test_nobody_owes_one_before_the_union_has_members(desk: Desk) -> None:
    assert desk.ticked(ON) == []


def test_it_is_foreseen(union: Desk) -> None:
    found = union.on(ON, UNION_CHAIR, log.list_foreseen(until=day(1, 31, 2026))).items
    assert [one.due for one in found if one.kind == "finance.health-check"] == [day(12, 31)]


def test_it_is_arranged_gone_to_and_held(owing: Desk) -> None:
    given(to=owing).when(arrange(), by=UNION_CHAIR, at=clock(ON)).then(
        fact(e.HealthCheckArranged, year=2025, first=day(9, 8), last=HELD, post="union-chair", cites=("A23",))
    ).then_answer(status="arranged")
    assert owing.may(day(9, 9), UNION_CHAIR, ops.GetHealthCheck(check=CHECK)) == [
        "arrange-health-check", "record-health-check",
    ]  # fmt: skip
    given(to=owing).when(conclude(), by=UNION_CHAIR, at=clock(HELD)).then_refused(NobodyWent, cites=("A23",))
    given(to=owing).when(went(), by=UNION_CHAIR, at=clock(day(9, 9))).then(
        fact(e.HealthCheckAttended, people=(STAFF, HEAD), number=2, on=day(9, 9))
    ).then_answer(number=2)
    owing.on(day(9, 10), UNION_CHAIR, went(COLLEAGUE, on=day(9, 10)))
    given(to=owing).when(conclude(), by=UNION_CHAIR, at=clock(HELD)).then(
        fact(e.HealthCheckHeld, number=3, was_missed=False)
    ).then_answer(status="held", number=3, held_on=HELD)
    assert owing.owed("finance.health-check") == [(UNION_CHAIR, "office", day(12, 31), "fulfilled")]
    for step in (arrange(), went(OTHER_STAFF), conclude()):
        given(to=owing).when(step, by=UNION_CHAIR, at=clock(HELD)).then_refused(WrongStatus)
    proven(owing.app)


def test_one_that_is_held_late_says_so(owing: Desk) -> None:
    """By the last day of the year (a value of the organ's)."""
    owing.on(ON, UNION_CHAIR, arrange())
    owing.on(day(9, 9), UNION_CHAIR, went())
    assert owing.ticked(day(12, 31), e.HealthCheckMissed) == []
    assert len(owing.ticked(day(1, 1, 2026), e.HealthCheckMissed)) == 1
    given(to=owing).when(conclude(), by=UNION_CHAIR, at=clock(day(1, 4, 2026))).then(
        fact(e.HealthCheckHeld, was_missed=True)
    )
    assert owing.owed("finance.health-check")[0][3] == "late"


@pytest.mark.parametrize(
    "wrong",
    [arrange(HELD, day(9, 8)), arrange(last=day(1, 4, 2026)), arrange(day(12, 31, 2024))],
)
def test_it_lies_in_its_year(owing: Desk, wrong: ops.ArrangeHealthCheck) -> None:
    given(to=owing).when(wrong, by=UNION_CHAIR, at=clock(ON)).then_refused(Invalid)


@pytest.mark.parametrize(
    "wrong",
    [
        went(STAFF, STAFF), went(HEAD, "p060"), went(on=day(9, 7)), went(on=day(9, 11)), went(COLLEAGUE, STAFF),
    ],
)  # fmt: skip
def test_each_goes_once_on_a_day_for_which_it_was_arranged(arranged: Desk, wrong: ops.RecordHealthCheck) -> None:
    arranged.on(day(9, 8), UNION_CHAIR, went(STAFF, on=day(9, 8)))
    given(to=arranged).when(wrong, by=UNION_CHAIR, at=clock(day(9, 10))).then_refused(Invalid)


def test_nobody_goes_to_what_is_not_arranged(owing: Desk) -> None:
    given(to=owing).when(went(), by=UNION_CHAIR, at=clock(day(9, 9))).then_refused(WrongStatus)


@pytest.mark.parametrize("person", [STAFF, HEAD, CHAIR, CLERK, CASHIER, ACCOUNTANT, FINANCE_LEADER, AUDITOR])
def test_the_chair_of_the_union_sees_to_it_and_everybody_sees_when_and_where(arranged: Desk, person: str) -> None:
    for step in (arrange(), went(), conclude()):
        given(to=arranged).when(step, by=person, at=clock(day(9, 9))).then_refused(Forbidden)
    assert arranged.on(ON, person, ops.GetHealthCheck(check=CHECK)).place == "区人民医院体检中心"


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (STAFF, True), (UNION_CHAIR, True), (AUDITOR, True), (COLLEAGUE, False), (HEAD, False), (CHAIR, False),
        (CLERK, False), ("p006", False), ("p016", False),
    ],
)  # fmt: skip
def test_who_went_is_seen_by_few(arranged: Desk, person: str, sees: bool) -> None:
    arranged.on(day(9, 9), UNION_CHAIR, went(STAFF))
    shown = seen(
        arranged, day(9, 10), person,
        lists=[ops.ListHealthCheckAttendance(), ops.ListHealthCheckAttendance(person=STAFF), ops.ListHealthChecks()],
        records=[ops.GetHealthCheck(check=CHECK)],
        exports=[ops.ExportHealthChecks(start=ON, end=HELD)],
    )  # fmt: skip
    assert (STAFF in shown["list"]) is sees
    bus = [line for line in shown["bus"].splitlines() if '"number"' in line]
    assert bus
    for way in ("record", "export"):
        assert STAFF not in shown[way]
    assert not [line for line in bus if STAFF in line]


def test_no_field_says_what_was_found() -> None:
    """Nor whether somebody is well: what is kept of a person is that they went (A23)."""
    assert set(HealthCheckAttendance.model_fields) == {"year", "person", "on"}
    said = {"people", "number", "on", "year"}
    assert set(e.HealthCheckAttended.__struct_fields__) - set(e.OfHealthCheck.__struct_fields__) | {"year"} == said
    assert not {"result", "results", "finding"} & set(HealthCheckRecord.model_fields)


DUE = fact(e.HealthCheckDue, year=2025, due=day(12, 31), answers=UNION_CHAIR)


def test_it_follows_the_post() -> None:
    to: dict[str, Any] = {"answers": HEAD, "department": "finance-economy"}
    given(DUE, of=HealthCheck).when(HealthCheck.pass_on, **to).then(
        fact(e.HealthCheckPassed, answers=HEAD, due=day(12, 31), department="finance-economy")
    )
    given(DUE, of=HealthCheck).when(HealthCheck.pass_on, **to | {"answers": UNION_CHAIR}).then_nothing()
    held = fact(e.HealthCheckHeld, year=2025, number=1)
    given(DUE, held, of=HealthCheck).when(HealthCheck.pass_on, **to).then_nothing()


def test_the_register_as_a_workbook(arranged: Desk) -> None:
    arranged.on(day(9, 9), UNION_CHAIR, went())
    rows = read_back(arranged.on(HELD, UNION_CHAIR, ops.ExportHealthChecks(start=ON, end=HELD)).content)
    assert rows[0][0] == "健康体检台账 2025-06-10 至 2025-09-12"
    assert rows[1][-4:] == ("参加人数", "完成日期", "曾逾期", "状态")
    assert isinstance(CHECK, UUID)
    assert rows[2][-1] == "已安排"
