"""One contact: whom somebody visits once in every period, what is raised and who settles it (A10, A12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, NotFound, Refusal
from services.party.contacts import events as e
from services.party.periods import first_of, last_of, period_of


class ContactKind(Word):
    DEPUTY = "deputy", "人大代表", "deputy"
    HOUSEHOLD = "household", "困难户", "poor household"


class ContactStatus(Status):
    KEPT = "kept", "联系中", "kept"
    ENDED = "ended", "已结束", "ended"


class PeriodStatus(Status):
    OWED = "owed", "待走访", "visit owed"
    VISITED = "visited", "已走访", "visited"
    MISSED = "missed", "未走访", "not visited"
    FALLEN = "fallen", "不再走访", "no longer owed"


class ProblemStatus(Status):
    NONE = "none", "无", "none"
    OPEN = "open", "待解决", "open"
    FORWARDED = "forwarded", "已转办", "with a department"
    SETTLED = "settled", "已解决", "settled"


BECOMES: Becomes = {e.ContactAssigned: ContactStatus.KEPT, e.ContactEnded: ContactStatus.ENDED}
CITES_OF = {ContactKind.DEPUTY: ("A10",), ContactKind.HOUSEHOLD: ("A12",)}
CITES = ("A10", "A12")


class ContactOver(Refusal):
    """The contact has been ended."""

    code = "party.contact-ended"
    next = ("请登记新的联系对象。", "Assign a new contact.")


class TooManyContacts(Refusal):
    """More deputies or households than one person keeps contact with."""

    code = "party.too-many-contacts"
    next = ("请先移交或结束一个联系对象，或另派联系人。", "Hand one over or end it first, or choose somebody else.")


class SamePerson(Refusal):
    """Whoever keeps it would hand it to themselves."""

    code = "party.contact-same-person"
    kind = "invalid"
    next = ("请选择另一名联系人。", "Choose somebody else.")


class NoProblemOpen(Refusal):
    """The visit raised nothing, or what it raised is settled."""

    code = "party.no-problem-open"
    next = ("请打开该联系对象，查看问题的办理情况。", "Open the contact to see where the problem stands.")


@dataclass
class Period:
    last: date
    due: date
    department: str
    status: PeriodStatus = PeriodStatus.OWED
    missed: bool = False
    """Recorded as missed once, whatever came later."""


@dataclass
class Visit:
    on: date
    period: str
    problem: ProblemStatus
    department: str = ""
    settled_on: date | None = None


@dataclass(frozen=True)
class Span:
    """A period, as `2026-Q3`."""

    key: str
    first: date
    last: date


def span_of(day: date, cadence: str) -> Span:
    """The period of this cadence in which a day lies."""
    return Span(period_of(cadence, day), first_of(cadence, day), last_of(cadence, day))


class Contact(Aggregate):
    CALLED = "联系对象", "contact"
    CARRIES = ("kind", "person", "deputy")
    BECOMES = BECOMES
    WRONG_STATUS = ContactOver
    kind = ""
    person = ""
    deputy = ""
    ended: date | None = None

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.periods: dict[str, Period] = {}
        self.visits: dict[int, Visit] = {}
        self.standing: set[int] = set()

    @property
    def cites(self) -> tuple[str, ...]:
        return CITES_OF[ContactKind(self.kind)]

    @property
    def owed(self) -> str:
        """The first period in which a visit is still owed; empty for none. Until it may no longer be entered, one that
        is over is owed beside the one that runs."""
        return next((key for key, one in self.periods.items() if one.status == PeriodStatus.OWED), "")

    def owed_after(self, day: date) -> str:
        """The same, of those that are not over on that day."""
        running = (key for key, one in self.periods.items() if one.status == PeriodStatus.OWED and one.last >= day)
        return next(running, "")

    def assign(
        self,
        act: Act,
        *,
        number: str,
        kind: str,
        person: str,
        department: str,
        deputy: str,
        name: str,
        place: str,
        situation: str,
    ) -> None:
        self.trigger(
            e.ContactAssigned,
            act,
            number=number,
            kind=kind,
            person=person,
            department=department,
            deputy=deputy,
            name=name,
            place=place,
            situation=situation,
            cites=CITES_OF[ContactKind(kind)],
        )

    def open_period(self, act: Act, span: Span, *, department: str, within: int) -> bool:
        """A visit is owed in this period; nothing where it is already, or the contact has ended."""
        if self.status != ContactStatus.KEPT or span.key in self.periods:
            return False
        due = span.last + timedelta(days=within)
        self.trigger(
            e.VisitDue,
            act,
            department=department,
            period=span.key,
            first=span.first,
            last=span.last,
            due=due,
            cites=self.cites,
        )
        return True

    def hand_over(self, act: Act, *, person: str, department: str, reason: str) -> None:
        if person == self.person:
            raise SamePerson("联系人没有变化。", "The contact is kept by this person already.", cites=self.cites)
        period = self.owed_after(act.day)  # one that is over stays with whoever was to visit in it
        due = self.periods[period].due if period else None
        self.trigger(
            e.ContactHandedOver,
            act,
            person=person,
            before=self.person,
            department=department,
            period=period,
            due=due,
            reason=reason,
            cites=self.cites,
        )

    def end(self, act: Act, *, department: str, reason: str) -> None:
        """What the running period owes falls; of one that is over, the visit may still be entered."""
        period = self.owed_after(act.day)
        self.trigger(e.ContactEnded, act, department=department, period=period, reason=reason, cites=self.cites)

    # -- visits -------------------------------------------------------------------------------------------------------

    def visit(self, act: Act, span: Span, *, on: date, way: str, content: str, problem: str, department: str) -> None:
        """Counts once for each period that owes one, also when it is entered late. Of a contact that has ended, what is
        owed of before may still be entered, and nothing else."""
        period = self.periods.get(span.key)
        counts = period is not None and period.status in (PeriodStatus.OWED, PeriodStatus.MISSED)
        if self.status == ContactStatus.ENDED and not counts:
            raise ContactOver(
                "该联系对象已结束，只能登记结束前所欠的走访。",
                "The contact has ended: a visit is entered for what was owed before, and for nothing else.",
                cites=self.cites,
            )
        self.trigger(
            e.ContactVisited,
            act,
            department=period.department if period is not None else department,
            visit=len(self.visits) + 1,
            on=on,
            way=way,
            period=span.key if period is not None else "",
            last=period.last if period is not None else None,
            counts=counts,
            was_missed=counts and period is not None and period.status == PeriodStatus.MISSED,
            raised=bool(problem),
            content=content,
            problem=problem,
            cites=self.cites,
        )

    def withdraw(self, act: Act, *, visit: int, reason: str) -> None:
        found = self._visit(visit)
        period = self.periods.get(found.period)
        alone = not any(number != visit and self.visits[number].period == found.period for number in self.standing)
        counted = period is not None and period.status == PeriodStatus.VISITED and alone
        fell = counted and period is not None and self.ended is not None and period.last >= self.ended
        self.trigger(
            e.VisitWithdrawn,
            act,
            department=period.department if period is not None else "",
            visit=visit,
            period=found.period,
            last=period.last if period is not None else None,
            counted=counted,
            was_missed=period is not None and period.missed,
            fell=fell,
            settled_on=found.settled_on,
            settled_by=found.department if found.settled_on else "",
            reason=reason,
            cites=self.cites,
        )

    def miss(self, act: Act) -> None:
        key = self.owed
        period = self.periods[key]
        self.trigger(
            e.VisitMissed,
            act,
            department=period.department,
            period=key,
            last=period.last,
            due=period.due,
            cites=self.cites,
        )

    # -- problems -----------------------------------------------------------------------------------------------------

    def forward(self, act: Act, *, visit: int, to_department: str) -> None:
        self._open_problem(visit)
        self.trigger(e.ProblemForwarded, act, department=to_department, visit=visit, cites=self.cites)

    def settle(self, act: Act, *, visit: int, outcome: str, department: str) -> None:
        found = self._open_problem(visit)
        self.trigger(
            e.ProblemSettled,
            act,
            department=found.department or department,
            visit=visit,
            outcome=outcome,
            cites=self.cites,
        )

    def _visit(self, number: int) -> Visit:
        if number not in self.standing:
            raise NotFound("没有这次走访。", "There is no such visit.", visit=number)
        return self.visits[number]

    def _open_problem(self, number: int) -> Visit:
        found = self._visit(number)
        if found.problem not in (ProblemStatus.OPEN, ProblemStatus.FORWARDED):
            raise NoProblemOpen(
                "该次走访没有待解决的问题。", "No problem of this visit is open.", cites=self.cites, visit=number
            )
        return found

    # -- what events change -------------------------------------------------------------------------------------------

    @applies(e.VisitDue)
    def _owed(self, event: e.VisitDue) -> None:
        self.periods[event.period] = Period(event.last, event.due, event.department)

    @applies(e.ContactHandedOver)
    def _handed_over(self, event: e.ContactHandedOver) -> None:
        self.person = event.person
        if event.period:
            self.periods[event.period].department = event.department

    @applies(e.ContactEnded)
    def _ended(self, event: e.ContactEnded) -> None:
        self.ended = event.day
        if event.period:
            self.periods[event.period].status = PeriodStatus.FALLEN

    @applies(e.ContactVisited)
    def _visited(self, event: e.ContactVisited) -> None:
        problem = ProblemStatus.OPEN if event.raised else ProblemStatus.NONE
        self.visits[event.visit] = Visit(event.on, event.period, problem)
        self.standing.add(event.visit)
        if event.counts:
            self.periods[event.period].status = PeriodStatus.VISITED

    @applies(e.VisitWithdrawn)
    def _withdrawn(self, event: e.VisitWithdrawn) -> None:
        self.standing.discard(event.visit)
        if event.counted:
            self.periods[event.period].status = left_by(event)

    @applies(e.VisitMissed)
    def _missed(self, event: e.VisitMissed) -> None:
        period = self.periods[event.period]
        period.status, period.missed = PeriodStatus.MISSED, True

    @applies(e.ProblemForwarded)
    def _forwarded(self, event: e.ProblemForwarded) -> None:
        self.visits[event.visit].problem = ProblemStatus.FORWARDED
        self.visits[event.visit].department = event.department

    @applies(e.ProblemSettled)
    def _settled(self, event: e.ProblemSettled) -> None:
        found = self.visits[event.visit]
        found.problem, found.department, found.settled_on = ProblemStatus.SETTLED, event.department, event.day


def left_by(event: e.VisitWithdrawn) -> PeriodStatus:
    """How a period stands that has lost its only visit."""
    if event.fell:
        return PeriodStatus.FALLEN
    return PeriodStatus.MISSED if event.was_missed else PeriodStatus.OWED


def check_within(on: date, since: date, last: date) -> None:
    """A visit is entered for a day since the contact began, and not for one to come."""
    if not since <= on <= last:
        raise Invalid(
            "走访日期不能早于联系开始之日，也不能晚于今天。",
            "A visit lies between the day on which the contact began and today.",
            fields=[{"field": "on", "from": since.isoformat(), "to": last.isoformat()}],
        )
