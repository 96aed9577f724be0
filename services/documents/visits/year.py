"""One person's year: how often a visitor was failed, and when that costs the yearly grade and the bonus (B13.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.documents.visits import events as e
from services.documents.visits.visit import COMPLAINT_CITES
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Word
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d03")


class Source(Word):
    """How a lapse became known."""

    COMPLAINT = "complaint", "投诉查实", "complaint upheld"
    CHECK = "check", "监督检查", "check"


class Cause(Word):
    """What costs the yearly grade; none while it stands."""

    NONE = "", "无", "none"
    COMPLAINT = "complaint", "投诉查实", "complaint upheld"
    TIMES = "times", "年度累计次数", "times in the year"


class NoSuchLapse(Refusal):
    code = "documents.service-no-such-lapse"
    kind = "missing"
    next = ("请打开当年记录核对。", "Open the year's entries and check.")


class OwnLapse(Refusal):
    """Nobody records or takes back a lapse of their own."""

    code = "documents.service-own-lapse"
    kind = "forbidden"
    next = ("请由其他考核组成员处理。", "Let another member of the group do it.")


def year_id(person: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{year}")


@dataclass(frozen=True, slots=True)
class Threshold:
    """In force on the day that decides: how many times cost the grade, and whether one upheld complaint does."""

    times: int
    complaint_decides: bool
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lapse:
    department: str
    on: date
    source: str


class ServiceYear(Aggregate):
    CITES = COMPLAINT_CITES
    CARRIES = ("person", "year")
    person = ""
    year = 0
    lost_in = ""
    """The department in which the grade was lost, while it is."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.lapses: dict[int, Lapse] = {}
        self.given = 0

    def record(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        on: date,
        source: str,
        complaint: str,
        note: str,
        threshold: Threshold,
    ) -> None:
        """The loss follows once, however many lapses come after it."""
        self._not_own(act, person)
        self.trigger(
            e.LapseRecorded,
            act,
            number=self.given + 1,
            person=person,
            department=department,
            year=on.year,
            on=on,
            source=source,
            complaint=complaint,
            nth=len(self.lapses) + 1,
            note=note,
        )
        cause = self._cause(threshold)
        if cause and not self.lost_in:
            self.trigger(
                e.YearlyGradeLost,
                act,
                department=department,
                cause=cause,
                times=len(self.lapses),
                cites=threshold.cites,
            )

    def withdraw(self, act: Act, *, number: int, reason: str, threshold: Threshold) -> None:
        """What no longer holds is undone, once; what still rests on other lapses stays."""
        lapse = self.lapses.get(number)
        if lapse is None:
            raise NoSuchLapse(
                "没有这次批评，或已撤销。", "There is no such lapse, or no longer.", cites=COMPLAINT_CITES
            )
        self._not_own(act, self.person)
        self.trigger(
            e.LapseWithdrawn,
            act,
            number=number,
            department=lapse.department,
            on=lapse.on,
            source=lapse.source,
            reason=reason,
        )
        if self.lost_in and not self._cause(threshold):
            self.trigger(
                e.YearlyGradeRestored,
                act,
                department=self.lost_in,
                times=len(self.lapses),
                cites=threshold.cites,
            )

    def _cause(self, threshold: Threshold) -> str:
        if threshold.complaint_decides and any(lapse.source == Source.COMPLAINT for lapse in self.lapses.values()):
            return Cause.COMPLAINT.value
        return Cause.TIMES.value if len(self.lapses) >= threshold.times else ""

    def _not_own(self, act: Act, person: str) -> None:
        if act.actor == person:
            raise OwnLapse(
                "不能处理本人的首问责任问题。", "Nobody decides on a lapse of their own.", cites=COMPLAINT_CITES
            )

    @applies(e.LapseRecorded)
    def _recorded(self, event: e.LapseRecorded) -> None:
        self.given = event.number
        self.lapses[event.number] = Lapse(event.department, event.on, event.source)

    @applies(e.LapseWithdrawn)
    def _withdrawn(self, event: e.LapseWithdrawn) -> None:
        del self.lapses[event.number]

    @applies(e.YearlyGradeLost)
    def _lost(self, event: e.YearlyGradeLost) -> None:
        self.lost_in = event.department

    @applies(e.YearlyGradeRestored)
    def _restored(self, event: e.YearlyGradeRestored) -> None:
        self.lost_in = ""
