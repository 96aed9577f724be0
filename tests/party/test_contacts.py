"""联系 contacts: bounds, a visit in every period, what is raised, and who reads the names (A10, A12, A34)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as chosen
from hypothesis import strategies as st

from services.kernel.domain.aggregate import Act
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.party.contacts import events as e
from services.party.contacts import operations as ops
from services.party.contacts.contact import (
    Contact,
    ContactOver,
    ContactStatus,
    NoProblemOpen,
    PeriodStatus,
    SamePerson,
    TooManyContacts,
    span_of,
)
from services.party.contacts.facts import DUE, MISSED, SETTLED, VISITED, facts_of
from services.party.deputies.operations import EnterDeputy
from tests.given import By, act, fact, given, proven
from tests.party.desk import (
    AUDITOR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)

pytestmark = pytest.mark.slow

START = day(7, 1)
FIRST, SECOND = UUID(int=1), UUID(int=2)
HOUSEHOLD = {"kind": "household", "name": "困难户甲", "place": "云桥镇三组", "situation": "缺水"}
SPOKEN: tuple[type, ...] = (e.ContactVisited, e.VisitWithdrawn, e.VisitMissed, e.ProblemSettled)


def assigned(on: date = START, person: str = STAFF, **more: Any) -> By:
    return by(HEAD, on, ops.AssignContact(**{"person": person, **HOUSEHOLD, **more}))


def visited(on: date, entered: date | None = None, contact: UUID = FIRST, **more: Any) -> By:
    said = {"way": "visit", "content": "了解情况", **more}
    return by(STAFF, entered or on, ops.RecordVisit(contact=contact, on=on, **said), 15)


def counted(desk: Desk) -> dict[tuple[str, str], int]:
    """(department, kind) → how often, as the appraisal would count what is recorded."""
    found: Counter[tuple[str, str]] = Counter()
    for event in desk.recorded():
        if isinstance(event, SPOKEN):
            for one in facts_of(event):
                found[one.department, one.kind] += one.quantity // 1000
    return {key: number for key, number in found.items() if number}


# -- whom -------------------------------------------------------------------------------------------------------------


def test_a_household_is_assigned_by_the_head_and_owed_a_visit_in_the_quarter(desk: Desk) -> None:
    done = assigned()
    given(to=desk).when(done.operation, by=HEAD, at=clock(START)).then(
        fact(e.ContactAssigned, person=STAFF, department="finance-economy", number="2025-0001", cites=("A12",)),
        fact(e.VisitDue, period="2025-Q3", last=day(9, 30), due=day(10, 7), cites=("A12",)),
    ).then_answer(status="kept", name="困难户甲", owed_by=day(10, 7), visits=0)
    proven(desk.app)


@pytest.mark.parametrize(("on", "owes"), [(day(8, 17), True), (day(8, 18), False)], ids=["45 days left", "44 left"])
def test_who_is_assigned_late_in_a_period_is_first_owed_a_visit_in_the_next(desk: Desk, on: date, owes: bool) -> None:
    given(assigned(on), to=desk)
    assert [due for *_, due, _ in desk.owed("party.contact-visit")] == ([day(10, 7)] if owes else [])
    desk.ticked(day(10, 1))
    assert [due for *_, due, _ in desk.owed("party.contact-visit")][-1] == date(2026, 1, 7)


def test_nobody_keeps_more_than_two_of_a_kind(desk: Desk) -> None:
    given(assigned(), assigned(), to=desk).when(assigned().operation, by=HEAD, at=clock(START)).then_refused(
        TooManyContacts, cites=("A12",), kept=2, most=2
    )
    given(assigned(person=COLLEAGUE), to=desk).when(
        ops.HandOverContact(contact=UUID(int=3), person=STAFF, reason="分工"), by=HEAD, at=clock(START)
    ).then_refused(TooManyContacts)
    ended = ops.EndContact(contact=FIRST, reason="已脱贫")
    given(by(HEAD, START, ended), to=desk).when(assigned().operation, by=HEAD, at=clock(START)).then(
        e.ContactAssigned, e.VisitDue
    )


def test_a_deputy_is_chosen_from_the_register_and_kept_once(desk: Desk) -> None:
    entered = by(CLERK, START, EnterDeputy(name="代表甲", district="第一选区", since=day(11, 20, 2021)))
    choose = ops.AssignContact(person=STAFF, kind="deputy", deputy=FIRST)
    given(entered, to=desk).when(choose, by=HEAD, at=clock(START)).then(
        fact(e.ContactAssigned, deputy=FIRST.hex, cites=("A10",)), e.VisitDue
    ).then_answer(name="代表甲", place="第一选区")
    given(to=desk).when(choose, by=HEAD, at=clock(START)).then_refused(Invalid)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"place": ""}, {"deputy": FIRST}, {"kind": "deputy"}, {"person": "p060"}]
)
def test_a_contact_is_whole(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(assigned(**wrong).operation, by=DIRECTOR, at=clock(START)).then_refused(Invalid)


# -- visits -----------------------------------------------------------------------------------------------------------


def test_the_first_visit_of_a_period_counts_and_no_further_one(desk: Desk) -> None:
    given(assigned(), visited(day(7, 15)), visited(day(8, 15)), to=desk)
    assert counted(desk) == {("finance-economy", VISITED): 1, ("finance-economy", DUE): 1}
    assert [status for *_, status in desk.owed("party.contact-visit")] == ["fulfilled"]
    assert desk.ticked(day(10, 8), e.VisitMissed) == []
    proven(desk.app)


def test_a_period_in_which_nobody_went_is_missed_after_the_days_for_entering(desk: Desk) -> None:
    given(assigned(), to=desk)
    assert desk.ticked(day(10, 7), e.VisitMissed) == []
    (missed,) = desk.ticked(day(10, 8), e.VisitMissed)
    assert (missed.period, missed.department, missed.cites) == ("2025-Q3", "finance-economy", ("A12",))
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", MISSED): 1}
    assert desk.ticked(day(10, 9), e.VisitMissed) == []


def test_a_visit_made_in_time_and_entered_late_is_a_visit(desk: Desk) -> None:
    given(assigned(), to=desk)
    desk.ticked(day(10, 8))
    given(visited(day(9, 20), day(10, 9)), to=desk)
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", VISITED): 1}
    proven(desk.app)


@pytest.mark.parametrize("entered", [day(7, 15), day(10, 9)], ids=["in time", "after it was missed"])
def test_a_visit_taken_back_leaves_what_was_before(desk: Desk, entered: date) -> None:
    given(assigned(), to=desk)
    if entered > day(10, 7):
        desk.ticked(day(10, 8))
    before = counted(desk)
    withdraw = ops.WithdrawVisit(contact=FIRST, visit=1, reason="登记有误")
    given(visited(day(7, 15), entered), to=desk).when(withdraw, by=STAFF, at=clock(entered, 16)).then(
        fact(e.VisitWithdrawn, counted=True, was_missed=entered > day(10, 7))
    )
    assert counted(desk) == before
    given(to=desk).when(withdraw, by=STAFF, at=clock(entered, 17)).then_refused(NotFound)
    desk.ticked(day(10, 10))
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", MISSED): 1}
    proven(desk.app)


def test_one_of_two_visits_taken_back_changes_nothing(desk: Desk) -> None:
    given(assigned(), visited(day(7, 15)), visited(day(8, 15)), to=desk)
    before = counted(desk)
    given(by(STAFF, day(8, 16), ops.WithdrawVisit(contact=FIRST, visit=1, reason="x")), to=desk)
    assert counted(desk) == before
    given(by(STAFF, day(8, 17), ops.WithdrawVisit(contact=FIRST, visit=2, reason="x")), to=desk)
    assert counted(desk) == {}
    proven(desk.app)


def test_only_the_keeper_enters_a_visit_for_a_day_that_has_come(desk: Desk) -> None:
    given(assigned(), to=desk)
    for person in (HEAD, COLLEAGUE, DIRECTOR):
        given(to=desk).when(visited(day(7, 2)).operation, by=person, at=clock(day(7, 2))).then_refused(Forbidden)
    for wrong in (visited(day(7, 3)), visited(day(6, 30))):
        given(to=desk).when(wrong.operation, by=STAFF, at=clock(day(7, 2))).then_refused(Invalid)


def test_a_clock_that_stood_still_owes_every_period(desk: Desk) -> None:
    given(assigned(), visited(day(7, 15)), to=desk)
    desk.ticked(day(5, 2, 2026))
    assert [due for *_, due, _ in desk.owed("party.contact-visit")] == [
        day(10, 7), date(2026, 1, 7), date(2026, 4, 7), date(2026, 7, 7),
    ]  # fmt: skip
    proven(desk.app)


# -- other hands ------------------------------------------------------------------------------------------------------


def test_what_is_owed_goes_with_the_contact(desk: Desk) -> None:
    handed = ops.HandOverContact(contact=FIRST, person=OTHER_STAFF, reason="人员调整")
    given(assigned(), to=desk).when(handed, by=HEAD, at=clock(day(8, 1))).then(
        fact(e.ContactHandedOver, before=STAFF, person=OTHER_STAFF, department="budget", period="2025-Q3")
    )
    assert [(person, dept) for person, dept, *_ in desk.owed("party.contact-visit")] == [(OTHER_STAFF, "budget")]
    desk.ticked(day(10, 8))
    assert counted(desk) == {("budget", DUE): 1, ("budget", MISSED): 1}
    given(to=desk).when(handed, by=OTHER_HEAD, at=clock(day(10, 9))).then_refused(SamePerson)
    proven(desk.app)


def test_what_ended_owes_nothing(desk: Desk) -> None:
    ended = ops.EndContact(contact=FIRST, reason="已脱贫")
    given(assigned(), to=desk).when(ended, by=HEAD, at=clock(day(8, 1))).then(fact(e.ContactEnded, period="2025-Q3"))
    assert desk.ticked(day(10, 8), e.VisitMissed, e.VisitDue) == []
    assert counted(desk) == {}
    given(to=desk).when(visited(day(8, 2)).operation, by=STAFF, at=clock(day(8, 2))).then_refused(ContactOver)
    proven(desk.app)


def around_the_turn(desk: Desk) -> None:
    """Until 7 October two visits are owed: that of the third quarter may still be entered, the fourth has begun."""
    given(assigned(), to=desk)
    desk.ticked(day(10, 1))
    assert len(desk.owed("party.contact-visit")) == 2


def test_around_the_turn_of_a_quarter_only_what_is_to_come_goes_with_the_contact(desk: Desk) -> None:
    """Who takes it over in October could not have visited in September."""
    around_the_turn(desk)
    handed = ops.HandOverContact(contact=FIRST, person=OTHER_STAFF, reason="人员调整")
    given(to=desk).when(handed, by=HEAD, at=clock(day(10, 3))).then(fact(e.ContactHandedOver, period="2025-Q4"))
    assert [(person, due) for person, _, due, _ in desk.owed("party.contact-visit")] == [
        (STAFF, day(10, 7)), (OTHER_STAFF, date(2026, 1, 7)),
    ]  # fmt: skip
    desk.ticked(day(10, 8))
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", MISSED): 1}
    desk.ticked(date(2026, 1, 8))
    assert counted(desk)["budget", MISSED] == 1
    proven(desk.app)


def test_a_contact_that_ends_around_the_turn_owes_nothing_of_the_quarter_that_has_begun(desk: Desk) -> None:
    around_the_turn(desk)
    ended = ops.EndContact(contact=FIRST, reason="已脱贫")
    given(to=desk).when(ended, by=HEAD, at=clock(day(10, 3))).then(fact(e.ContactEnded, period="2025-Q4"))
    desk.ticked(date(2026, 1, 8))
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", MISSED): 1}, "September's alone"


def test_what_was_visited_before_the_end_may_be_entered_after_it(desk: Desk) -> None:
    around_the_turn(desk)
    given(by(HEAD, day(10, 3), ops.EndContact(contact=FIRST, reason="已脱贫")), to=desk)
    late, after = visited(day(9, 29)).operation, visited(day(10, 4)).operation
    given(to=desk).when(after, by=STAFF, at=clock(day(10, 4))).then_refused(ContactOver)
    seen = desk.on(day(10, 4), STAFF, ops.GetContact(contact=FIRST))
    assert "party.record-visit" in seen.allowed
    given(to=desk).when(late, by=STAFF, at=clock(day(10, 4))).then(fact(e.ContactVisited, counts=True))
    desk.ticked(date(2026, 1, 8))
    assert counted(desk) == {("finance-economy", DUE): 1, ("finance-economy", VISITED): 1}
    seen = desk.on(day(10, 5), STAFF, ops.GetContact(contact=FIRST))
    assert "party.record-visit" not in seen.allowed
    proven(desk.app)


def test_a_visit_taken_back_after_the_end_is_not_owed_again(desk: Desk) -> None:
    given(assigned(), visited(day(8, 1)), by(HEAD, day(8, 20), ops.EndContact(contact=FIRST, reason="已脱贫")), to=desk)
    given(to=desk).when(ops.WithdrawVisit(contact=FIRST, visit=1, reason="误登"), by=STAFF, at=clock(day(8, 25))).then(
        fact(e.VisitWithdrawn, counted=True, fell=True)
    )
    assert [state for *_, state in desk.owed("party.contact-visit")] == ["cancelled"]
    assert desk.ticked(day(10, 8), e.VisitMissed) == []
    assert counted(desk) == {}
    proven(desk.app)


def test_a_quarter_that_was_missed_hides_no_later_one(desk: Desk) -> None:
    around_the_turn(desk)
    desk.ticked(day(10, 8))
    seen = desk.on(day(10, 8), STAFF, ops.GetContact(contact=FIRST))
    assert [str(one.status) for one in seen.periods] == ["missed", "owed"]
    assert seen.owed_by == date(2026, 1, 7)
    given(visited(day(9, 29), entered=day(10, 9)), to=desk)
    assert desk.on(day(10, 9), STAFF, ops.GetContact(contact=FIRST)).owed_by == date(2026, 1, 7)
    given(visited(day(10, 10)), to=desk)
    assert desk.on(day(10, 10), STAFF, ops.GetContact(contact=FIRST)).owed_by is None
    proven(desk.app)


def test_a_contact_whose_keeper_moved_waits_for_the_head(desk: Desk) -> None:
    """p023 moves to the office on 1 December 2025."""
    given(assigned(day(11, 3), person="p023"), to=desk)

    def waits(on: date) -> list[str]:
        lines = desk.on(on, HEAD, desk.LOG.list_desk()).items
        return [line.operation for line in lines if line.operation == "party.hand-over-contact"]

    assert (waits(day(11, 28)), waits(day(12, 1))) == ([], ["party.hand-over-contact"])


# -- problems ---------------------------------------------------------------------------------------------------------


def test_a_problem_is_settled_by_whoever_it_lies_with(desk: Desk) -> None:
    raised = visited(day(7, 15), problem="饮水困难")
    settle = ops.SettleProblem(contact=FIRST, visit=1, outcome="已接通自来水")
    given(assigned(), raised, to=desk)
    forward = ops.ForwardProblem(contact=FIRST, visit=1, to_department="budget")
    given(by(STAFF, day(7, 16), forward), to=desk).when(settle, by=STAFF, at=clock(day(7, 20))).then_refused(Forbidden)
    (line,) = desk.on(day(7, 17), OTHER_HEAD, desk.LOG.list_desk()).items
    assert (line.operation, line.number) == ("party.settle-problem", "2025-0001")
    given(to=desk).when(settle, by=OTHER_HEAD, at=clock(day(7, 20))).then(
        fact(e.ProblemSettled, department="budget")
    ).then_answer(open_problems=0)
    assert counted(desk)["budget", SETTLED] == 1
    given(to=desk).when(settle, by=STAFF, at=clock(day(7, 21))).then_refused(NoProblemOpen)
    given(by(STAFF, day(7, 22), ops.WithdrawVisit(contact=FIRST, visit=1, reason="x")), to=desk)
    assert counted(desk) == {}
    proven(desk.app)


# -- who reads what ---------------------------------------------------------------------------------------------------


def test_names_and_troubles_are_for_those_who_have_to_do_with_the_contact(desk: Desk) -> None:
    given(assigned(), visited(day(7, 15), problem="饮水困难"), to=desk)
    for person, reads in (
        (STAFF, True),
        (HEAD, True),
        (LEADER, True),
        (DIRECTOR, True),
        (CLERK, False),
        (AUDITOR, False),
    ):
        view = desk.on(day(7, 16), person, ops.GetContact(contact=FIRST))
        assert ("困难户甲" in view.model_dump_json()) is reads, person
        assert ("饮水困难" in view.model_dump_json()) is reads, person
        assert view.withheld is not reads
    for person in (COLLEAGUE, OTHER_HEAD):
        given(to=desk).when(ops.GetContact(contact=FIRST), by=person, at=clock(day(7, 16))).then_refused(Forbidden)
    told = b"".join(public_bytes(event.TOPIC, encode(event)) for event in desk.recorded()).decode()
    assert not [word for word in ("困难户", "云桥", "缺水", "饮水", "了解情况") if word in told]
    file = desk.on(day(7, 16), AUDITOR, ops.ExportContacts(start=day(7, 1), end=day(7, 31)))
    title, heading, row = read_back(file.content)
    assert title[0].startswith("联系代表、困难户台账")
    assert "姓名" not in heading
    assert not [cell for cell in row if "困难户甲" in str(cell)]


def test_everybodys_contacts_are_told_with_those_who_keep_too_few(desk: Desk) -> None:
    given(assigned(), to=desk)
    loads = desk.on(START, HEAD, ops.ListContactLoads(department="finance-economy")).items
    assert {one.person: (one.deputies, one.households, one.short) for one in loads}[STAFF] == (0, 1, True)
    assert len(desk.on(START, CLERK, ops.ListContactLoads()).items) > 40


# -- any history ------------------------------------------------------------------------------------------------------

DAYS = [date(2025, 7, 1) + timedelta(days=n) for n in range(0, 290, 9)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@chosen(
    deeds=st.lists(
        st.tuples(st.sampled_from(["visit", "withdraw", "settle", "miss", "end"]), st.integers(1, 6)), max_size=20
    )
)
def test_every_period_ends_as_visited_or_missed_and_facts_say_the_same(deeds: list[tuple[str, int]]) -> None:
    """Whatever is entered and taken back: facts add up to one visit owed, and to one visited or missed, a period."""
    contact = Contact(FIRST)
    kind = {"kind": "household", "person": STAFF, "department": "budget", "deputy": ""}
    contact.assign(act(on=DAYS[0]), number="1", name="x", place="y", situation="", **kind)
    found: Counter[str] = Counter()
    for number, (what, which) in enumerate(deeds):
        on = DAYS[number]
        contact.open_period(act(on=on), span_of(on, "quarter"), department="budget", within=7)
        _deed(contact, what, which, act(on=on), on)
        for event in contact.collect_events():
            if isinstance(event, SPOKEN):
                for one in facts_of(event):
                    found[one.kind] += one.quantity // 1000
    statuses = Counter(one.status for one in contact.periods.values())
    assert found[VISITED] == statuses[PeriodStatus.VISITED]
    assert found[MISSED] == statuses[PeriodStatus.MISSED]
    assert found[DUE] == found[VISITED] + found[MISSED]
    settled = [one for number, one in contact.visits.items() if one.settled_on and number in contact.standing]
    assert found[SETTLED] == len(settled)


def _deed(contact: Contact, what: str, which: int, doing: Act, on: date) -> None:
    try:
        match what:
            case "visit":
                said = {"way": "visit", "content": "x", "problem": "p" if which % 2 else "", "department": "budget"}
                contact.visit(doing, span_of(on, "quarter"), on=on, **said)
            case "withdraw":
                contact.withdraw(doing, visit=which, reason="x")
            case "end":
                if contact.status == ContactStatus.KEPT and which == 1:
                    contact.end(doing, department="budget", reason="x")
            case "settle":
                contact.settle(doing, visit=which, outcome="x", department="budget")
            case _:
                if contact.owed:
                    contact.miss(doing)
    except (NotFound, NoProblemOpen, ContactOver):
        pass
