"""One person's month of punches and marks (A14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID, uuid5

from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, DayPunches, PunchCorrected, PunchesRecorded
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de002")
TRIP, ELSEWHERE, OVERTIME, RESIDENCY = "trip", "elsewhere", "overtime", "residency"
AWAY = (TRIP, ELSEWHERE, RESIDENCY)
"""Present without punches."""
WHOLE = "day"
HALVES = ("am", "pm", WHOLE)


class MarkStands(Refusal):
    """The day already has such a mark."""

    code = "attendance.mark-stands"


class NoSuchMark(Refusal):
    code = "attendance.no-such-mark"
    kind = "missing"


class NothingToCorrect(Refusal):
    code = "attendance.nothing-to-correct"


@lru_cache(maxsize=4096)
def card_id(person: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{month}")


def month_of(day: date) -> str:
    """`2026-07`."""
    return f"{day.year:04d}-{day.month:02d}"


class PunchCard(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.punches: dict[date, set[datetime]] = {}
        self.struck: dict[date, set[datetime]] = {}
        """Punches the office replaced: the same file again does not bring them back."""
        self.marks: dict[tuple[date, str, str], None] = {}

    def record(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        month: str,
        source: str,
        punches: Iterable[tuple[date, datetime]],
    ) -> int:
        """Records what is new and returns how many punches that were; the same file twice changes nothing."""
        new: dict[date, set[datetime]] = {}
        for on, at in punches:
            if at not in self.punches.get(on, ()) and at not in self.struck.get(on, ()):
                new.setdefault(on, set()).add(at)
        if new:
            self.trigger(
                PunchesRecorded,
                act,
                person=person,
                department=department,
                month=month,
                source=source,
                punches=tuple(_day_punches(on, new[on]) for on in sorted(new)),
                cites=("A14",),
            )
        return sum(map(len, new.values()))

    def correct(
        self, act: Act, *, person: str, department: str, on: date, times: tuple[time, ...], reason: str
    ) -> None:
        was = tuple(at.time() for at in sorted(self.punches.get(on, ())))
        now = tuple(sorted(set(times)))
        if was == now:
            raise NothingToCorrect(
                "与原有打卡一致,无需更正。", "These are the punches already recorded.", cites=("A14",)
            )
        self.trigger(
            PunchCorrected,
            act,
            person=person,
            department=department,
            on=on,
            was=was,
            now=now,
            reason=reason,
            cites=("A14",),
        )

    def mark(self, act: Act, *, person: str, department: str, on: date, half: str, state: str, reason: str) -> None:
        """A half day is at most one of trip, duty elsewhere and residency; overtime stands beside them."""
        halves = HALVES if half == WHOLE else (half, WHOLE)
        rivals = (OVERTIME,) if state == OVERTIME else AWAY
        standing = [(h, s) for h in halves for s in rivals if (on, h, s) in self.marks]
        if standing:
            raise MarkStands(
                "该时段已有标记,请先撤销原标记。",
                "This part of the day already carries a mark: withdraw that first.",
                cites=("A14",),
                stands=[f"{h}:{s}" for h, s in standing],
            )
        self.trigger(
            DayMarked,
            act,
            person=person,
            department=department,
            on=on,
            half=half,
            state=state,
            reason=reason,
            cites=("A14",),
        )

    def withdraw_mark(
        self, act: Act, *, person: str, department: str, on: date, half: str, state: str, reason: str
    ) -> None:
        if (on, half, state) not in self.marks:
            raise NoSuchMark("该日没有这一标记。", "The day does not carry this mark.", cites=("A14",))
        self.trigger(
            DayMarkWithdrawn,
            act,
            person=person,
            department=department,
            on=on,
            half=half,
            state=state,
            reason=reason,
            cites=("A14",),
        )

    @applies(PunchesRecorded)
    def _recorded(self, event: PunchesRecorded) -> None:
        for entry in event.punches:
            self.punches.setdefault(entry.on, set()).update(moments(entry))

    @applies(PunchCorrected)
    def _corrected(self, event: PunchCorrected) -> None:
        now = {datetime.combine(event.on, at) for at in event.now}
        self.struck.setdefault(event.on, set()).update(self.punches.get(event.on, set()) - now)
        self.punches[event.on] = now

    @applies(DayMarked)
    def _marked(self, event: DayMarked) -> None:
        self.marks[event.on, event.half, event.state] = None

    @applies(DayMarkWithdrawn)
    def _mark_withdrawn(self, event: DayMarkWithdrawn) -> None:
        self.marks.pop((event.on, event.half, event.state), None)


def moments(entry: DayPunches) -> list[datetime]:
    """The punches of one day as wall-clock moments."""
    after = entry.on + timedelta(days=1)
    return [datetime.combine(entry.on, at) for at in entry.times] + [
        datetime.combine(after, at) for at in entry.next_day
    ]


def _day_punches(on: date, at: set[datetime]) -> DayPunches:
    return DayPunches(
        on=on,
        times=tuple(sorted(moment.time() for moment in at if moment.date() == on)),
        next_day=tuple(sorted(moment.time() for moment in at if moment.date() != on)),
    )
