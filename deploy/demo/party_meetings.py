"""The branch's meetings of the quarter: in time, entered late, forgotten; leave granted and refused (A2, B3, B5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deploy.demo.members import GROUPS, ORGANISER, OUTSIDE_THE_PARTY, is_member
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

SECRETARY, DEPUTY, CHAIR = "p006", "p008", "p002"
COMMITTEE = (SECRETARY, DEPUTY, ORGANISER, "p055", "p053")
FIRST, SECOND, THIRD = GROUPS


def party_meetings(plan: Plan) -> None:
    """The committee's of September is entered in October, the third group's of August never; one is cancelled."""
    hall = Hall(plan)
    hall.meet("lecture", d(7, 10), "学习党章党规", lecturer=CHAIR)
    for on, entered in ((d(7, 14), None), (d(8, 12), None), (d(9, 28), d(10, 9))):
        hall.meet("committee", on, "传达上级精神,布置下一阶段工作", entered=entered)
    for name, on in ((FIRST, d(7, 21)), (SECOND, d(7, 22)), (THIRD, d(7, 23)), (FIRST, d(8, 19)), (SECOND, d(8, 20)),
                     (FIRST, d(9, 15)), (SECOND, d(9, 16)), (THIRD, d(9, 17))):  # fmt: skip
        hall.meet("group", on, "交流学习体会", group=name)
    hall.meet("theme-day", d(9, 3), "参观革命旧址")
    hall.meet("general", d(9, 22), "通报支部工作,讨论发展党员", absent=True)
    _refused(hall)


@dataclass
class Hall:
    plan: Plan
    count: int = 0

    def call(self, kind: str, on: date, title: str, *, group: str = "", by: str = DEPUTY, expect: str = "") -> str:
        """Three days ahead; returns its label."""
        self.count += 1
        called = max(d(7, 1), on - timedelta(days=3))
        said: dict[str, Any] = {"kind": kind, "group": group, "title": title, "on": on}
        self.plan.do(
            self.plan.at(called, 11, self.count), by, "party.call-party-meeting", label=f"B{self.count}", expect=expect,
            start="15:00", place="党员活动室", **said,
        )  # fmt: skip
        return f"B{self.count}"

    def do(
        self, label: str, on: date, hour: int, by: str, operation: str, *, minute: int = 0, expect: str = "",
        **body: Any,
    ) -> None:  # fmt: skip
        at = self.plan.at(on, hour, minute)
        self.plan.do(at, by, f"party.{operation}", expect=expect, meeting=f"@{label}", **body)

    def expected(self, kind: str, on: date, group: str) -> Sequence[str]:
        if kind == "committee":
            return COMMITTEE
        members = [person for person in self.plan.roll.people(on) if is_member(self.plan, person, on)]
        return [one for one in members if not group or self._department(one, on) in GROUPS[group]]

    def _department(self, person: str, on: date) -> str:
        """As they were entered by: who moves stays in their group."""
        roll = self.plan.roll
        return roll.department(person, d(7, 1)) or roll.department(person, on)

    def meet(
        self, kind: str, on: date, title: str, *, group: str = "", lecturer: str = "", entered: date | None = None,
        absent: bool = False,
    ) -> None:  # fmt: skip
        """Called, leave asked by whoever is away, held, minutes filed; with `absent` the last of them does not ask."""
        label = self.call(kind, on, title, group=group)
        expected = self.expected(kind, on, group)
        away = [person for person in expected if self.plan.is_away(person, on, "pm")]
        asking = away[:-1] if absent else away
        eve = on - timedelta(days=1)
        for n, person in enumerate(asking):
            decides = DEPUTY if person == SECRETARY else SECRETARY
            self.do(label, eve, 13, person, "ask-meeting-leave", minute=n, reason="因公外出或休假")
            self.do(label, eve, 14, decides, "grant-meeting-leave", minute=n, person=person)
        present = [person for person in expected if person not in away]
        presider = next(one for one in (SECRETARY, DEPUTY, ORGANISER, *present) if one in present)
        came: dict[str, Any] = {"presided_by": presider, "present": present, "lecturer": lecturer}
        self.do(label, entered or on, 17, ORGANISER, "hold-party-meeting", **came)
        self.do(label, entered or on, 17, ORGANISER, "file-party-minutes", minute=30, text="会议按议程进行,形成意见。")


def _refused(hall: Hall) -> None:
    """Who may not call or decide; what is not a kind; what was cancelled; a leave refused, an attendance corrected."""
    stranger = min(OUTSIDE_THE_PARTY)
    hall.call("committee", d(8, 26), "x", by=stranger, expect=FORBIDDEN)
    hall.call("party-group", d(8, 26), "x", expect=INVALID)
    label = hall.call("committee", d(8, 26), "研究发展党员")
    hall.do(label, d(8, 24), 9, "p053", "ask-meeting-leave", reason="家事")
    hall.do(label, d(8, 24), 10, "p053", "grant-meeting-leave", person="p053", expect=FORBIDDEN)
    hall.do(label, d(8, 24), 11, SECRETARY, "refuse-meeting-leave", person="p053", reason="议题重要")
    hall.do(label, d(8, 25), 9, DEPUTY, "cancel-party-meeting", reason="议题不成熟")
    came: dict[str, Any] = {"presided_by": SECRETARY, "present": [SECRETARY]}
    hall.do(label, d(8, 26), 9, ORGANISER, "hold-party-meeting", expect="kernel.wrong-status", **came)
