"""工会慰问 what the union owes: birthdays by the day, four festivals, a visit to whoever is in hospital (A24–A26)."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.finance.operations import log
from services.finance.union_care import events as e
from services.finance.union_care import operations as ops
from services.finance.union_care.calendar import birthday, birthdays, festivals
from services.finance.union_care.care import GiftBeyondStandard, OwnCare, StayKnown, UnionCare
from services.finance.union_members.operations import CorrectUnionMember, EndUnionMembership, EnterUnionMember
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.attendance.desk import calendar, rules
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
from tests.finance.union import member_of
from tests.given import fact, given, proven
from tests.party.secrets import seen
from tests.party.study import import_2027

pytestmark = pytest.mark.slow

ON = day(6, 10)
BORN = date(1988, 7, 21)
ONE = timedelta(days=1)


def enter(person: str, born: date | None = BORN) -> EnterUnionMember:
    return EnterUnionMember(person=person, joined=day(1, 2, 2020), born=born)


@pytest.fixture
def born(desk: Desk) -> Desk:
    """One member with a birthday on 21 July, one without a day of birth."""
    desk.on(ON, UNION_CHAIR, enter(STAFF), 8)
    desk.on(ON, UNION_CHAIR, enter(COLLEAGUE, None), 8)
    return desk


def owed(desk: Desk, duty: str, person: str = UNION_CHAIR) -> Any:
    """The one that is owed."""
    (found,) = [
        one for one in desk.on(ON, person, ops.ListUnionCare(duty=duty, status="due")).items if one.duty == duty
    ]
    return found


def give(care: UUID, on: date, **more: Any) -> ops.RecordUnionCare:
    return ops.RecordUnionCare(care=care, on=on, **more)


def report(patient: str = STAFF, on: date = ON) -> ops.ReportHospitalStay:
    return ops.ReportHospitalStay(patient=patient, on=on)


# -- birthdays --------------------------------------------------------------------------------------------------------


def test_a_greeting_is_owed_from_the_first_of_the_month_and_by_the_day(born: Desk) -> None:
    assert born.ticked(day(6, 30), e.UnionCareDue) == []
    (due,) = born.ticked(day(7, 1), e.UnionCareDue)
    assert isinstance(due, e.UnionCareDue)
    assert (due.duty, due.member, due.period, due.first, due.due) == (
        "birthday", STAFF, "2025", day(7, 1), day(7, 21),
    )  # fmt: skip
    assert (due.answers, due.answers_as, due.department, due.cites) == (UNION_CHAIR, "union-chair", "office", ("A24",))
    assert born.ticked(day(7, 2)) == []
    assert born.owed("finance.union-birthday") == [(UNION_CHAIR, "office", day(7, 21), "open")]
    care = owed(born, "birthday")
    given(to=born).when(give(care.id, day(7, 21), what="贺卡"), by=UNION_CHAIR, at=clock(day(7, 21))).then(
        fact(e.UnionCareGiven, on=day(7, 21), what="贺卡", was_missed=False, post="union-chair", cites=("A24",))
    ).then_answer(status="given", missed=False)
    assert born.owed("finance.union-birthday")[0][3] == "fulfilled"
    assert born.ticked(day(6, 30, 2026), e.UnionCareDue)[0].duty == "festival"
    proven(born.app)


def test_a_greeting_that_is_not_given_by_the_day_is_missed_once(born: Desk) -> None:
    born.ticked(day(7, 1))
    assert born.ticked(day(7, 21), e.UnionCareMissed) == []
    (missed,) = born.ticked(day(7, 22), e.UnionCareMissed)
    assert isinstance(missed, e.UnionCareMissed)
    assert missed.answers == UNION_CHAIR
    assert born.ticked(day(7, 23), e.UnionCareMissed) == []
    care = owed(born, "birthday")
    given(to=born).when(give(care.id, day(7, 24)), by=UNION_CHAIR, at=clock(day(7, 24))).then(
        fact(e.UnionCareGiven, was_missed=True)
    )
    assert born.owed("finance.union-birthday")[0][3] == "late"


def test_years_in_which_no_clock_ran_are_owed_all_the_same(born: Desk) -> None:
    opened = born.ticked(day(8, 1, 2026), e.UnionCareDue)
    assert sorted(one.period for one in opened if isinstance(one, e.UnionCareDue) and one.duty == "birthday") == [
        "2025", "2026",
    ]  # fmt: skip
    assert [line[3] for line in born.owed("finance.union-birthday")] == ["missed", "missed"]


def test_a_birthday_before_the_entry_is_not_owed(desk: Desk) -> None:
    for person, on in ((STAFF, date(1990, 6, 9)), (OTHER_STAFF, date(1990, 6, 10))):
        desk.on(ON, UNION_CHAIR, enter(person, on), 8)
    opened = desk.ticked(ON, e.UnionCareDue, hour=13)
    assert [one.member for one in opened if isinstance(one, e.UnionCareDue)] == [OTHER_STAFF]


def test_who_leaves_is_greeted_no_more_and_who_comes_back_is(born: Desk) -> None:
    born.ticked(day(7, 1))
    member = member_of(born, STAFF)
    born.on(day(7, 3), UNION_CHAIR, EndUnionMembership(member=member, on=day(7, 3), reason="退会"))
    assert len(born.ticked(day(7, 4), e.UnionCareLapsed)) == 1
    assert born.owed("finance.union-birthday")[0][3] == "cancelled"
    born.on(day(7, 7), UNION_CHAIR, EnterUnionMember(person=STAFF, joined=day(7, 7), born=BORN))
    assert len(born.ticked(day(7, 8), e.UnionCareDue)) == 1
    assert born.owed("finance.union-birthday") == [(UNION_CHAIR, "office", day(7, 21), "open")]
    proven(born.app)


@pytest.mark.parametrize(
    ("corrected", "becomes"),
    [
        (date(1988, 7, 25), day(7, 25)),  # moved
        (date(1987, 7, 21), day(7, 21)),  # another year of birth is the same birthday
        (date(1988, 7, 2), None),  # before the day of the correction: too late for this year
        (None, None),
    ],
)
def test_a_corrected_day_of_birth_moves_what_is_owed(born: Desk, corrected: date | None, becomes: date | None) -> None:
    born.ticked(day(7, 1))
    correct = CorrectUnionMember(member=member_of(born, STAFF), joined=day(1, 2, 2020), born=corrected)
    born.on(day(7, 3), UNION_CHAIR, correct)
    born.ticked(day(7, 4))
    ((_, _, due, status),) = born.owed("finance.union-birthday")
    assert (due if status == "open" else None) == becomes
    born.ticked(day(7, 5))
    assert len(born.owed("finance.union-birthday")) == 1
    proven(born.app)


def test_the_greeting_of_the_chair_of_the_union_is_the_finance_leaders(desk: Desk) -> None:
    """Nobody enters what was done for themselves."""
    desk.on(ON, UNION_CHAIR, enter(UNION_CHAIR), 8)
    desk.ticked(day(7, 1))
    assert desk.owed("finance.union-birthday") == [(FINANCE_LEADER, "leadership", day(7, 21), "open")]
    care = owed(desk, "birthday")
    given(to=desk).when(give(care.id, day(7, 21)), by=UNION_CHAIR, at=clock(day(7, 21))).then_refused(Forbidden)
    assert desk.may(day(7, 21), FINANCE_LEADER, ops.GetUnionCare(care=care.id)) == ["record-union-care"]
    given(to=desk).when(give(care.id, day(7, 21)), by=FINANCE_LEADER, at=clock(day(7, 21))).then(e.UnionCareGiven)


@drawn(born=st.dates(date(1950, 1, 1), date(2005, 12, 31)), year=st.integers(2018, 2100))
def test_a_birthday_is_the_same_day_of_every_year(born: date, year: int) -> None:
    on = birthday(born, year)
    assert on.year == year
    if (born.month, born.day) == (2, 29) and not isleap(year):
        assert (on.month, on.day) == (2, 28)
    else:
        assert (on.month, on.day) == (born.month, born.day)


@drawn(
    born=st.dates(date(1950, 1, 1), date(2005, 12, 31)), since=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 1500),
)  # fmt: skip
def test_each_birthday_from_the_entry_on_is_owed_once_its_month_has_begun(born: date, since: date, days: int) -> None:
    today = since + days * ONE
    found = [one.due for one in birthdays(born, since, today)]
    end = (today.replace(day=28) + 4 * ONE).replace(day=1) - ONE
    counted = [birthday(born, year) for year in range(since.year, end.year + 1)]
    assert found == [on for on in counted if since <= on <= end]


# -- festivals --------------------------------------------------------------------------------------------------------


def test_four_festivals_a_year_by_the_states_own_calendar() -> None:
    """Thirty days before the first day off, to seven after the last: the lunar New Year's days are the notice's."""
    found = list(festivals(rules(), calendar(), date(2026, 1, 1), date(2026, 12, 31)))
    assert [(one.period, one.festival, one.first, one.due) for one in found] == [
        ("2026", "new-year", date(2025, 12, 2), date(2026, 1, 10)),
        ("2026", "spring", date(2026, 1, 16), date(2026, 3, 2)),
        ("2026", "labour", date(2026, 4, 1), date(2026, 5, 12)),
        ("2026", "national", date(2026, 9, 1), date(2026, 10, 14)),
    ]


@pytest.mark.parametrize(("today", "count"), [(date(2026, 1, 15), 1), (date(2026, 1, 16), 2), (date(2025, 12, 1), 0)])
def test_a_festivals_time_begins_thirty_days_before_it(today: date, count: int) -> None:
    assert len(list(festivals(rules(), calendar(), date(2025, 12, 1), today))) == count


def test_a_festival_is_owed_by_the_chair_of_the_union_once_there_are_members(desk: Desk) -> None:
    assert desk.ticked(day(9, 1)) == []
    desk.on(day(9, 1), UNION_CHAIR, enter(STAFF), 8)
    (due,) = desk.ticked(day(9, 2), e.UnionCareDue)
    assert isinstance(due, e.UnionCareDue)
    assert (due.festival, due.period, due.first, due.due, due.cites) == (
        "national", "2025", day(9, 1), day(10, 15), ("A26",),
    )  # fmt: skip
    care = owed(desk, "festival")
    for wrong in ({}, {"what": "联欢", "on": day(8, 31)}, {"what": "联欢", "on": day(9, 11)}):
        wrong = give(care.id, **{"on": day(9, 9), **wrong})  # type: ignore[arg-type]
        given(to=desk).when(wrong, by=UNION_CHAIR, at=clock(day(9, 10))).then_refused(Invalid)
    held = give(care.id, day(9, 9), what="联欢会，每人一份粮油", gift=Decimal(300))
    given(to=desk).when(held, by=UNION_CHAIR, at=clock(day(9, 10))).then(
        fact(e.UnionCareGiven, duty="festival", gift=Decimal(300))
    ).then_answer(status="given", festival="national")
    given(to=desk).when(held, by=UNION_CHAIR, at=clock(day(9, 10))).then_refused(WrongStatus)
    proven(desk.app)


def test_a_year_whose_calendar_is_not_known_waits(desk: Desk) -> None:
    """The lunar New Year is where the notice puts it; until it is imported nobody owes anything for it (A26)."""
    desk.on(day(6, 10, 2026), UNION_CHAIR, enter(STAFF), 8)
    assert [one.festival for one in desk.ticked(day(1, 9, 2027), e.UnionCareDue) if one.duty == "festival"] == [
        "national"
    ]
    import_2027(desk)
    opened = desk.ticked(day(1, 10, 2027), e.UnionCareDue)
    assert [(one.festival, one.due) for one in opened] == [
        ("new-year", day(1, 10, 2027)), ("spring", day(2, 19, 2027)),
    ]  # fmt: skip
    proven(desk.app)


def test_what_will_be_owed_is_foreseen(born: Desk) -> None:
    found = born.on(ON, UNION_CHAIR, log.list_foreseen(until=day(12, 31))).items
    assert [(one.kind, one.due) for one in found if one.kind.startswith("finance.union-")] == [
        ("finance.union-birthday", day(7, 21)), ("finance.union-festival", day(10, 15)),
    ]  # fmt: skip


def test_whose_birthday_it_is_is_told_to_the_union_alone(born: Desk) -> None:
    def about(person: str) -> list[str]:
        found = born.on(ON, person, log.list_foreseen(until=day(12, 31))).items
        return [one.about for one in found if one.kind == "finance.union-birthday"]

    (told,) = about(UNION_CHAIR)
    assert told.endswith(" 2025")
    assert told != " 2025"
    assert about(CHAIR) == [""]


GREETING = fact(
    e.UnionCareDue, duty="birthday", member=STAFF, period="2025", first=day(7, 1), due=day(7, 21), answers=UNION_CHAIR,
    answers_as="union-chair",
)  # fmt: skip


def test_what_is_owed_follows_the_post() -> None:
    to = {"answers": HEAD, "answers_as": "union-chair", "department": "finance-economy"}
    given(GREETING, of=UnionCare).when(UnionCare.pass_on, **to).then(
        fact(e.UnionCarePassed, answers=HEAD, due=day(7, 21), department="finance-economy", cites=("A24",))
    )
    given(GREETING, of=UnionCare).when(UnionCare.pass_on, **to | {"answers": UNION_CHAIR}).then_nothing()
    missed = fact(e.UnionCareMissed, duty="birthday")
    given(GREETING, missed, of=UnionCare).when(UnionCare.pass_on, **to).then_nothing()


# -- in hospital ------------------------------------------------------------------------------------------------------


def test_a_visit_is_owed_within_seven_days_of_the_report(desk: Desk) -> None:
    given(to=desk).when(report(), by=COLLEAGUE, at=clock(ON)).then(
        fact(
            e.UnionCareDue, duty="hospital", member=STAFF, period="2025-06-10", first=ON, due=day(6, 17),
            answers=UNION_CHAIR, cites=("A25",),
        )
    ).then_answer(reported_by=COLLEAGUE, person=STAFF)  # fmt: skip
    assert desk.owed("finance.union-hospital") == [(UNION_CHAIR, "office", day(6, 17), "open")]
    given(to=desk).when(report(), by=HEAD, at=clock(ON)).then_refused(StayKnown, cites=("A25",))
    care = owed(desk, "hospital")
    visit = give(care.id, day(6, 12), visitors=(UNION_CHAIR, HEAD), gift=Decimal(500), what="水果")
    given(to=desk).when(visit, by=UNION_CHAIR, at=clock(day(6, 12))).then(
        fact(e.UnionCareGiven, duty="hospital", visitors=(UNION_CHAIR, HEAD), gift=Decimal(500), cites=("A25",))
    )
    assert desk.owed("finance.union-hospital")[0][3] == "fulfilled"
    proven(desk.app)


def test_a_visit_that_is_not_made_is_missed(desk: Desk) -> None:
    desk.on(ON, COLLEAGUE, report())
    assert desk.ticked(day(6, 17), e.UnionCareMissed) == []
    assert len(desk.ticked(day(6, 18), e.UnionCareMissed)) == 1


@pytest.mark.parametrize("wrong", [report(on=day(6, 11)), report("p060"), report("p999")])
def test_what_cannot_be_is_not_reported(desk: Desk, wrong: ops.ReportHospitalStay) -> None:
    given(to=desk).when(wrong, by=COLLEAGUE, at=clock(ON)).then_refused(Invalid)


@pytest.mark.parametrize(
    "wrong",
    [
        {"visitors": ()}, {"visitors": (STAFF,)}, {"visitors": ("p060",)}, {"on": day(6, 9)}, {"on": day(6, 13)},
    ],
)  # fmt: skip
def test_a_visit_names_who_came_and_its_day(desk: Desk, wrong: dict[str, Any]) -> None:
    """Neither the one who is visited nor somebody of another organ; not before the stay, not to come."""
    care = desk.on(ON, COLLEAGUE, report()).id
    visit = give(care, **{"on": day(6, 12), "visitors": (UNION_CHAIR,), **wrong})
    given(to=desk).when(visit, by=UNION_CHAIR, at=clock(day(6, 12))).then_refused(Invalid)


@pytest.mark.parametrize(
    ("duty", "most", "on"),
    [
        ("hospital", "1000", day(6, 12)), ("birthday", "300", day(7, 21)), ("festival", "1800", day(9, 9)),
    ],
)  # fmt: skip
def test_the_gift_keeps_to_the_standard(born: Desk, duty: str, most: str, on: date) -> None:
    """To the last fen: each time for a visit, a year for the others."""
    born.on(ON, COLLEAGUE, report())
    born.ticked(on)
    care = owed(born, duty)
    over = give(care.id, on, visitors=(HEAD,), what="慰问品", gift=Decimal(most) + Decimal("0.01"))
    given(to=born).when(over, by=UNION_CHAIR, at=clock(on)).then_refused(GiftBeyondStandard, most=most)
    born.on(on, UNION_CHAIR, over.model_copy(update={"gift": Decimal(most)}))


def test_before_the_standard_was_raised(desk: Desk) -> None:
    """Birthdays: 200 yuan until the end of 2024, 300 from 2025 on."""
    desk.on(day(12, 1, 2024), UNION_CHAIR, enter(STAFF, date(1990, 12, 31)), 8)
    desk.ticked(day(12, 2, 2024))
    care = next(one for one in desk.on(day(12, 2, 2024), UNION_CHAIR, ops.ListUnionCare(duty="birthday")).items)
    cake = give(care.id, day(12, 31, 2024), gift=Decimal("200.01"))
    given(to=desk).when(cake, by=UNION_CHAIR, at=clock(day(12, 31, 2024))).then_refused(GiftBeyondStandard, most="200")
    on = day(1, 1)
    given(to=desk).when(cake.model_copy(update={"on": on}), by=UNION_CHAIR, at=clock(on)).then(e.UnionCareGiven)


def test_a_report_in_error_is_taken_back_and_may_be_made_again(desk: Desk) -> None:
    care = desk.on(ON, COLLEAGUE, report()).id
    withdraw = ops.WithdrawHospitalStay(care=care)
    given(to=desk).when(withdraw, by=COLLEAGUE, at=clock(ON)).then_refused(Forbidden)
    given(to=desk).when(withdraw, by=UNION_CHAIR, at=clock(ON)).then(e.UnionCareLapsed).then_answer(status="lapsed")
    given(to=desk).when(withdraw, by=UNION_CHAIR, at=clock(ON)).then_refused(WrongStatus)
    given(to=desk).when(report(), by=COLLEAGUE, at=clock(ON)).then(e.UnionCareDue)


def test_only_a_report_is_taken_back(born: Desk) -> None:
    born.ticked(day(7, 1))
    care = owed(born, "birthday").id
    given(to=born).when(ops.WithdrawHospitalStay(care=care), by=UNION_CHAIR, at=clock(day(7, 2))).then_refused(
        WrongStatus
    )
    assert born.may(day(7, 2), UNION_CHAIR, ops.GetUnionCare(care=care)) == ["record-union-care"]


def test_who_has_left_the_organ_is_visited_no_more(desk: Desk) -> None:
    """p014 leaves on 1 March 2026."""
    on = day(2, 27, 2026)
    desk.on(on, COLLEAGUE, report("p014", on))
    assert len(desk.ticked(day(3, 1, 2026), e.UnionCareLapsed)) == 1


def test_the_visit_to_the_chair_of_the_union_is_the_finance_leaders(desk: Desk) -> None:
    care = desk.on(ON, COLLEAGUE, report(UNION_CHAIR)).id
    visit = give(care, ON, visitors=(FINANCE_LEADER,))
    assert desk.owed("finance.union-hospital") == [(FINANCE_LEADER, "leadership", day(6, 17), "open")]
    for step in (visit, ops.WithdrawHospitalStay(care=care)):
        given(to=desk).when(step, by=UNION_CHAIR, at=clock(ON)).then_refused(Forbidden)
    given(to=desk).when(visit, by=FINANCE_LEADER, at=clock(ON)).then(e.UnionCareGiven)


def test_who_stands_in_enters_nothing_that_was_done_for_themselves() -> None:
    """Standing in included."""
    due = fact(
        e.UnionCareDue, duty="hospital", member=STAFF, period="2025-06-10", first=ON, due=day(6, 17),
        answers=UNION_CHAIR, answers_as="union-chair",
    )  # fmt: skip
    more: dict[str, Any] = {"on": ON, "visitors": (HEAD,), "gift": Decimal(0), "what": ""}
    given(due, of=UnionCare).when(UnionCare.give, by=STAFF, **more).then_refused(OwnCare, cites=("A25",))
    given(due, of=UnionCare).when(UnionCare.withdraw, by=STAFF).then_refused(OwnCare, cites=("A25",))


# -- who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (STAFF, True), (UNION_CHAIR, True), (AUDITOR, True), (COLLEAGUE, False), (OTHER_STAFF, False), (HEAD, False),
        (FINANCE_LEADER, False), (CHAIR, False), ("p006", False), ("p008", False), (CLERK, False), (CASHIER, False),
        (ACCOUNTANT, False), ("p016", False),
    ],
)  # fmt: skip
def test_who_was_in_hospital_and_when_somebody_has_a_birthday_is_seen_by_few(
    born: Desk, person: str, sees: bool
) -> None:
    """Role × every way there is."""
    stay = born.on(ON, COLLEAGUE, report()).id
    born.on(day(6, 12), UNION_CHAIR, give(stay, day(6, 12), visitors=(HEAD,), what="己慰问"))
    born.ticked(day(7, 1))
    care = owed(born, "birthday").id
    born.on(day(7, 2), UNION_CHAIR, give(care, day(7, 2), what="己贺卡"))
    shown = seen(
        born, day(7, 3), person,
        lists=[ops.ListUnionCare(), ops.ListUnionCare(person=STAFF)],
        records=[ops.GetUnionCare(care=stay), ops.GetUnionCare(care=care)],
        exports=[ops.ExportUnionCare(start=day(1, 1), end=day(12, 31))],
    )  # fmt: skip
    for text in ("己慰问", "己贺卡"):
        ways = {way for way, said in shown.items() if text in said}
        assert {"list", "record"} <= ways if sees else not ways
        assert not ways & {"export", "obligations", "refusal", "bus", "live", "desk"}
    assert STAFF not in "".join(line for line in shown["bus"].splitlines() if "union-care" in line)
    assert "2025-07-21" not in shown["bus"] + shown["export"] + shown["live"]


def test_the_register_as_a_workbook(born: Desk) -> None:
    """Without whom it was for and without the days that would tell a birthday."""
    born.on(ON, COLLEAGUE, report())
    born.ticked(day(7, 1))
    rows = read_back(born.on(day(7, 2), UNION_CHAIR, ops.ExportUnionCare(start=ON, end=day(7, 31))).content)
    assert rows[1] == ("事项", "节日", "产生日期", "责任人", "曾逾期", "状态")
    assert sorted(row[0] for row in rows[2:]) == ["住院慰问", "生日慰问"]
