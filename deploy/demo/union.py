"""The staff union's quarter: who belongs to it, and what it does for them (A23–A26)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

CHAIR = "p017"
MISTYPED, JOINS, LEAVES = "p030", "p060", "p049"
LEADER = "p003"
"""In charge of finance: what is done for the chair is theirs to enter."""
FORGOTTEN = "p054"
TYPED = date(1990, 8, 17)
STAYS = (
    ("p029", d(7, 20), d(7, 22)),
    ("p038", d(8, 3), d(8, 12)),
    ("p017", d(8, 24), d(8, 26)),
)
"""Who was in hospital, from when, and when they were visited; the second of them late."""


def union(plan: Plan) -> None:
    club = Club(plan)
    club.members()
    club.greetings()
    club.festival()
    club.hospital()
    club.health_check()


class Club:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, operation: str, *, minute: int = 0, by: str = CHAIR, label: str = "",
        expect: str = "", **body: Any,
    ) -> None:  # fmt: skip
        self.plan.do(
            self.plan.at(day, hour, minute), by, f"finance.{operation}", label=label, expect=expect, **body
        )  # fmt: skip

    def members(self) -> None:
        """Everybody in the organ; one day mistyped and corrected, one who joins later, one who leaves."""
        for person in self.plan.roll.people(d(7, 1)):
            self.enter(person, d(7, 1))
        self.enter("p022", d(7, 2), expect="finance.union-member-already")
        self.do(d(7, 2), 9, "enter-union-member", by="p022", expect=FORBIDDEN, **entry("p022"))
        self.do(d(7, 2), 10, "correct-union-member", member=of(MISTYPED), joined="2021-12-01", born=TYPED)
        self.enter(JOINS, d(8, 20))
        self.do(d(9, 29), 16, "end-union-membership", member=of(LEAVES), on=d(9, 29), reason="本人申请退会")

    def enter(self, person: str, on: date, expect: str = "") -> None:
        label = "" if expect else f"union-{person}"
        number = int(person[1:])
        self.do(
            on, 9 + number // 60, "enter-union-member", minute=number % 60, label=label, expect=expect,
            **entry(person),
        )  # fmt: skip

    def owed(self, day: date, label: str, **which: Any) -> str:
        """The id of what the clock opened: its line is looked up first."""
        self.do(day, 8, "list-union-care", label=label, **which)
        return f"@{label}/items/0/id"

    def care(self, day: date, care: str, expect: str = "", *, by: str = CHAIR, hour: int = 16, **body: Any) -> None:
        self.do(day, hour, "record-union-care", by=by, expect=expect, care=care, on=body.pop("on", day), **body)

    def greetings(self) -> None:
        """Everybody by the day, one who was forgotten late; one whose day was mistyped a month later."""
        for month in (7, 8, 9):
            for person in self.plan.roll.people(d(month, 1)):
                born = TYPED if person == MISTYPED else born_on(person)
                if born.month == month and person != LEAVES:
                    self._greet(person, d(month, born.day))

    def _greet(self, person: str, birthday: date) -> None:
        on = birthday if self.plan.is_workday(birthday) else self.plan.workday(birthday, -1)
        on = self.plan.workday(birthday, 1) if person == FORGOTTEN else on
        care = self.owed(on, f"birthday-{person}", person=person, duty="birthday")
        cake: dict[str, Any] = {"what": "贺卡和蛋糕券", "gift": "300.00"}
        if person == FORGOTTEN:
            self.care(on, care, "finance.union-gift-beyond-standard", hour=15, **cake | {"gift": "300.01"})
            self.care(on, care, FORBIDDEN, hour=15, by="p018", **cake)
        self.care(on, care, **cake)

    def festival(self) -> None:
        """The National Day's, from thirty days before its first day off."""
        on = d(9, 24)
        care = self.owed(on, "national-day", duty="festival")
        self.care(on, care, INVALID, hour=15, gift="300.00")
        self.care(on, care, what="迎国庆职工联欢，每人一份粮油", gift="300.00")
        self.care(on, care, "kernel.wrong-status", hour=17, what="再办一次")

    def hospital(self) -> None:
        """Visited in time and late, reported twice, reported in error; the chair's own is another's to enter."""
        for n, (patient, on, visited) in enumerate(STAYS):
            label = f"stay-{n}"
            self.do(on, 9, "report-hospital-stay", by="p018", label=label, patient=patient, on=on)
            if n == 0:
                twice = "finance.union-hospital-stay-known"
                self.do(on, 10, "report-hospital-stay", by="p032", expect=twice, patient=patient, on=on)
            by = LEADER if patient == CHAIR else CHAIR
            if patient == CHAIR:
                self.care(visited, f"@{label}", FORBIDDEN, visitors=[LEADER], hour=15)
            self.care(visited, f"@{label}", by=by, visitors=[by, "p018"], what="鲜花、水果", gift="500.00")
        self.do(d(8, 6), 9, "report-hospital-stay", by="p018", label="no-stay", patient="p050", on=d(8, 6))
        self.do(d(8, 6), 11, "withdraw-hospital-stay", care="@no-stay")
        self.do(d(8, 6), 12, "report-hospital-stay", by="p018", expect=INVALID, patient="p050", on=d(8, 7))

    def health_check(self) -> None:
        """Arranged for August and gone to on two days; nobody is entered twice, and nothing of what was found."""
        on = d(7, 13)
        self.do(on, 8, "list-health-checks", label="health-checks")
        of_year: dict[str, Any] = {"check": "@health-checks/items/0/id"}
        when: dict[str, Any] = {"first": d(8, 10), "last": d(8, 21), "place": "区人民医院体检中心"}
        self.do(on, 9, "arrange-health-check", expect=FORBIDDEN, by="p018", **of_year, **when)
        self.do(on, 9, "arrange-health-check", expect=INVALID, **of_year, **when | {"last": d(8, 9)})
        self.do(on, 10, "arrange-health-check", **of_year, **when)
        self.do(d(8, 11), 9, "conclude-health-check", expect="finance.health-check-nobody-went", **of_year)
        people = self.plan.roll.people(d(8, 12))
        half = len(people) // 2
        self.do(d(8, 12), 17, "record-health-check", **of_year, on=d(8, 12), people=people[:half])
        self.do(d(8, 19), 17, "record-health-check", **of_year, on=d(8, 19), people=people[half:])
        self.do(d(8, 19), 17, "record-health-check", expect=INVALID, **of_year, on=d(8, 19), people=people[:1])
        self.do(d(8, 21), 17, "conclude-health-check", **of_year)


def of(person: str) -> str:
    return f"@union-{person}"


def entry(person: str) -> dict[str, Any]:
    joined = "2021-12-01" if person != JOINS else "2026-08-20"
    return {"person": person, "joined": joined, "born": born_on(person)}


def born_on(person: str) -> date:
    """Invented: spread over the year by the number of the person."""
    number = int(person[1:])
    return date(1966 + number % 30, 1 + number % 12, 1 + number * 7 % 28)
