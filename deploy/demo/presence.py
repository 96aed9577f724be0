"""Where people were: trips, duty elsewhere, residency, overtime; and the punches they left behind (A14)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from deploy.demo.leave import other_than
from deploy.demo.machines import Day
from deploy.demo.plan import HALVES, Half, Plan, days_between

LATE = {
    "leadership": 0.004, "office": 0.008, "supervision-law": 0.02, "finance-economy": 0.035, "budget": 0.010,
    "agriculture": 0.055, "urban-environment": 0.07, "education-culture": 0.015, "social": 0.03, "deputies": 0.008,
    "ethnic-overseas": 0.045, "research": 0.02,
}  # fmt: skip
"""How often somebody of the department comes late; a third as often they leave early."""
ABSENT = {"agriculture": 0.002, "urban-environment": 0.005, "ethnic-overseas": 0.004, "social": 0.002}
"""How often somebody is not there for half a day and says nothing."""
FORGETS = 0.003
TRIPS = {"agriculture": 0.5, "urban-environment": 0.35, "office": 0.1}
"""How often, a person and week, a trip of one to three days; 0.2 elsewhere."""
NIGHT_OWLS = ("finance-economy", "budget")
"""Their machine counts a punch after midnight to the day before."""
FOUR_PUNCHES = ("p012", "p013", "p016")
"""Punch at noon as well."""

Spell = tuple[str, date, date]


@dataclass
class Presence:
    """The punches of every person and day; `forgotten` has a day's punches as they should have been."""

    plan: Plan
    punches: dict[tuple[str, date], list[time]] = field(default_factory=dict[tuple[str, date], list[time]])
    forgotten: list[tuple[str, date, list[time]]] = field(default_factory=list[tuple[str, date, list[time]]])
    known: dict[tuple[str, date], list[time]] = field(default_factory=dict[tuple[str, date], list[time]])
    """Days that are not left to chance."""
    nights: set[tuple[str, date]] = field(default_factory=set[tuple[str, date]])
    weekends: set[tuple[str, date]] = field(default_factory=set[tuple[str, date]])
    spells: list[Spell] = field(default_factory=list[Spell])
    """The trips that chance brought: who, from, to."""

    # -- marks --------------------------------------------------------------------------------------------------------

    def mark(self, person: str, on: date, state: str, half: str = "day", made: date | None = None) -> None:
        """By the head, who may also be stood in for, or by the office where there is none, or it is the head's own."""
        plan = self.plan
        made = made or plan.same_or_next_workday(on)
        department = plan.roll.department(person, made)
        keeper = plan.roll.decider(f"head-{department}", person, made) or other_than(person)
        body: dict[str, Any] = {} if half == "day" else {"half": half}
        plan.do(plan.some_time(made, 9, 17), keeper, "attendance.mark-day", person=person, on=on, state=state, **body)
        if state != "overtime":
            plan.stay_away(person, [(on, each) for each in HALVES if half in ("day", each)])

    def trips(self, first: date, last: date) -> None:
        """By chance, on days that nobody has spoken for."""
        rng, plan = self.plan.rng, self.plan
        for monday in (day for day in days_between(first, last) if day.weekday() == 0):
            for person in plan.roll.people(monday):
                rate = TRIPS.get(plan.roll.department(person, monday), 0.2)
                if rng.random() < rate * 0.35:
                    start = plan.same_or_next_workday(monday)
                    end = min(plan.workday(start, rng.randrange(3)) if rng.random() < 0.7 else start, last)
                    self._trip(person, start, end)
                elif rng.random() < rate * 0.3:
                    self._elsewhere(person, plan.workday(monday, 2), rng.choice(HALVES))

    def _trip(self, person: str, start: date, end: date) -> None:
        if self.plan.is_free(person, start, end):
            self.plan.speak_for(person, start, end)
            self.spells.append((person, start, end))
            for day in self.plan.workdays(start, end):
                self.mark(person, day, "trip", made=start)

    def _elsewhere(self, person: str, day: date, half: Half) -> None:
        if self.plan.is_free(person, day, day):
            self.plan.speak_for(person, day, day)
            self.mark(person, day, "elsewhere", half)

    def residency(self, year: int, month: int, short: dict[str, int], made: date | None = None) -> None:
        """Four days a month for those who hold the duty, one a Saturday; `short` says who misses how many."""
        plan = self.plan
        working = list(plan.calendar.working_days_of_month(year, month))
        for person in plan.roll.people(working[-1]):
            if not plan.roll.on_residency(person, working[-1]):
                continue
            free = [day for day in working if plan.is_free(person, day, day)]
            saturday = next(
                day for day in days_between(date(year, month, 8), date(year, month, 14)) if day.weekday() == 5
            )
            wanted = 4 - short.get(person, 0)
            for day in [*sorted(plan.rng.sample(free, wanted - 1)), saturday][:wanted]:
                plan.speak_for(person, day, day)
                self.mark(person, day, "residency", made=made)

    def overtime(self, first: date, last: date, wanted: int) -> None:
        """Late evenings past midnight, and Saturdays."""
        plan, rng = self.plan, self.plan.rng
        days = list(days_between(first, last))
        while wanted:
            day = rng.choice(days)
            person = rng.choice(plan.roll.people(day))
            if (person, day) in self.nights | self.weekends or not plan.is_free(person, day, day):
                continue
            if day.weekday() == 5 and not plan.is_workday(day):
                self.weekends.add((person, day))
            elif plan.is_workday(day) and plan.roll.department(person, day) in NIGHT_OWLS:
                self.nights.add((person, day))
            else:
                continue
            self.mark(person, day, "overtime")
            wanted -= 1

    # -- punches ------------------------------------------------------------------------------------------------------

    def live(self, first: date, last: date) -> None:
        """Fills `punches` from who is away when, and from habits."""
        for day in days_between(first, last):
            for person in self.plan.roll.people(day):
                times = self.known.get((person, day)) or self._times(person, day)
                if times or self.plan.is_workday(day):
                    self.punches[person, day] = times

    def of(self, person: str, day: date) -> Day | None:
        times = self.punches.get((person, day))
        if times is None:
            return None
        roll = self.plan.roll
        department = roll.department_name(roll.department(person, day), day)
        return roll.number(person), roll.name(person), department, day, times

    def _times(self, person: str, day: date) -> list[time]:
        if (person, day) in self.weekends:
            return [self._about(9, 20, 25), self._about(16, 5, 40)]
        if not self.plan.is_workday(day):
            return []
        department = self.plan.roll.department(person, day)
        here = [half for half in HALVES if not self._is_missing(person, day, half, department)]
        if not here:
            return []
        times = [self._arrival(here[0], department), self._departure(here[-1], department)]
        if (person, day) in self.nights and here[-1] == "pm":
            times[-1] = self._about(0, 10, 45)
        elif len(here) == 2 and person in FOUR_PUNCHES:
            times[1:1] = [self._about(12, 1, 20), self._about(13, 35, 20)]
        elif len(here) == 2 and self.plan.rng.random() < FORGETS:
            self.forgotten.append((person, day, times))
            return [self.plan.rng.choice(times)]
        return times

    def _is_missing(self, person: str, day: date, half: Half, department: str) -> bool:
        if self.plan.is_away(person, day, half):
            return True
        spoken_for = day in self.plan.spoken_for.get(person, set())
        return not spoken_for and self.plan.rng.random() < ABSENT.get(department, 0.0002)

    def _arrival(self, half: Half, department: str) -> time:
        late = self.plan.rng.random() < LATE[department]
        if half == "am":
            just_in_time = self.plan.rng.random() < 0.1  # the grace is not exceeded
            return self._about(9, 6, 48) if late else time(9, 5) if just_in_time else self._about(8, 27, 33)
        return self._about(14, 6, 30) if late else self._about(13, 35, 25)

    def _departure(self, half: Half, department: str) -> time:
        early = self.plan.rng.random() < LATE[department] / 3
        if half == "pm":
            return self._about(17, 10, 44) if early else self._about(18, 0, 50)
        return self._about(11, 10, 40) if early else self._about(12, 0, 15)

    def _about(self, hour: int, minute: int, spread: int) -> time:
        """Whole minutes: not every machine's export has seconds."""
        late = minute + self.plan.rng.randrange(spread)
        return time(hour + late // 60, late % 60)
