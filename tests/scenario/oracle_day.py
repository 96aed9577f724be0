"""One person's working day as the desk clerk reads it off the clock card (A14). Part of the oracle.

A day is two boxes, morning and afternoon. Into each goes one word: `leave`, `away`, `here` or `absent`; beside them
stand the halves in which somebody came late or left early.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tests.scenario.oracle_paper import HALVES, RuleBooks, month_days

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Day:
    """`boxes` in the order of `HALVES`; a day off has none."""

    boxes: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()
    early: frozenset[str] = frozenset()

    def figures(self) -> dict[str, Fraction]:
        """What the day adds to each column of the sheet (A14): leave is not due, absence is not present."""
        due = HALF * sum(box != "leave" for box in self.boxes)
        absent = HALF * sum(box == "absent" for box in self.boxes)
        return {
            "attendance.days-due": due,
            "attendance.days-present": due - absent,
            "attendance.absent": absent,
            "attendance.late": Fraction(len(self.late)),
            "attendance.left-early": Fraction(len(self.early)),
        }

    def with_leave_where_absent(self, covered: Collection[str]) -> Day:
        """A slip accepted later turns absences into leave, and nothing else (A15)."""
        boxes = tuple(
            "leave" if box == "absent" and half in covered else box
            for half, box in zip(HALVES, self.boxes, strict=True)
        )
        return Day(boxes, self.late, self.early)


def read_card(
    day: date, punches: Iterable[datetime], leave: Collection[str], away: Collection[str], rules: RuleBooks
) -> Day:
    """A working day. Where leave and a trip claim the same half, it is leave."""
    boxes = {half: "leave" if half in leave else "away" if half in away else "" for half in HALVES}
    owed = [half for half in HALVES if not boxes[half]]
    noon, afternoon = _at(day, rules, "noon_from"), _at(day, rules, "noon_to")
    stamps = sorted(set(punches))
    if owed == ["am"]:  # who owes only the morning may leave at any time of the noon break
        stamps = [stamp for stamp in stamps if stamp < afternoon]
        worked = {"am"} if stamps else set()
    elif owed == ["pm"]:
        stamps = [stamp for stamp in stamps if stamp >= noon]
        worked = {"pm"} if stamps else set()
    else:  # the morning needs a stamp before noon, the afternoon one after the break
        worked = {"am"} if stamps and stamps[0] < noon else set()
        worked |= {"pm"} if stamps and stamps[-1] >= afternoon else set()
        worked &= set(owed)
    for half in owed:
        boxes[half] = "here" if half in worked else "absent"
    late, early = _tardiness(day, stamps, worked, rules)
    return Day(tuple(boxes[half] for half in HALVES), late, early)


def _tardiness(
    day: date, stamps: list[datetime], worked: set[str], rules: RuleBooks
) -> tuple[frozenset[str], frozenset[str]]:
    """First stamp against the opening of what was worked, last stamp against its close, each with the grace.

    One stamp alone, however often it was pressed, is a coming or a going, never both: after the noon break it is a
    going, and a going is not late.
    """
    if not worked:
        return frozenset(), frozenset()
    grace = timedelta(minutes=rules.number("attendance.grace", day))
    first_half, last_half = min(worked), max(worked)
    opening = _at(day, rules, "start" if first_half == "am" else "noon_to")
    closing = _at(day, rules, "end" if last_half == "pm" else "noon_from")
    both = stamps[-1] > stamps[0] + timedelta(minutes=rules.number("attendance.repeat_within", day))
    late = stamps[0] > opening + grace and (both or stamps[0] < _at(day, rules, "noon_to"))
    early = both and stamps[-1] < closing - grace
    return frozenset({first_half} if late else ()), frozenset({last_half} if early else ())


def _at(day: date, rules: RuleBooks, name: str) -> datetime:
    clock: time = rules.number(f"attendance.{name}", day)
    return datetime.combine(day, clock)


@dataclass
class Sheet:
    """A department's month on paper (A14)."""

    department: str
    month: str
    due: date
    status: str = "open"
    came: bool = False
    missed: bool = False
    boxes: dict[str, dict[date, Day]] = field(default_factory=dict)
    """By person; every working day of theirs in the department."""
    owed: dict[str, Fraction] = field(default_factory=dict)
    """Residency days, by person."""
    stays: dict[str, dict[date, set[str]]] = field(default_factory=dict)
    """By person; the half days of residency duty."""

    @property
    def short(self) -> dict[str, Fraction]:
        """Residency days short, by person."""
        done = {person: Fraction(sum(map(len, by_day.values())), 2) for person, by_day in self.stays.items()}
        return {person: max(self.owed[person] - done[person], Fraction(0)) for person in self.owed}

    @property
    def last_day(self) -> date:
        return month_days(self.month)[-1]
