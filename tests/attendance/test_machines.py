"""Leave and sheets driven at random through the application: whatever people do, the books agree (A14–A16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone
from services.attendance.entitlement.operations import GetEntitlement
from services.attendance.leave.events import LeaveApproved, LeaveEndorsed, LeaveRejected, ReturnMissed
from services.attendance.leave.operations import (
    ApproveLeave,
    ListLeave,
    RegisterReturn,
    RejectLeave,
    RequestLeave,
    RevokeLeave,
    WithdrawLeave,
)
from services.attendance.leave.span import Half, Part
from services.attendance.punches.operations import MarkDay, WithdrawDayMark
from services.attendance.sheets.operations import (
    AcceptSheet,
    CompileSheet,
    CorrectedState,
    CorrectSheet,
    GetSheet,
    ReturnSheet,
    SubmitSheet,
)
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.attendance.desk import CLERK, Desk, calendar, clock, punched
from tests.stores import prepared

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
HALF = Decimal("0.5")
HALVES = st.sampled_from(list(Half))
PEOPLE = ("p024", "p025", "p022", "p003")
"""Two of the staff, their head, and the deputy chair over them."""
DECIDERS = (*PEOPLE, "p001", "p011")
HeldHalves = set[tuple[date, Half]]

STEADY = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)


class AtTheDesk(RuleBasedStateMachine):
    """A desk of its own, a day that only goes forward, and refusals that leave nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "attendance.db", Desk)
        self.desk = Desk(self.store)
        self.today = date(2025, 6, 30)

    def attempt(self, operation: Operation, by: str) -> Any:
        """The answer, or None where it was refused: then nothing may have been recorded."""
        before = self.store.position()
        try:
            return self.desk.ask(operation, by=by, at=clock(self.today))
        except Refusal:
            if self.store.position() != before:
                raise AssertionError("a refusal left something behind") from None
            return None

    @rule(days=st.integers(1, 6))
    def days_go_by(self, days: int) -> None:
        for _ in range(days):
            self.today += DAY
            self.desk.tick(self.today)

    def teardown(self) -> None:
        assert self.desk.rebuilt_equal(), "every register is what the log says"
        self.store.close()
        self.folder.cleanup()


def halves(start: date, start_half: Half, end: date, end_half: Half) -> HeldHalves:
    places = [(start + n * DAY, half) for n in range((end - start).days + 1) for half in Half]
    return {place for place in places if (start, start_half) <= place <= (end, end_half)}


@dataclass
class Paper:
    """A slip as the applicant keeps it."""

    person: str
    kind: str
    held: HeldHalves
    route: list[str]
    holders: list[str]
    status: str = "requested"
    decided: int = 0

    def working_days(self, year: int) -> Decimal:
        return HALF * sum(1 for day, _ in self.held if day.year == year and calendar().is_workday(day))


class LeaveMachine(AtTheDesk):
    leaves = Bundle("leaves")

    def __init__(self) -> None:
        super().__init__()
        self.papers: dict[UUID, Paper] = {}

    @rule(
        target=leaves,
        person=st.sampled_from(PEOPLE),
        kind=st.sampled_from(["personal", "personal", "annual", "sick", "maternity"]),
        ahead=st.integers(-6, 12),
        length=st.integers(0, 9),
        start_half=HALVES,
        end_half=HALVES,
        by_clerk=st.booleans(),
    )
    def ask(
        self, person: str, kind: str, ahead: int, length: int, start_half: Half, end_half: Half, by_clerk: bool
    ) -> Any:
        start = self.today + ahead * DAY
        end = start + length * DAY
        slip = RequestLeave(
            person=person, kind=kind, start=start, start_half=start_half, end=end, end_half=end_half, reason="事"
        )
        view = self.attempt(slip, CLERK if by_clerk else person)
        held = halves(start, start_half, end, end_half)
        rivals = [
            p for p in self.papers.values() if p.person == person and p.status in ("requested", "approved", "returned")
        ]
        if view is None:
            return multiple()
        assert not any(held & paper.held for paper in rivals), "two slips over one half day"
        assert view.late_slip == (start < self.today)
        route, holders = [step.post for step in view.steps], [step.holder for step in view.steps]
        assert route
        assert person not in holders, "never the applicant"
        self.papers[view.id] = Paper(person, kind, held, route, holders)
        return view.id

    @rule(leave=leaves, by=st.sampled_from(DECIDERS), agrees=st.booleans(), willing=st.booleans())
    def decide(self, leave: UUID, by: str, agrees: bool, willing: bool) -> None:
        """Mostly whoever's turn it is; else anybody."""
        paper = self.papers[leave]
        waiting = paper.status == "requested"
        if willing and waiting:
            by, agrees = paper.holders[paper.decided], True
        view = self.attempt(ApproveLeave(leave=leave) if agrees else RejectLeave(leave=leave, reason="忙"), by)
        if view is None:
            return
        assert waiting, "decided once is decided"
        assert by == paper.holders[paper.decided], "the steps are taken in order, by the holder of the post"
        paper.decided += 1
        paper.status = "rejected" if not agrees else "approved" if paper.decided == len(paper.route) else "requested"

    @rule(leave=leaves)
    def everybody_agrees(self, leave: UUID) -> None:
        paper = self.papers[leave]
        while paper.status == "requested":
            view = self.attempt(ApproveLeave(leave=leave), paper.holders[paper.decided])
            if view is None:
                assert paper.kind == "annual", "only the entitlement stands in the way of the last step"
                return
            paper.decided += 1
            paper.status = view.status

    @rule(leave=leaves, by=st.sampled_from(DECIDERS))
    def withdraw(self, leave: UUID, by: str) -> None:
        paper = self.papers[leave]
        if self.attempt(WithdrawLeave(leave=leave), by) is not None:
            assert paper.status == "requested"
            assert by in (paper.person, CLERK)
            paper.status = "withdrawn"

    @rule(leave=leaves, short=st.integers(0, 4), half=HALVES, named=st.booleans())
    def come_back(self, leave: UUID, short: int, half: Half, named: bool) -> None:
        paper = self.papers[leave]
        last = max(day for day, _ in paper.held) - short * DAY
        operation = RegisterReturn(leave=leave, last_day=last, last_half=half) if named else RegisterReturn(leave=leave)
        view = self.attempt(operation, CLERK)
        if view is None:
            return
        assert paper.status == "approved"
        paper.status = "returned"
        if named:
            paper.held = {place for place in paper.held if place <= (last, half)}

    @rule(leave=leaves, by=st.sampled_from((CLERK, "p022")))
    def revoke(self, leave: UUID, by: str) -> None:
        paper = self.papers[leave]
        if self.attempt(RevokeLeave(leave=leave, reason="误"), by) is not None:
            assert paper.status in ("approved", "returned")
            assert by == CLERK
            paper.status = "revoked"

    @invariant()
    def the_register_says_what_was_decided(self) -> None:
        items = self.desk.ask(ListLeave(limit=200), by=CLERK).items
        for view in items:
            self.falls_and_stands_again(view)
        assert {view.id: view.status for view in items} == {id: paper.status for id, paper in self.papers.items()}
        for view in items:
            assert len([step for step in view.steps if step.decided_by]) == self.papers[view.id].decided
            assert halves(view.start, view.start_half, view.end, view.end_half) == self.papers[view.id].held

    def falls_and_stands_again(self, view: Any) -> None:
        """Granted annual leave of days to come follows the year's forfeiture, and nothing else does (A16)."""
        paper = self.papers[view.id]
        now = halves(view.start, view.start_half, view.end, view.end_half)
        if paper.status not in ("approved", "fallen") or (view.status, now) == (paper.status, paper.held):
            return
        assert paper.kind == "annual"
        assert view.status in ("approved", "fallen")
        lost = self.desk.ask(GetEntitlement(person=paper.person, year=2025), by=CLERK).forfeited
        if view.status == "fallen" or now < paper.held:
            assert lost, "it falls with the forfeiture only"
            gone = paper.held if view.status == "fallen" else paper.held - now
            assert all(day > self.today for day, _ in gone if calendar().is_workday(day)), "what is taken is taken"
        else:
            assert not lost, "it stands again with its undoing only"
        paper.status, paper.held = view.status, now

    @invariant()
    def no_annual_leave_to_come_outlives_the_forfeiture(self) -> None:
        for paper in self.papers.values():
            if paper.kind == "annual" and paper.status == "approved" and any(d > self.today for d, _ in paper.held):
                assert not self.desk.ask(GetEntitlement(person=paper.person, year=2025), by=CLERK).forfeited

    @invariant()
    def the_forfeiture_is_one_figure(self) -> None:
        for person in PEOPLE:
            view = self.desk.ask(GetEntitlement(person=person, year=2025), by=CLERK)
            assert view.forfeited == (view.personal_total > view.granted_by_year)

    @invariant()
    def the_accounts_are_the_sum_of_the_leaves(self) -> None:
        counting = [paper for paper in self.papers.values() if paper.status in ("approved", "returned")]
        for person in PEOPLE:
            view = self.desk.ask(GetEntitlement(person=person, year=2025), by=CLERK)
            sums = {
                kind: sum((p.working_days(2025) for p in counting if (p.person, p.kind) == (person, kind)), Decimal(0))
                for kind in ("personal", "annual")
            }
            assert (view.personal_total, view.annual_taken) == (sums["personal"], sums["annual"])

    def teardown(self) -> None:
        recorded = self.desk.recorded()
        for leave in self.papers:
            steps = [
                event.step
                for event in recorded
                if isinstance(event, LeaveEndorsed | LeaveApproved | LeaveRejected) and event.originator_id == leave
            ]
            assert steps == list(range(len(steps))), "one decision for each step, in order"
            missed = [e for e in recorded if isinstance(e, ReturnMissed) and e.originator_id == leave]
            assert len(missed) <= 1
        for person in PEOPLE:
            turns = [
                type(e)
                for e in recorded
                if isinstance(e, AnnualLeaveForfeited | ForfeitureUndone) and e.person == person
            ]
            expected = [AnnualLeaveForfeited, ForfeitureUndone] * len(turns)
            assert turns == expected[: len(turns)], "forfeited and given back by turns"
        super().teardown()


JUNE = {"month": "2025-06", "department": "finance-economy"}
LAST_DAYS = st.sampled_from([date(2025, 6, day) for day in (26, 27, 28, 30)])
STATES = st.lists(
    st.builds(
        CorrectedState,
        half=st.sampled_from(["am", "pm"]),
        state=st.sampled_from(["late", "absent", "leave", "trip"]),
    ),
    max_size=2,
)


class SheetMachine(AtTheDesk):
    """June of one department, which is over; slips for its last days may still come."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2025, 7, 1)
        self.status = ""
        self.granted: list[UUID] = []

    @rule(
        person=st.sampled_from(("p024", "p025")),
        on=LAST_DAYS,
        times=st.sampled_from(((), ("09:00",), ("09:40", "18:00"), ("09:00", "12:00"), ("14:00", "17:00"))),
    )
    def punches_are_corrected(self, person: str, on: date, times: tuple[str, ...]) -> None:
        done = self.attempt(punched(person, on, *times, at=self.today).operation, CLERK)
        assert done is None or self.status != "accepted"

    @rule(on=LAST_DAYS, half=st.sampled_from(list(Part)), withdraw=st.booleans())
    def a_trip_is_marked(self, on: date, half: Part, withdraw: bool) -> None:
        fields: dict[str, Any] = {"person": "p024", "on": on, "half": half, "state": "trip", "reason": "下乡"}
        done = self.attempt(WithdrawDayMark(**fields) if withdraw else MarkDay(**fields), "p022")
        assert done is None or self.status != "accepted"

    @rule(on=LAST_DAYS, start=HALVES, end=HALVES)
    def a_late_slip_is_granted(self, on: date, start: Half, end: Half) -> None:
        slip = RequestLeave(person="p024", kind="sick", start=on, start_half=start, end=on, end_half=end)
        view = self.attempt(slip, "p024")
        if view is not None:
            approved = self.desk.ask(ApproveLeave(leave=view.id), by="p022", at=clock(self.today))
            # Joined with another of its kind a slip may be long enough to need the next on its route.
            if approved.status == "approved":
                self.granted.append(view.id)

    @rule(data=st.data())
    def a_leave_is_revoked(self, data: st.DataObject) -> None:
        if self.granted:
            leave = data.draw(st.sampled_from(self.granted))
            self.desk.do(RevokeLeave(leave=leave, reason="误"), by=CLERK, at=clock(self.today))
            self.granted.remove(leave)

    @rule()
    def compile(self) -> None:
        done = self.attempt(CompileSheet(**JUNE), "p022")
        assert (done is not None) == (self.status in ("", "draft", "returned"))
        self.status = done.status if done else self.status

    @rule()
    def submit(self) -> None:
        done = self.attempt(SubmitSheet(**JUNE), "p022")
        assert (done is not None) == (self.status in ("draft", "returned"))
        self.status = "submitted" if done else self.status

    @rule(accepts=st.booleans())
    def the_office_looks_at_it(self, accepts: bool) -> None:
        done = self.attempt(AcceptSheet(**JUNE) if accepts else ReturnSheet(**JUNE, reason="核对"), CLERK)
        assert (done is not None) == (self.status == "submitted")
        self.status = ("accepted" if accepts else "returned") if done else self.status

    @rule(on=LAST_DAYS, states=STATES)
    def the_office_corrects_it(self, on: date, states: list[CorrectedState]) -> None:
        operation = CorrectSheet(**JUNE, person="p024", on=on, states=tuple(states), reason="核实")
        assert self.attempt(operation, CLERK) is None or self.status == "accepted"

    @invariant()
    def the_figures_are_those_of_the_states(self) -> None:
        if not self.status:
            return
        view = self.desk.ask(GetSheet(**JUNE), by=CLERK)
        assert view.status == self.status
        working = len(calendar().working_days_of_month(2025, 6))
        for line in view.lines:
            leave = sum(1 for s in line.states if s.state == "leave")
            absent = sum(1 for s in line.states if s.state == "absent")
            assert line.days_due == working - HALF * leave
            assert line.days_present == line.days_due - HALF * absent
            places = [(s.on, s.half) for s in line.states if s.state in ("absent", "leave", "trip")]
            assert len(places) == len(set(places)), "a half day is one thing"

    @invariant()
    def no_granted_leave_stays_an_absence_once_accepted(self) -> None:
        """Unless the office itself said so afterwards, which `SheetCorrected` names."""
        from services.attendance.sheets.events import SheetCorrected

        if self.status != "accepted":
            return
        said = {e.on for e in self.desk.recorded() if isinstance(e, SheetCorrected)}
        view = self.desk.ask(GetSheet(**JUNE), by=CLERK)
        mine = next(line for line in view.lines if line.person == "p024")
        absent = {(s.on, s.half) for s in mine.states if s.state == "absent" and s.on not in said}
        for leave in self.desk.ask(ListLeave(person="p024", limit=200), by=CLERK).items:
            if leave.status == "approved":
                covered = halves(leave.start, leave.start_half, leave.end, leave.end_half)
                assert not absent & {(day, half.value) for day, half in covered}


TestLeave = LeaveMachine.TestCase
TestLeave.settings = STEADY
TestSheets = SheetMachine.TestCase
TestSheets.settings = STEADY
