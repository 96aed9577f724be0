"""One visitor from received to settled, and one complaint from filed to decided (B13)."""

from __future__ import annotations

from datetime import date

from services.documents.visits.events import (
    AnswerPromised,
    ComplaintDismissed,
    ComplaintFiled,
    ComplaintUpheld,
    PromiseMissed,
    VisitorGuided,
    VisitReceived,
    VisitSettled,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

RECEIVED, PROMISED, SETTLED = "received", "promised", "settled"
FILED, UPHELD, DISMISSED = "filed", "upheld", "dismissed"
CITES = ("B13.1", "B13.3")
COMPLAINT_CITES = ("B13.4",)


class VisitIsSettled(Refusal):
    code = "documents.visit-settled"


class PromiseInThePast(Refusal):
    """A promise names a day that is still to come, and a new one is given before the old one has passed."""

    code = "documents.visit-promise-in-the-past"
    kind = "invalid"


class ComplaintDecided(Refusal):
    code = "documents.complaint-decided"


class OwnComplaint(Refusal):
    """Nobody looks into a complaint about themselves."""

    code = "documents.complaint-about-oneself"
    kind = "forbidden"


class Visit(Aggregate):
    person = ""
    department = ""
    status = ""
    due: date | None = None
    missed = False

    def receive(
        self, act: Act, *, number: str, person: str, department: str, on: date, visitor: str, contact: str, matter: str
    ) -> None:
        self.trigger(
            VisitReceived,
            act,
            number=number,
            person=person,
            department=department,
            on=on,
            visitor=visitor,
            contact=contact,
            matter=matter,
            cites=CITES,
        )

    def guide(self, act: Act, *, to_department: str, to_person: str) -> None:
        self._not_settled()
        self.trigger(
            VisitorGuided,
            act,
            person=self.person,
            department=self.department,
            to_department=to_department,
            to_person=to_person,
            cites=("B13.2", "B13.3"),
        )

    def promise(self, act: Act, *, due: date, promise: str) -> None:
        """A later day may be agreed while the first has not passed; afterwards only settling is left."""
        self._not_settled()
        if due < act.day or (self.due is not None and act.day > self.due):
            raise PromiseInThePast(
                "承诺的期限应在今天或之后;原期限已过的,应尽快办结。",
                "A promise lies ahead, and its day is not moved once it has passed.",
                cites=CITES,
                due=(self.due or due).isoformat(),
            )
        self.trigger(
            AnswerPromised,
            act,
            person=self.person,
            department=self.department,
            due=due,
            promise=promise,
            cites=("B13.3",),
        )

    def settle(self, act: Act, *, outcome: str) -> None:
        """What is settled after its day was missed, whether the clock has looked since or not."""
        self._not_settled()
        if self.due is not None and act.day > self.due and not self.missed:
            self.miss(act)
        self.trigger(
            VisitSettled,
            act,
            person=self.person,
            department=self.department,
            was_missed=self.missed,
            outcome=outcome,
            cites=("B13.3",),
        )

    def miss(self, act: Act) -> None:
        assert self.due is not None
        self.trigger(PromiseMissed, act, person=self.person, department=self.department, due=self.due, cites=("B13.3",))

    def _not_settled(self) -> None:
        if self.status == SETTLED:
            raise VisitIsSettled("该来访已办结。", "The visit is settled.", cites=CITES)

    @applies(VisitReceived)
    def _received(self, event: VisitReceived) -> None:
        self.person, self.department, self.status = event.person, event.department, RECEIVED

    @applies(VisitorGuided)
    def _guided(self, event: VisitorGuided) -> None:
        pass

    @applies(AnswerPromised)
    def _promised(self, event: AnswerPromised) -> None:
        self.status, self.due = PROMISED, event.due

    @applies(VisitSettled)
    def _settled(self, event: VisitSettled) -> None:
        self.status = SETTLED

    @applies(PromiseMissed)
    def _missed(self, event: PromiseMissed) -> None:
        self.missed = True


class Complaint(Aggregate):
    number = ""
    person = ""
    department = ""
    on: date
    status = ""

    def file(
        self,
        act: Act,
        *,
        number: str,
        person: str,
        department: str,
        on: date,
        visit: str,
        complainant: str,
        matter: str,
    ) -> None:
        self.trigger(
            ComplaintFiled,
            act,
            number=number,
            person=person,
            department=department,
            on=on,
            visit=visit,
            complainant=complainant,
            matter=matter,
            cites=COMPLAINT_CITES,
        )

    def decide(self, act: Act, *, upheld: bool, finding: str) -> None:
        if act.actor == self.person:
            raise OwnComplaint(
                "不能核实针对本人的投诉。", "Nobody looks into a complaint about themselves.", cites=COMPLAINT_CITES
            )
        if self.status != FILED:
            raise ComplaintDecided("该投诉已核实。", "The complaint is decided already.", cites=COMPLAINT_CITES)
        self.trigger(
            ComplaintUpheld if upheld else ComplaintDismissed,
            act,
            person=self.person,
            department=self.department,
            on=self.on,
            finding=finding,
            cites=COMPLAINT_CITES,
        )

    @applies(ComplaintFiled)
    def _filed(self, event: ComplaintFiled) -> None:
        self.number, self.person, self.department = event.number, event.person, event.department
        self.on, self.status = event.on, FILED

    @applies(ComplaintUpheld)
    def _upheld(self, event: ComplaintUpheld) -> None:
        self.status = UPHELD

    @applies(ComplaintDismissed)
    def _dismissed(self, event: ComplaintDismissed) -> None:
        self.status = DISMISSED
