"""The year's annual leave on the oracle's paper: what service grants, when it is lost, what falls with it (A16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.scenario.oracle_leave import HALF_A_DAY, HalfDay, Slip, half_days
from tests.scenario.oracle_paper import ONE_DAY, Organ, RuleBooks, as_day, is_workday, workday_after


def granted(organ: Organ, rules: RuleBooks, person: str, on: date) -> Fraction:
    """By full years of service; each counts from the month after the one in which it was completed."""
    since = as_day(organ.people[person]["work_since"])
    last_of_month_before = on.replace(day=1) - ONE_DAY
    years = 0
    while _eve_of_anniversary(since, years + 1) <= last_of_month_before:
        years += 1
    steps = [step for step in rules.number("leave.annual_entitlement", on) if step["from"] <= years]
    return Fraction(steps[-1]["value"]) if steps else Fraction(0)


def _eve_of_anniversary(since: date, n: int) -> date:
    leap = (since.month, since.day) == (2, 29)
    day = date(since.year + n, 3, 1) if leap else since.replace(year=since.year + n)
    return day - ONE_DAY


def working(boxes: Iterable[HalfDay], year: int | None = None) -> Fraction:
    return HALF_A_DAY * sum(is_workday(day) for day, _ in boxes if year is None or day.year == year)


class AnnualLeave:
    """Which years are lost, and what became of the slips."""

    def __init__(self, organ: Organ, rules: RuleBooks, slips: dict[str, Slip], uncover: Callable[[Slip, Any], None]):
        self.organ, self.rules, self.slips, self.uncover = organ, rules, slips, uncover
        self.lost: set[tuple[str, int]] = set()

    def look(self, person: str, today: date) -> None:
        """Adds the year's personal leave up anew and holds it against what the whole year grants."""
        mine = [slip for slip in self.slips.values() if slip.person == person]
        forfeiting = self.rules.number("leave.forfeiting_kinds", today)
        drawing = self.rules.number("leave.entitled_kinds", today)
        years = {day.year for slip in mine for day in (slip.start[0], slip.end[0])}
        for year in sorted(years):
            total = sum((working(slip.covers, year) for slip in mine if slip.kind in forfeiting), Fraction(0))
            over = total > granted(self.organ, self.rules, person, date(year, 12, 31))
            annual = sorted((s for s in mine if s.kind in drawing), key=lambda s: s.start)
            if over and (person, year) not in self.lost:
                self.lost.add((person, year))
                for slip in annual:
                    self._fall(slip, year, today)
            elif not over and (person, year) in self.lost:
                self.lost.remove((person, year))
                for slip in annual:
                    self._stand_again(slip, year, today, mine)

    def _fall(self, slip: Slip, year: int, today: date) -> None:
        first = max(today + ONE_DAY, date(year, 1, 1), slip.start[0])
        if not slip.covers or slip.back_by is None or slip.start[0].year > year or first > slip.end[0]:
            return
        kept = {box for box in slip.covers if box[0] < first}
        if not working(kept):
            kept = set()
        slip.fell = (year, first if kept else slip.start[0], slip.covers, slip.end)
        self.uncover(slip, slip.covers - kept)
        if kept:
            slip.end = (first - ONE_DAY, "pm")
            slip.back_by = workday_after(max(slip.end[0], today), self.rules.number("leave.return_deadline", today))
        else:
            slip.back_by, slip.void = None, True

    def _stand_again(self, slip: Slip, year: int, today: date, mine: list[Slip]) -> None:
        if slip.fell is None or slip.fell[0] != year or slip.fell[1] <= today:
            return
        if slip.covers and slip.back_by is None:
            return  # back already
        _, _, covered, end = slip.fell
        others = [other for other in mine if other is not slip and not other.void]
        taken = {box for other in others for box in half_days(other.start, other.end)}
        if taken & covered or not self._fits(slip, covered, mine, today):
            return
        slip.covers, slip.end, slip.fell, slip.void = covered, end, None, False
        slip.back_by = workday_after(max(end[0], today), self.rules.number("leave.return_deadline", today))

    def _fits(self, slip: Slip, covered: set[HalfDay], mine: list[Slip], today: date) -> bool:
        """What begins before the years of service grant more draws on the less, everything on the more."""
        drawing = self.rules.number("leave.entitled_kinds", today)
        for year in {day.year for day, _ in covered}:
            if (slip.person, year) in self.lost:
                return False
            taken = [(working(covered, year), self._grant(slip.person, covered, year))]
            taken += [
                (working(other.covers, year), self._grant(other.person, other.covers, year))
                for other in mine
                if other is not slip and other.kind in drawing and working(other.covers, year)
            ]
            bounds = {bound for _, bound in taken if bound >= taken[0][1]}
            if any(sum(days for days, at in taken if at <= bound) > bound for bound in bounds):
                return False
        return True

    def _grant(self, person: str, boxes: set[HalfDay], year: int) -> Fraction:
        return granted(self.organ, self.rules, person, min(day for day, _ in boxes if day.year == year))
