"""The quarter's trips that went by a slip: consented to by area, changed, back; what attendance was told (A30, B14.6).

Some of the trips that chance brought, asked for beforehand instead of entered by the head afterwards: whoever was away
stays away on the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from deploy.demo.deed import Deed
from deploy.demo.people import CLERK
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.presence import Presence, Spell

NEAR: dict[str, Any] = {"area": "district", "transport": "road"}
FAR: tuple[dict[str, Any], ...] = (
    {"area": "city", "place": "other", "destination": "邻区", "transport": "road"},
    {"area": "province", "place": "nanning", "destination": "南宁", "transport": "second", "lodging": "hotel"},
    {"area": "beyond", "place": "guangzhou", "destination": "广州", "transport": "economy", "lodging": "hosted"},
)
TOWNS = ("云柚镇", "柚香乡", "石桥镇", "河口乡")
EVERY, WANTED = 2, 18
DIRECTOR = "head-office"


def trips(plan: Plan, presence: Presence) -> None:
    desk = Slips(plan)
    cases = (desk.near, desk.far, desk.shortened, desk.prolonged, desk.sent_back, desk.refused_first, desk.with_another)
    eligible = [spell for spell in presence.spells if desk.can_ask(*spell)]
    chosen = eligible[::EVERY][:WANTED]
    late = next((one for one in chosen if desk.is_long(one) and d(7, 6) <= one[1] and one[2] <= d(7, 24)), None)
    for n, spell in enumerate(chosen):
        _no_longer_by_hand(plan, *spell)
        (desk.said_late if spell == late else cases[n % len(cases)])(*spell)
    desk.called_off(next(one for one in plan.deeds if _elsewhere(plan, one)))
    desk.refused(eligible[1::EVERY][0])


def _no_longer_by_hand(plan: Plan, person: str, start: date, end: date) -> None:
    days = {str(day) for day in plan.workdays(start, end)}
    plan.deeds[:] = [
        deed
        for deed in plan.deeds
        if deed.operation != "attendance.mark-day"
        or (deed.body["person"], deed.body["state"]) != (person, "trip")
        or str(deed.body["on"]) not in days
    ]


def _elsewhere(plan: Plan, deed: Deed) -> bool:
    """Of somebody who may ask, entered on the day itself."""
    return (
        deed.operation == "attendance.mark-day"
        and not deed.expect
        and deed.body["state"] == "elsewhere"
        and str(deed.body["on"]) == str(deed.at.date())
        and deed.at.hour < 17
        and plan.roll.department(deed.body["person"], deed.at.date()) not in ("leadership", "")
    )


class Slips:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.count = plan, 0

    # -- the usual way ------------------------------------------------------------------------------------------------

    def can_ask(self, person: str, start: date, end: date) -> bool:
        """Of the same department from the slip to the return, and not a leader."""
        before, after = self._asked(start), self.plan.workday(end, 1)
        places = {self.plan.roll.department(person, day) for day in (before, start, end, after)}
        return len(places) == 1 and not places & {"", "leadership"} and before >= d(7, 2) and after <= d(9, 30)

    def is_long(self, spell: Spell) -> bool:
        return len(self.plan.workdays(*spell[1:])) > 1

    def near(self, person: str, start: date, end: date) -> None:
        label = self.ask([person], start, end)
        self.consent(label, person, start)
        self.back(label, person, start, end)

    def far(self, person: str, start: date, end: date) -> None:
        label = self.ask([person], start, end, **FAR[self.count % len(FAR)], estimate="1500.00")
        self.consent(label, person, start, far=True)
        self.back(label, person, start, end)

    def shortened(self, person: str, start: date, end: date) -> None:
        label = self.ask([person], start, self.plan.workday(end, 1))
        self.consent(label, person, start)
        self.do(end, 15, "shorten-trip", person, label, end=end, reason="任务提前完成")
        self.back(label, person, start, end)

    def prolonged(self, person: str, start: date, end: date) -> None:
        """Where it is long enough; refused and taken back first."""
        if not self.is_long((person, start, end)):
            self.near(person, start, end)
            return
        last = self.plan.workday(end, -1)
        label = self.ask([person], start, last)
        self.consent(label, person, start)
        for hour, by, what in (
            (11, self.decider(person, start), "reject-trip"),
            (13, person, "withdraw-trip"),
            (15, self.decider(person, start), "approve-trip"),
        ):
            self.do(start, hour, "prolong-trip", person, label, end=end, reason="增加走访点")
            why = {} if what == "approve-trip" else {"reason": "先按原计划安排"}
            self.do(start, hour + 1, what, by, label, **why)
        self.back(label, person, start, end)

    def sent_back(self, person: str, start: date, end: date) -> None:
        label = self.ask([person], start, end)
        self.consent(label, person, start)
        on = self.plan.workday(end, 1)
        self.do(on, 9, "report-return", person, label, start=start, end=end)
        self.do(on, 10, "send-return-back", self.confirmer(person, on), label, reason="请核对返回日期")
        self.back(label, person, start, end, hour=11)

    def refused_first(self, person: str, start: date, end: date) -> None:
        """Refused, asked anew, taken back, asked anew."""
        label = self.ask([person], start, end)
        self.do(
            self._asked(start), 9, "reject-trip", self.decider(person, self._asked(start)), label, reason="请合并行程"
        )
        label = self.ask([person], start, end, hour=10)
        self.do(self._asked(start), 11, "withdraw-trip", person, label, reason="日期填写有误")
        label = self.ask([person], start, end, hour=12)
        self.consent(label, person, start, hour=13)
        self.back(label, person, start, end)

    def with_another(self, person: str, start: date, end: date) -> None:
        """Who was to come along and stayed."""
        roll, asked = self.plan.roll, self._asked(start)
        head = f"head-{roll.department(person, asked)}"
        others = [
            one
            for one in roll.members(roll.department(person, asked), asked)
            if one not in (person, roll.holder(head, asked), roll.deputy(head, asked))
            and self.plan.is_free(one, start, end)
            and start.month == end.month
        ]
        label = self.ask([person, *others[:1]], start, end)
        self.consent(label, person, start)
        self.back(label, person, start, end, stayed=others[:1])

    # -- the particular -----------------------------------------------------------------------------------------------

    def said_late(self, person: str, start: date, end: date) -> None:
        """One day fewer than the accepted sheet says: the office looks into it, and leaves it."""
        label = self.ask([person], start, end)
        self.consent(label, person, start)
        on = self.plan.same_or_next_workday(d(8, 20))
        self.do(on, 9, "report-return", person, label, start=start, end=self.plan.workday(end, -1))
        self.do(on, 10, "confirm-return", self.confirmer(person, on), label)
        note = {"trip_note": f"@{label}-note/items/0/id", "note": "经核对，末日在返程途中，考勤表不变"}
        clerk = self.plan.roll.holder(CLERK, on)
        listed = {"person": person, "status": "open"}
        self.plan.do(self.plan.at(on, 11), clerk, "attendance.list-trip-notes", label=f"{label}-note", **listed)
        self.plan.do(self.plan.at(on, 12), clerk, "attendance.settle-trip-note", **note)

    def called_off(self, marked: Deed) -> None:
        """On a day that is marked as duty elsewhere already: the office is told, until the trip is cancelled."""
        person, on = marked.body["person"], marked.at.date()
        label = self.ask([person], on, on, on=on, hour=17)
        self.do(on, 18, "approve-trip", self.decider(person, on), label)
        self.do(on, 19, "cancel-trip", person, label, reason="改为外勤")

    def refused(self, spell: Spell) -> None:
        """What the rule does not let pass: a class too high, too late, twice, one's own, too many days."""
        person, start, end = spell
        on, later = self._asked(start), self.plan.workday(end, 1)
        self.ask([person], start, end, expect="finance.trip-class-too-high", **FAR[2] | {"transport": "first"})
        label = self.ask([person], later, later, on=on, hour=10)
        self.ask([person], later, later, on=on, hour=11, expect="finance.trip-overlaps")
        self.ask([person], on, on, on=later, hour=11, expect="finance.trip-not-in-advance")
        self.do(on, 12, "approve-trip", person, label, expect=FORBIDDEN)
        back: dict[str, Any] = {"start": later, "end": later}
        self.do(later, 9, "report-return", person, label, expect="finance.trip-not-consented", **back)

    # -- deeds --------------------------------------------------------------------------------------------------------

    def ask(
        self, people: Sequence[str], start: date, end: date, *, on: date | None = None, hour: int = 8, expect: str = "",
        **more: Any,
    ) -> str:  # fmt: skip
        plan, label = self.plan, f"TR{self.count + 1}"
        self.count += not expect
        asked = on or self._asked(start)
        said = {
            "department": plan.roll.department(people[0], asked), "travellers": list(people), **NEAR,
            "destination": TOWNS[self.count % len(TOWNS)], "purpose": "专题调研", "start": start, "end": end, **more,
        }  # fmt: skip
        plan.do(
            plan.at(asked, hour, 20), people[0], "finance.request-trip", label="" if expect else label, expect=expect,
            **said,
        )  # fmt: skip
        return label

    def consent(self, label: str, person: str, start: date, *, far: bool = False, hour: int = 9) -> None:
        on = self._asked(start)
        self.do(on, hour, "approve-trip", self.decider(person, on, far=far), label)

    def back(
        self, label: str, person: str, start: date, end: date, *, hour: int = 9, stayed: Sequence[str] = ()
    ) -> None:
        on = self.plan.workday(end, 1)
        self.do(on, hour, "report-return", person, label, start=start, end=end, stayed=list(stayed))
        self.do(on, hour + 1, "confirm-return", self.confirmer(person, on), label)

    def do(self, on: date, hour: int, operation: str, by: str, label: str, *, expect: str = "", **more: Any) -> None:
        minute = self.count % 20 + 30
        self.plan.do(
            self.plan.at(on, hour, minute), by, f"finance.{operation}", expect=expect, trip=f"@{label}", **more
        )

    def decider(self, person: str, on: date, *, far: bool = False) -> str:
        roll = self.plan.roll
        supervising = roll.supervising_post(roll.department(person, on), on)
        return self._first([] if far else [supervising], person, on)

    def confirmer(self, person: str, on: date) -> str:
        roll = self.plan.roll
        department = roll.department(person, on)
        return self._first([f"head-{department}", roll.supervising_post(department, on)], person, on)

    def _first(self, posts: Sequence[str], person: str, on: date) -> str:
        roll = self.plan.roll
        for post in (*posts, "chair", CLERK, DIRECTOR):
            if post and roll.holder(post, on) not in ("", person):
                return roll.decider(post, person, on)
        raise LookupError(f"nobody decides for {person} on {on}")

    def _asked(self, start: date) -> date:
        return self.plan.workday(start, -1)
