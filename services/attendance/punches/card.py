"""One person's month of punches and marks (A14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid5

from services.attendance.leave.span import Part
from services.attendance.punches import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de002")
OVERTIME, RESIDENCY, TRIP = "overtime", "residency", "trip"
"""The marks of which the rules say more than of others: every mark but overtime stands for presence without punches.
What finance consents to as a trip is marked as one."""
NEXT_DAY = timedelta(days=1)


class MarkStands(Refusal):
    """The day already has such a mark."""

    code = "attendance.mark-stands"
    next = ("请先撤销原标记，再登记新的。", "Withdraw the mark that stands, then enter the new one.")


class NoSuchMark(Refusal):
    code = "attendance.no-such-mark"
    kind = "missing"
    next = ("请打开当日考勤，从已有标记中选择。", "Open the day and choose one of its marks.")


class NothingToCorrect(Refusal):
    code = "attendance.nothing-to-correct"
    next = (
        "无需办理；如另有差错，请填写更正后的打卡。",
        "Nothing needs to be done; if something else is wrong, enter what is right.",
    )


@lru_cache(maxsize=4096)
def card_id(person: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{month}")


class PunchCard(Aggregate):
    CALLED = "考勤卡", "month of punches"
    CITES = ("A14",)

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.punches: dict[date, set[datetime]] = {}
        self.struck: dict[date, set[datetime]] = {}
        """Punches the office replaced: the same file again does not bring them back."""
        self.marks: dict[tuple[date, str, str], str] = {}
        """Each with the number of the trip it comes from."""

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
        known = set().union(*self.punches.values(), *self.struck.values())
        new: dict[date, set[datetime]] = {}
        for on, at in punches:
            if at not in known:
                new.setdefault(on, set()).add(at)
        if new:
            self.trigger(
                e.PunchesRecorded,
                act,
                person=person,
                department=department,
                month=month,
                source=source,
                punches=tuple(_day_punches(on, new[on]) for on in sorted(new)),
            )
        return sum(map(len, new.values()))

    def correct(
        self, act: Act, *, person: str, department: str, on: date, punches: Iterable[datetime], reason: str
    ) -> None:
        """`punches`: all there are of that working day, its night's included."""
        was, now = _day_punches(on, self.punches.get(on, set())), _day_punches(on, set(punches))
        if was == now:
            raise NothingToCorrect(
                "与原有打卡一致，无需更正。", "These are the punches already recorded.", cites=self.CITES
            )
        self.trigger(
            e.PunchCorrected,
            act,
            person=person,
            department=department,
            on=on,
            was=was.times,
            now=now.times,
            was_next_day=was.next_day,
            now_next_day=now.next_day,
            reason=reason,
        )

    def mark(self, act: Act, *, on: date, half: str, state: str, **said: str) -> None:
        """A half day is at most one of trip, duty elsewhere, residency and the like; overtime stands beside them.

        `said`: person, department, reason, trip.
        """
        standing = self.standing(on, half, state)
        if standing:
            raise MarkStands(
                "该时段已有标记，请先撤销原标记。",
                "This part of the day already carries a mark: withdraw that first.",
                cites=self.CITES,
                stands=[f"{h}:{s}" for h, s in standing],
            )
        self.trigger(e.DayMarked, act, on=on, half=half, state=state, **said)

    def withdraw_mark(self, act: Act, *, on: date, half: str, state: str, **said: str) -> None:
        if (on, half, state) not in self.marks:
            raise NoSuchMark("该日没有这一标记。", "The day does not carry this mark.", cites=self.CITES)
        trip = self.marks[on, half, state]
        self.trigger(e.DayMarkWithdrawn, act, on=on, half=half, state=state, trip=trip, **said)

    def standing(self, on: date, half: str, state: str) -> list[tuple[str, str]]:
        """The marks, as (part, state), beside which this one cannot stand."""
        halves = [*Part] if half == Part.WHOLE else [half, Part.WHOLE]
        beside = state == OVERTIME
        return [(h, s) for day, h, s in self.marks if day == on and h in halves and (s == OVERTIME) == beside]

    @applies(e.PunchesRecorded)
    def _recorded(self, event: e.PunchesRecorded) -> None:
        for entry in event.punches:
            self.punches.setdefault(entry.on, set()).update(moments(entry))

    @applies(e.PunchCorrected)
    def _corrected(self, event: e.PunchCorrected) -> None:
        now = set(moments(corrected_to(event)))
        self.struck.setdefault(event.on, set()).update(self.punches.get(event.on, set()) - now)
        self.punches[event.on] = now

    @applies(e.DayMarked)
    def _marked(self, event: e.DayMarked) -> None:
        self.marks[event.on, event.half, event.state] = event.trip

    @applies(e.DayMarkWithdrawn)
    def _mark_withdrawn(self, event: e.DayMarkWithdrawn) -> None:
        self.marks.pop((event.on, event.half, event.state), None)


def moments(entry: e.DayPunches) -> list[datetime]:
    """The punches of one day as wall-clock moments."""
    on, after, combine = entry.on, entry.on + NEXT_DAY, datetime.combine
    return [combine(on, at) for at in entry.times] + [combine(after, at) for at in entry.next_day]


def corrected_to(event: e.PunchCorrected) -> e.DayPunches:
    """What the day's punches are from now on."""
    return e.DayPunches(on=event.on, times=event.now, next_day=event.now_next_day)


def _day_punches(on: date, at: set[datetime]) -> e.DayPunches:
    return e.DayPunches(
        on=on,
        times=tuple(sorted(moment.time() for moment in at if moment.date() == on)),
        next_day=tuple(sorted(moment.time() for moment in at if moment.date() != on)),
    )
