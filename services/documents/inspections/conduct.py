"""What inspections led to: the round itself, and the ladder of one department or person in one period (B12.8).

A time on the ladder is one inspection, however many things it found with them: first warned, then criticised by
circular. What was wrongly found is taken back from the top, so that no later step loses the one it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.documents.inspections import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Word
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d02")


class MeasureKind(Word):
    WARNING = "warning", "警告", "warning"
    CRITICISM = "criticism", "通报批评", "criticised by circular"
    PRAISE = "praise", "表扬", "praise"


KINDS: Mapping[type[e.MeasureTaken], MeasureKind] = {
    e.WarningGiven: MeasureKind.WARNING,
    e.CriticismCirculated: MeasureKind.CRITICISM,
    e.PraiseGiven: MeasureKind.PRAISE,
}
CITES = ("A21", "A22", "B12.7")
LADDER_CITES = ("B12.8",)
PERIODS = ("calendar-year", "half-year", "quarter")


class NoSuchMeasure(Refusal):
    code = "documents.housekeeping-no-such-measure"
    kind = "missing"
    next = ("请打开处理台账核对。", "Open the register of measures and check.")


class LaterMeasureStands(Refusal):
    """A later step of the period rests on this one."""

    code = "documents.housekeeping-later-measure-stands"
    next = ("请从最近一次处理起依次撤销。", "Withdraw them one by one, the latest first.")


def period_of(kind: str, on: date) -> str:
    """The stretch in which times are counted: `2026`, `2026-H2` or `2026-Q3`."""
    match kind:
        case "calendar-year":
            return str(on.year)
        case "half-year":
            return f"{on.year}-H{(on.month + 5) // 6}"
        case "quarter":
            return f"{on.year}-Q{(on.month + 2) // 3}"
        case _:
            raise ValueError(f"inspections.period is {kind!r}, none of {', '.join(PERIODS)}")


def conduct_id(department: str, person: str, period: str) -> UUID:
    """A person's ladder goes with the person, whatever department they belong to."""
    return uuid5(NAMESPACE, f"person/{person}/{period}" if person else f"department/{department}/{period}")


class Inspection(Aggregate):
    CITES = CITES

    @applies(e.InspectionRecorded)
    def _recorded(self, event: e.InspectionRecorded) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Measure:
    kind: MeasureKind
    department: str
    person: str
    on: date


class Conduct(Aggregate):
    """One department or person in one period."""

    CITES = LADDER_CITES

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.standing: dict[int, Measure] = {}
        self.given = 0

    @property
    def times(self) -> int:
        """How often something was found with them that still stands."""
        return sum(measure.kind != MeasureKind.PRAISE for measure in self.standing.values())

    def find(
        self,
        act: Act,
        *,
        department: str,
        person: str,
        on: date,
        inspection: str,
        requirements: Sequence[str],
        warnings: int,
        at_once: bool,
        note: str,
        cites: tuple[str, ...],
    ) -> None:
        """`warnings` times end in a warning, unless the matter is criticised `at_once` (B12.5)."""
        step = self.times + 1
        criticised = at_once or step > warnings
        more = {"at_once": at_once} if criticised else {}
        self.trigger(
            e.CriticismCirculated if criticised else e.WarningGiven,
            act,
            number=self.given + 1,
            department=department,
            person=person,
            on=on,
            inspection=inspection,
            requirements=tuple(requirements),
            step=step,
            note=note,
            cites=cites,
            **more,
        )

    def praise(self, act: Act, *, department: str, person: str, on: date, inspection: str, note: str) -> None:
        self.trigger(
            e.PraiseGiven,
            act,
            number=self.given + 1,
            department=department,
            person=person,
            on=on,
            inspection=inspection,
            note=note,
        )

    def withdraw(self, act: Act, *, number: int, reason: str) -> None:
        measure = self.standing.get(number)
        if measure is None:
            raise NoSuchMeasure(
                "没有这项处理，或已撤销。", "There is no such measure, or no longer.", cites=LADDER_CITES
            )
        later = [n for n, other in self.standing.items() if n > number and other.kind != MeasureKind.PRAISE]
        if measure.kind != MeasureKind.PRAISE and later:
            raise LaterMeasureStands(
                "之后又有处理以此为依据，请从最近一次起依次撤销。",
                "A later step rests on this one: withdraw from the latest on.",
                cites=LADDER_CITES,
                later=later,
            )
        self.trigger(
            e.MeasureWithdrawn,
            act,
            number=number,
            measure=measure.kind.value,
            department=measure.department,
            person=measure.person,
            on=measure.on,
            reason=reason,
        )

    @applies(e.WarningGiven, e.CriticismCirculated, e.PraiseGiven)
    def _taken(self, event: e.MeasureTaken) -> None:
        self.given = event.number
        self.standing[event.number] = Measure(KINDS[type(event)], event.department, event.person, event.on)

    @applies(e.MeasureWithdrawn)
    def _withdrawn(self, event: e.MeasureWithdrawn) -> None:
        del self.standing[event.number]
