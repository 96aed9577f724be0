"""Overtime (A30): consented to before, done and confirmed by somebody else, compensated by the rule, once."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.finance.day_kinds import DayKind, kind_of
from services.finance.overtime import events as e
from services.finance.overtime.operations import (
    ApproveOvertime,
    ConfirmOvertime,
    EnterTimeOff,
    ExportOvertime,
    GetOvertime,
    ListOvertime,
    RejectOvertime,
    ReportOvertime,
    RequestOvertime,
    SendOvertimeBack,
    WithdrawOvertime,
)
from services.finance.overtime.overtime import (
    NoSuchCompensation,
    NothingEarned,
    NotThatDay,
    OvertimeDecided,
    OvertimeNotConsented,
    OwnOvertime,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Bands, Table
from tests.attendance.desk import DEPLOY, calendar, rules
from tests.documents import desk as desks
from tests.finance.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import By, fact, given, proven

MONDAY, TUESDAY, SATURDAY, SUNDAY = day(6, 9), day(6, 10), day(6, 14), day(6, 15)
NATIONAL_DAY = day(10, 1)
APPROVE, REPORT, CONFIRM = (
    ApproveOvertime(overtime=FIRST),
    ReportOvertime(overtime=FIRST, hours=Decimal(6)),
    ConfirmOvertime(overtime=FIRST),
)


def request(person: str = STAFF, on: date = TUESDAY, **more: Any) -> RequestOvertime:
    return RequestOvertime(person=person, on=on, reason="汇总代表建议", **more)


def done(on: date = TUESDAY, hours: str = "6", **more: Any) -> tuple[By, ...]:
    """Asked for on the day before, agreed, done and confirmed."""
    return (
        by(STAFF, on, request(on=on, **more), 8),
        by(HEAD, on, APPROVE, 9),
        by(STAFF, on, ReportOvertime(overtime=FIRST, hours=Decimal(hours)), 20),
        by(HEAD, on, CONFIRM, 21),
    )


def test_overtime_is_consented_to_done_and_confirmed(desk: Desk) -> None:
    given(to=desk).when(request(), by=STAFF, at=clock(MONDAY)).then(
        fact(
            e.OvertimeRequested, number="2025-0001", person=STAFF, department="finance-economy", on=TUESDAY,
            kind="workday", compensation="time-off", cites=("A30",),
        )
    ).then_answer(status="requested", waits_for="head-finance-economy")  # fmt: skip
    given(to=desk).when(APPROVE, by=HEAD, at=clock(MONDAY)).then(fact(e.OvertimeApproved, person=STAFF, on=TUESDAY))
    given(to=desk).when(REPORT, by=STAFF, at=clock(TUESDAY, 21)).then(fact(e.OvertimeReported, hours=Decimal(6)))
    given(to=desk).when(CONFIRM, by=HEAD, at=clock(TUESDAY, 22)).then(
        fact(e.OvertimeConfirmed, hours=Decimal(6), days=Decimal(1), time_off=Decimal(1), amount=Decimal(0))
    ).then_answer(status="confirmed", time_off=1, confirmed_by=HEAD)
    proven(desk.app)


@pytest.mark.parametrize(
    ("person", "decides", "others"),
    [
        (STAFF, HEAD, (LEADER, COLLEAGUE, CHAIR)),
        (HEAD, LEADER, (CHAIR, STAFF)),
        (LEADER, CHAIR, ()),
        (CHAIR, CLERK, ()),
    ],
)
def test_nobody_consents_to_their_own_the_next_one_up_does(
    desk: Desk, person: str, decides: str, others: tuple[str, ...]
) -> None:
    given(by(person, MONDAY, request(person)), to=desk)
    for other in (person, *others):
        given(to=desk).when(APPROVE, by=other, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(APPROVE, by=decides, at=clock(MONDAY)).then(e.OvertimeApproved)
    given(by(person, TUESDAY, REPORT, 20), to=desk).when(CONFIRM, by=decides, at=clock(TUESDAY, 21)).then(
        e.OvertimeConfirmed
    )


def test_who_stands_in_for_the_chair_does_not_decide_on_their_own(desk: Desk) -> None:
    on, deputy = day(3, 5), "p002"
    given(by(deputy, on, request(deputy, on)), to=desk)
    for operation in (APPROVE, RejectOvertime(overtime=FIRST, reason="x")):
        given(to=desk).when(operation, by=deputy, at=clock(on)).then_refused(OwnOvertime, cites=("A30",))
    assert desk.may(on, deputy, GetOvertime(overtime=FIRST)) == ["withdraw-overtime"]


def test_it_is_asked_for_beforehand_and_reported_when_it_is_done(desk: Desk) -> None:
    given(by(STAFF, MONDAY, request()), to=desk).when(REPORT, by=STAFF, at=clock(TUESDAY)).then_refused(
        OvertimeNotConsented
    )
    given(by(HEAD, MONDAY, APPROVE, 10), to=desk).when(REPORT, by=STAFF, at=clock(MONDAY)).then_refused(NotThatDay)
    given(to=desk).when(REPORT, by=STAFF, at=clock(TUESDAY, 20)).then(e.OvertimeReported)
    given(to=desk).when(request(on=MONDAY), by=STAFF, at=clock(TUESDAY, 20)).then_refused(NotThatDay)
    given(to=desk).when(request(on=TUESDAY), by=STAFF, at=clock(TUESDAY, 20)).then(e.OvertimeRequested)


@pytest.mark.parametrize(
    ("operation", "person", "recorded", "status"),
    [
        (RejectOvertime(overtime=FIRST, reason="可在工作时间完成"), HEAD, e.OvertimeRejected, "rejected"),
        (WithdrawOvertime(overtime=FIRST, reason="不需要了"), STAFF, e.OvertimeWithdrawn, "withdrawn"),
    ],
)
def test_what_is_refused_or_withdrawn_is_at_its_end(
    desk: Desk, operation: Operation, person: str, recorded: Any, status: str
) -> None:
    given(by(STAFF, MONDAY, request()), to=desk).when(operation, by=person, at=clock(MONDAY)).then(
        recorded
    ).then_answer(status=status)
    given(to=desk).when(APPROVE, by=HEAD, at=clock(MONDAY)).then_refused(OvertimeDecided)


def test_hours_that_are_doubted_go_back(desk: Desk) -> None:
    back = SendOvertimeBack(overtime=FIRST, reason="与打卡不符")
    given(*done()[:3], to=desk).when(back, by=HEAD, at=clock(TUESDAY, 21)).then(e.OvertimeSentBack).then_answer(
        status="approved", note="与打卡不符"
    )
    less = ReportOvertime(overtime=FIRST, hours=Decimal("3.5"))
    given(to=desk).when(less, by=STAFF, at=clock(TUESDAY, 22)).then(fact(e.OvertimeReported, hours=Decimal("3.5")))


@pytest.mark.parametrize("hours", ["0", "24.5", "1.2", "-1"])
def test_hours_are_halves_within_a_day(hours: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        ReportOvertime(overtime=FIRST, hours=Decimal(hours))


# -- compensation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "kind"), [(TUESDAY, "workday"), (SATURDAY, "rest"), (NATIONAL_DAY, "holiday"), (day(9, 28), "workday")]
)
def test_a_day_is_of_one_kind(on: date, kind: str) -> None:
    """A Sunday that is worked for a long holiday is a working day."""
    assert kind_of(calendar(), on) == kind


EDGES = [("0.5", 0), ("1.5", 0), ("2", "0.5"), ("5.5", "0.5"), ("6", 1), ("24", 1)]


@pytest.mark.parametrize(("hours", "days"), EDGES)
def test_hours_count_as_days_at_every_edge(desk: Desk, hours: str, days: Any) -> None:
    given(*done(SATURDAY, hours, compensation="allowance"), to=desk)
    seen = desk.on(SUNDAY, STAFF, GetOvertime(overtime=FIRST))
    assert (seen.days, seen.amount, seen.time_off) == (Decimal(days), Decimal(days) * 100, 0)


@pytest.mark.parametrize(
    ("on", "compensation", "time_off", "amount"),
    [
        (TUESDAY, "time-off", 1, 0),
        (SATURDAY, "time-off", 1, 0),
        (NATIONAL_DAY, "time-off", 1, 0),
        (SATURDAY, "allowance", 0, 100),
        (NATIONAL_DAY, "allowance", 0, 200),
    ],
)
def test_a_day_is_compensated_by_its_kind(desk: Desk, on: date, compensation: str, time_off: int, amount: int) -> None:
    given(*done(on, compensation=compensation), to=desk)
    seen = desk.on(on, STAFF, GetOvertime(overtime=FIRST), 23)
    assert (seen.time_off, seen.amount) == (time_off, amount)


def test_where_the_rule_names_no_sum_there_is_none(desk: Desk) -> None:
    given(to=desk).when(request(compensation="allowance"), by=STAFF, at=clock(MONDAY)).then_refused(
        NoSuchCompensation, cites=("A30", "organ")
    )


def amended(folder: Path, was: str, now: str) -> Rules:
    shutil.copytree(DEPLOY / "regulations", folder)
    book = folder / "finance-overtime.toml"
    text = book.read_text("utf-8")
    assert text.count(was) == 1
    book.write_text(text.replace(was, now), "utf-8")
    return Rules.load(folder)


@pytest.fixture
def from_sunday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More is given from that day on."""
    was = "value = { rest = 100, holiday = 200 } }]"
    later = '{ effective_from = 2025-06-15, cites = ["organ"], value = { rest = 150, holiday = 300 } }'
    book = amended(tmp_path / "regulations", was, f"{was[:-1]}, {later}]")
    monkeypatch.setattr(desks, "rules", lambda: book)


@pytest.mark.parametrize(("on", "amount"), [(SATURDAY, 100), (SUNDAY, 150)])
def test_the_rule_of_the_day_counts(from_sunday: None, desk: Desk, on: date, amount: int) -> None:
    given(*done(on, compensation="allowance"), to=desk)
    assert desk.on(on, STAFF, GetOvertime(overtime=FIRST), 23).amount == amount


@drawn(st.integers(1, 48), st.sampled_from(list(DayKind)))
def test_no_more_is_earned_than_a_whole_day_gives(halves: int, kind: DayKind) -> None:
    """More hours never earn less; below two hours nothing, from six on the whole day (the organ's rule)."""
    hours, book = Decimal(halves) / 2, rules()
    days = book.value("overtime.days", TUESDAY, Bands).at(hours)
    assert days == (0 if halves < 4 else Decimal("0.5") if halves < 12 else 1)
    whole = book.value("overtime.allowance", TUESDAY, Table).get(kind) or Decimal(0)
    assert days * whole <= whole


def test_time_off_is_entered_once_and_not_by_whoever_earned_it(desk: Desk) -> None:
    take = EnterTimeOff(overtime=FIRST, on=day(6, 11))
    given(*done(), to=desk)
    given(to=desk).when(take, by=STAFF, at=clock(day(6, 11))).then_refused(Forbidden)
    early = EnterTimeOff(overtime=FIRST, on=TUESDAY)
    given(to=desk).when(early, by=HEAD, at=clock(day(6, 11))).then_refused(Invalid)
    given(to=desk).when(take, by=HEAD, at=clock(day(6, 11))).then(
        fact(e.TimeOffTaken, taken_on=day(6, 11), time_off=Decimal(1))
    ).then_answer(status="taken", taken_on=day(6, 11))
    given(to=desk).when(take, by=HEAD, at=clock(day(6, 11))).then_refused(OvertimeDecided)


def test_where_no_time_off_is_earned_none_is_entered(desk: Desk) -> None:
    take = EnterTimeOff(overtime=FIRST, on=day(6, 16))
    given(*done(SATURDAY, compensation="allowance"), to=desk).when(take, by=HEAD, at=clock(day(6, 16))).then_refused(
        NothingEarned
    )
    assert desk.may(day(6, 16), HEAD, GetOvertime(overtime=FIRST)) == ["submit-claim"]


def test_the_register_is_seen_by_those_concerned_and_goes_out(desk: Desk) -> None:
    given(*done(), to=desk)
    assert len(desk.on(TUESDAY, STAFF, ListOvertime(person=STAFF), 22).items) == 1
    assert len(desk.on(TUESDAY, AUDITOR, ListOvertime(), 22).items) == 1
    given(to=desk).when(ListOvertime(person=STAFF), by=COLLEAGUE, at=clock(TUESDAY, 22)).then_refused(Forbidden)
    file = desk.on(TUESDAY, DIRECTOR, ExportOvertime(start=TUESDAY, end=TUESDAY), 22)
    assert read_back(file.content)[-1][0] == "2025-0001"


def test_what_it_was_for_stays_in_the_service(desk: Desk) -> None:
    given(by(STAFF, MONDAY, request()), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "汇总" in encode(event).decode()
    assert "汇总" not in public_bytes(event.TOPIC, encode(event)).decode()
