"""One year's health check: owed, arranged, gone to, held (A23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.finance.union_health import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

NAMESPACE = UUID("b0d0f2ce-8f1d-4e0a-9a77-5e6a3d1c9042")
CITES = ("A23",)


class CheckStatus(Status):
    DUE = "due", "待安排", "to be arranged"
    ARRANGED = "arranged", "已安排", "arranged"
    HELD = "held", "已完成", "held"


class NobodyWent(Refusal):
    """A check that nobody went to was none."""

    code = "finance.health-check-nobody-went"
    next = ("请先登记参加体检的人员。", "Enter who went first.")


def check_id(year: int) -> UUID:
    return uuid5(NAMESPACE, f"{year}")


class HealthCheck(Aggregate):
    CALLED = "年度健康体检", "year's health check"
    CITES = CITES
    CARRIES = ("year", "due", "answers", "department")
    BECOMES = {
        e.HealthCheckDue: CheckStatus.DUE,
        e.HealthCheckArranged: CheckStatus.ARRANGED,
        e.HealthCheckHeld: CheckStatus.HELD,
    }
    year = 0
    due = date.min
    answers = ""
    department = ""
    first = date.min
    last = date.min
    missed = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.went: set[str] = set()

    def open(self, act: Act, *, year: int, due: date, answers: str, department: str) -> None:
        self.trigger(e.HealthCheckDue, act, year=year, due=due, answers=answers, department=department)

    def pass_on(self, act: Act, *, answers: str, department: str) -> None:
        """Does nothing unless it is still owed in time, and by somebody else."""
        if self.status != CheckStatus.HELD and not self.missed and answers != self.answers:
            self.trigger(e.HealthCheckPassed, act, answers=answers, department=department)

    def arrange(self, act: Act, *, first: date, last: date, place: str) -> None:
        if not first <= last or first.year != self.year or last.year != self.year:
            raise Invalid(
                "体检起止日期应先后有序，并在该年度内。",
                "It begins before it ends, both within its year.",
                fields=[{"field": "last"}],
            )
        self.trigger(e.HealthCheckArranged, act, first=first, last=last, place=place)

    def attend(self, act: Act, *, on: date, people: Sequence[str]) -> None:
        """Each once, on a day for which it was arranged."""
        twice = sorted(set(people) & self.went) if len(set(people)) == len(people) else list(people)
        if twice or not self.first <= on <= self.last:
            raise Invalid(
                "每人登记一次，日期在安排的起止日期之内。",
                "Each is entered once, on a day for which it was arranged.",
                fields=[{"field": "people" if twice else "on", "people": twice}],
            )
        self.trigger(e.HealthCheckAttended, act, on=on, people=tuple(people), number=len(people))

    def hold(self, act: Act) -> None:
        if not self.went:
            raise NobodyWent("尚未登记参加体检的人员。", "Nobody was entered as having gone.", cites=CITES)
        self.trigger(e.HealthCheckHeld, act, number=len(self.went), was_missed=self.missed)

    def miss(self, act: Act) -> None:
        self.trigger(e.HealthCheckMissed, act)

    @applies(e.HealthCheckPassed)
    def _passed(self, event: e.HealthCheckPassed) -> None:
        self.answers, self.department = event.answers, event.department

    @applies(e.HealthCheckArranged)
    def _arranged(self, event: e.HealthCheckArranged) -> None:
        self.first, self.last = event.first, event.last

    @applies(e.HealthCheckAttended)
    def _attended(self, event: e.HealthCheckAttended) -> None:
        self.went |= set(event.people)

    @applies(e.HealthCheckMissed)
    def _missed(self, event: e.HealthCheckMissed) -> None:
        self.missed = True
