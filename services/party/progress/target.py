"""What one person owes of one measure in one year: set, reached, open again, missed or lifted (B1.2, B1.8, B5.8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.party.progress import events as e

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b25")


class Measure(Word):
    DAYS = "days", "学习天数", "study days"
    NOTES = "notes", "学习笔记", "study notes"
    ARTICLES = "articles", "体会文章", "articles"


AMOUNT = {Measure.DAYS: "study.days", Measure.NOTES: "study.characters", Measure.ARTICLES: "study.articles"}
"""The parameter of each, by role."""
CITES = {Measure.DAYS: ("B1.2",), Measure.NOTES: ("B1.8", "B5.8"), Measure.ARTICLES: ("B1.8", "B5.8")}


class TargetStatus(Status):
    OWED = "owed", "未完成", "owed"
    REACHED = "reached", "已完成", "reached"
    MISSED = "missed", "年末未完成", "missed"
    LIFTED = "lifted", "不再承担", "owed no longer"


BECOMES: Becomes = {
    e.StudyTargetSet: TargetStatus.OWED,
    e.StudyTargetReached: TargetStatus.REACHED,
    e.StudyTargetMissed: TargetStatus.MISSED,
    e.StudyTargetLifted: TargetStatus.LIFTED,
}


def target_id(person: str, year: int, measure: Measure) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{year}/{measure.value}")


class Target(Aggregate):
    CARRIES = ("person", "year", "measure")
    BECOMES = BECOMES
    person = ""
    year = 0
    measure = ""
    due: date
    missed = False

    def settle(
        self, act: Act, *, person: str, year: int, measure: Measure, department: str, owed: int, done: int
    ) -> None:
        """Records what is not as it was; whoever owes nothing has no target, or one that is lifted."""
        said = {"department": department, "cites": CITES[measure]}
        named = {"person": person, "year": year, "measure": measure.value}
        if self.status in ("", TargetStatus.LIFTED) and owed:
            self.trigger(e.StudyTargetSet, act, owed=owed, due=date(year, 12, 31), **named, **said)
        if self.status in (TargetStatus.OWED, TargetStatus.MISSED) and done >= owed > 0:
            self.trigger(e.StudyTargetReached, act, owed=owed, done=done, **said)
        elif self.status == TargetStatus.REACHED and done < owed:
            self.trigger(e.StudyTargetReopened, act, owed=owed, done=done, missed=self.missed, **said)
        elif self.status in (TargetStatus.OWED, TargetStatus.REACHED) and not owed:
            self.trigger(e.StudyTargetLifted, act, **said)

    def miss(self, act: Act, *, department: str, owed: int, done: int) -> None:
        """By what is owed and stands when the year is over, which may be enough or nothing by now."""
        measure = Measure(self.measure)
        self.settle(
            act, person=self.person, year=self.year, measure=measure, department=department, owed=owed, done=done
        )
        if self.status == TargetStatus.OWED:
            self.trigger(
                e.StudyTargetMissed,
                act,
                department=department,
                owed=owed,
                done=done,
                due=self.due,
                cites=CITES[measure],
            )

    @applies(e.StudyTargetSet)
    def _set(self, event: e.StudyTargetSet) -> None:
        self.due = event.due

    @applies(e.StudyTargetMissed)
    def _missed(self, event: e.StudyTargetMissed) -> None:
        self.missed = True

    @applies(e.StudyTargetReopened)
    def _reopened(self, event: e.StudyTargetReopened) -> None:
        self.status = TargetStatus.MISSED if event.missed else TargetStatus.OWED
