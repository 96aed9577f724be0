"""What inspections led to: the round itself, and the ladder of one department or person in one period (B12.8).

A time on the ladder is one inspection, however many things it found with them: first warned, then criticised by
circular. What was wrongly found is taken back from the top, so that no later step loses the one it stands on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.documents.inspections.events import (
    CriticismCirculated,
    InspectionRecorded,
    MeasureWithdrawn,
    PraiseGiven,
    WarningGiven,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d02")
WARNING, CRITICISM, PRAISE = "warning", "criticism", "praise"
MEASURE_ZH = {WARNING: "警告", CRITICISM: "通报批评", PRAISE: "表扬"}
CITES = ("A21", "A22", "B12.7")
LADDER_CITES = ("B12.8",)
PERIODS = ("calendar-year", "half-year", "quarter")


class NoSuchMeasure(Refusal):
    code = "documents.housekeeping-no-such-measure"
    kind = "missing"


class LaterMeasureStands(Refusal):
    """A later step of the period rests on this one."""

    code = "documents.housekeeping-later-measure-stands"


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
    def record(
        self, act: Act, *, number: str, on: date, inspectors: Sequence[str], departments: Sequence[str], note: str
    ) -> None:
        self.trigger(
            InspectionRecorded,
            act,
            number=number,
            on=on,
            inspectors=tuple(inspectors),
            departments=tuple(sorted(set(departments))),
            note=note,
            cites=CITES,
        )

    @applies(InspectionRecorded)
    def _recorded(self, event: InspectionRecorded) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Measure:
    kind: str
    department: str
    person: str
    on: date


class Conduct(Aggregate):
    """One department or person in one period."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.standing: dict[int, Measure] = {}
        self.given = 0

    @property
    def times(self) -> int:
        """How often something was found with them that still stands."""
        return sum(measure.kind != PRAISE for measure in self.standing.values())

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
            CriticismCirculated if criticised else WarningGiven,
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
            PraiseGiven,
            act,
            number=self.given + 1,
            department=department,
            person=person,
            on=on,
            inspection=inspection,
            note=note,
            cites=LADDER_CITES,
        )

    def withdraw(self, act: Act, *, number: int, reason: str) -> None:
        measure = self.standing.get(number)
        if measure is None:
            raise NoSuchMeasure(
                "没有这项处理,或已撤销。", "There is no such measure, or no longer.", cites=LADDER_CITES
            )
        later = [n for n, other in self.standing.items() if n > number and other.kind != PRAISE]
        if measure.kind != PRAISE and later:
            raise LaterMeasureStands(
                "之后又有处理以此为依据,请从最近一次起依次撤销。",
                "A later step rests on this one: withdraw from the latest on.",
                cites=LADDER_CITES,
                later=later,
            )
        self.trigger(
            MeasureWithdrawn,
            act,
            number=number,
            measure=measure.kind,
            department=measure.department,
            person=measure.person,
            on=measure.on,
            reason=reason,
            cites=LADDER_CITES,
        )

    @applies(WarningGiven)
    def _warned(self, event: WarningGiven) -> None:
        self._stand(event, WARNING)

    @applies(CriticismCirculated)
    def _criticised(self, event: CriticismCirculated) -> None:
        self._stand(event, CRITICISM)

    @applies(PraiseGiven)
    def _praised(self, event: PraiseGiven) -> None:
        self._stand(event, PRAISE)

    @applies(MeasureWithdrawn)
    def _withdrawn(self, event: MeasureWithdrawn) -> None:
        del self.standing[event.number]

    def _stand(self, event: WarningGiven | CriticismCirculated | PraiseGiven, kind: str) -> None:
        self.given = event.number
        self.standing[event.number] = Measure(kind, event.department, event.person, event.on)
