"""The quarter's meetings: called, their agenda, held, minutes, resolutions, materials (A17, B2, B11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.demo.leave import CLERK, DIRECTOR
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

CHAIR, SECRETARY = "p002", "p006"
LEADERS = ("p002", "p003", "p004", "p005", "p006", "p058")
PARTY_GROUP = (*LEADERS, "p007")
NOT_CARRIED = "documents.resolution-motion-not-carried"
NOT_OPEN, TOPIC_NOT_OPEN = "documents.meeting-not-open", "documents.meeting-topic-not-open"


def meetings(plan: Plan) -> None:
    hall = Hall(plan)
    _chairpersons(hall)
    _standing_committee(hall)
    _party_group(hall)
    _assembly(hall)
    _other(hall)
    _fell_through(hall)
    _minutes_over_days_off(hall)


@dataclass
class Hall:
    """Plans the way of meetings; each is named by its label, a resolution `M3r1`."""

    plan: Plan
    count: int = 0

    def do(
        self, label: str, on: date, hour: int, by: str, operation: str, /, *, minute: int = 0, expect: str = "",
        answer: str = "", **body: Any,
    ) -> None:  # fmt: skip
        at = self.plan.at(on, hour, minute)
        self.plan.do(at, by, f"documents.{operation}", expect=expect, label=answer, meeting=f"@{label}", **body)

    def call(
        self,
        called: date,
        kind: str,
        title: str,
        on: date,
        *,
        by: str = CLERK,
        hour: int = 9,
        expect: str = "",
        **more: Any,
    ) -> str:
        self.count += 1
        label = f"M{self.count}"
        said = {"kind": kind, "title": title, "on": on, "start": "09:30", "place": "二楼会议室", **more}
        self.plan.do(
            self.plan.at(called, hour, self.count), by, "documents.call-meeting", label=label, expect=expect, **said
        )
        return label

    def topic(
        self,
        label: str,
        on: date,
        by: str,
        department: str,
        title: str,
        *,
        hour: int = 10,
        expect: str = "",
        **more: Any,
    ) -> None:
        self.do(label, on, hour, by, "propose-topic", expect=expect, department=department, title=title, **more)

    def hold(
        self, label: str, on: date, present: Sequence[str], *, by: str = CLERK, hour: int = 17,
        presided_by: str = CHAIR, expect: str = "", **more: Any,
    ) -> None:  # fmt: skip
        came = {"presided_by": presided_by, "present": list(present), **more}
        self.do(label, on, hour, by, "hold-meeting", expect=expect, **came)

    def minutes(self, label: str, on: date, by: str, *, hour: int = 16, minute: int = 0, expect: str = "") -> None:
        self.do(
            label, on, hour, by, "file-minutes", minute=minute, expect=expect, text="会议听取汇报,研究议题,形成意见。"
        )

    def adopt(
        self, label: str, on: date, item: int, *, by: str = CLERK, hour: int = 17, minute: int = 30, expect: str = "",
        answer: str = "", **more: Any,
    ) -> None:  # fmt: skip
        said = {"form": "resolution", "title": "关于有关议题的决议", "text": "原则同意,抓好落实。", **more}
        self.do(label, on, hour, by, "adopt-resolution", minute=minute, expect=expect, answer=answer, item=item, **said)

    def heads(self, on: date) -> list[str]:
        roll = self.plan.roll
        return [head for department in APPRAISED if (head := roll.holder(f"head-{department}", on))]


def order(department: str, owner: str, due: date, *co_owners: str) -> dict[str, Any]:
    return {
        "department": department, "owner": owner, "co_owners": co_owners, "due": due,
        "title": "落实会议议定事项", "content": "形成书面报告",
    }  # fmt: skip


def _chairpersons(hall: Hall) -> None:
    """Items left out of the agenda, deferred and withdrawn; tasks at once; minutes on the last day in time."""
    label = hall.call(d(7, 20), "chairpersons", "主任会议", d(7, 22), recorder="p018")
    hall.call(d(7, 20), "chairpersons", "主任会议", d(7, 22), convenor=SECRETARY, hour=10,
              expect="documents.meeting-not-the-convenor")  # fmt: skip
    hall.call(d(7, 20), "chairpersons", "主任会议", d(7, 22), by="p022", hour=10, expect=FORBIDDEN)
    for n, department in enumerate(("budget", "social", "research", "agriculture")):
        hall.topic(label, d(7, 20), CLERK, department, f"关于专项工作的汇报({n + 1})", hour=11)
    hall.topic(label, d(7, 20), "p024", "finance-economy", "临时议题", hour=12, expect=FORBIDDEN)
    hall.do(label, d(7, 20), 14, CLERK, "set-agenda", items=[1, 2], expect=FORBIDDEN)
    hall.do(label, d(7, 20), 15, SECRETARY, "set-agenda", items=[9], expect="documents.meeting-no-such-topic")
    hall.do(label, d(7, 20), 16, SECRETARY, "set-agenda", items=[2, 1, 3])
    hall.do(label, d(7, 21), 9, SECRETARY, "defer-topic", item=3, reason="材料不成熟")
    hall.do(label, d(7, 21), 10, CLERK, "withdraw-topic", item=4, reason="与他题合并")
    hall.do(label, d(7, 21), 11, CLERK, "withdraw-topic", item=4, reason="重复", expect=TOPIC_NOT_OPEN)
    hall.hold(label, d(7, 21), LEADERS, expect="documents.meeting-not-yet-held")
    hall.hold(label, d(7, 22), LEADERS, hour=11, presided_by=SECRETARY, expect="documents.meeting-not-the-presider")
    hall.hold(label, d(7, 22), (*LEADERS, "p022"), hour=12, expect="documents.meeting-not-called")
    hall.minutes(label, d(7, 22), "p018", hour=13, expect=NOT_OPEN)  # before it is entered as held
    hall.hold(label, d(7, 22), LEADERS[:-1], on_leave=["p058"])
    hall.do(label, d(7, 22), 17, CLERK, "withdraw-topic", minute=10, item=1, reason="x", expect=NOT_OPEN)
    hall.adopt(label, d(7, 22), 3, minute=20, expect=TOPIC_NOT_OPEN)  # deferred: nobody has spoken of it
    tasks = [order("budget", "p026", d(8, 7))]
    hall.adopt(label, d(7, 22), 1, answer=f"{label}r1", tasks=tasks)
    late: dict[str, Any] = {"tasks": [order("social", "p044", d(7, 21))]}
    hall.adopt(label, d(7, 22), 2, minute=40, expect="documents.task-due-in-the-past", **late)
    hall.adopt(label, d(7, 22), 2, minute=50, answer=f"{label}r2")
    at = hall.plan.at
    hall.plan.do(at(d(7, 23), 9), CLERK, "documents.order-resolution-task", label=f"{label}o", resolution=f"@{label}r2",
                 order=order("social", "p044", d(8, 12), "deputies"))  # fmt: skip
    for task, owner, on in (
        (f"@{label}r1/tasks/0/task", "p026", d(8, 6)),
        (f"@{label}o/tasks/0/task", "p044", d(8, 13)),
    ):
        hall.plan.do(at(on, 16), owner, "documents.report-task-done", note="已落实", task=task)
        hall.plan.do(at(on, 17), CLERK, "documents.verify-task", task=task)
    hall.minutes(label, d(7, 29), "p018", hour=23, minute=50)
    hall.minutes(label, d(7, 30), "p018", hour=9, expect="documents.minutes-filed-already")
    hall.do(label, d(7, 30), 10, CLERK, "correct-minutes", text="会议听取了四项汇报。", reason="更正议题数")
    hall.do(label, d(7, 31), 9, CLERK, "collect-records")
    hall.do(label, d(7, 31), 10, CLERK, "collect-records", expect=NOT_OPEN)


def _standing_committee(hall: Hall) -> None:
    """More than half of all members, those from outside the organ included; minutes filed late."""
    plan, on = hall.plan, d(8, 28)
    label = hall.call(d(8, 18), "standing-committee", "常委会会议", on, invited=["p020"])
    hall.topic(label, d(8, 18), "p022", "finance-economy", "关于预算执行情况的报告")
    hall.topic(label, d(8, 18), CHAIR, "deputies", "关于代表建议办理情况的报告", hour=11)
    hall.do(label, d(8, 19), 9, CHAIR, "set-agenda", items=[1, 2])
    present = [person for person in (*LEADERS, *hall.heads(on)) if not plan.is_away(person, on, "am")]
    hall.hold(label, on, present, outside_present=16, hour=15, expect=INVALID)
    hall.hold(label, on, present, outside_present=13)
    votes = len(present) + 13
    lost: dict[str, Any] = {"in_favour": 8, "against": 4}
    too_many: dict[str, Any] = {"in_favour": votes, "against": 1}
    hall.adopt(label, on, 1, minute=20, expect="documents.resolution-no-majority", **lost)
    hall.adopt(label, on, 1, minute=25, expect="documents.resolution-votes-do-not-add-up", **too_many)
    tasks = [order("finance-economy", "p024", d(9, 18), "budget")]  # nobody does it
    hall.adopt(label, on, 1, answer=f"{label}r1", in_favour=votes - 2, abstained=2, tasks=tasks)
    hall.adopt(label, on, 2, minute=40, answer=f"{label}r2", form="decision", in_favour=votes)
    hall.minutes(label, d(9, 8), CLERK)  # due on the 4th


def _party_group(hall: Hall) -> None:
    """A secret item stays among those who were there (B2.7); its minutes are filed on the make-up Sunday, too late.

    What it resolved was carried as a motion that afternoon (`motions.py`).
    """
    on = d(9, 10)
    label = hall.call(d(9, 8), "party-group", "党组会议", on, recorder=SECRETARY)
    hall.topic(label, d(9, 8), "p007", "office", "关于干部有关事项", secrecy="confidential")
    hall.topic(label, d(9, 8), CLERK, "office", "x", hour=11, expect=FORBIDDEN)
    hall.do(label, d(9, 9), 9, "p003", "set-agenda", items=[1], expect=FORBIDDEN)
    hall.do(label, d(9, 9), 10, CHAIR, "set-agenda", items=[1])
    present = [person for person in PARTY_GROUP if person != "p003"]  # who is away on a tour
    hall.hold(label, on, present, by=SECRETARY, on_leave=["p003"])
    hall.adopt(label, on, 1, by=SECRETARY, minute=25, expect=NOT_CARRIED, in_favour=6)
    hall.adopt(label, on, 1, by=SECRETARY, answer=f"{label}r1", motion="party-group-2026-3")
    hall.adopt(label, on, 1, by=SECRETARY, minute=40, expect=NOT_CARRIED, motion="party-group-2026-3")
    hall.minutes(label, d(9, 20), SECRETARY)  # due on the 17th
    hall.do(label, d(9, 21), 9, "p011", "correct-minutes", text="x", reason="x", expect="documents.meeting-withheld")


def _assembly(hall: Hall) -> None:
    """What is proposed is on the agenda; five working days over the festival and the national holiday."""
    plan, on = hall.plan, d(9, 24)
    label = hall.call(d(9, 18), "all-staff", "机关干部大会", on, convenor=SECRETARY)
    hall.topic(label, d(9, 18), CLERK, "office", "节前工作安排")
    present = [person for person in plan.roll.people(on) if not plan.is_away(person, on, "am")]
    hall.hold(label, on, present, presided_by=SECRETARY)
    hall.minutes(label, d(10, 10), CLERK)  # due on 9 October


def _other(hall: Hall) -> None:
    """Moved; people invited; materials asked for, chased, returned, waived and late; attendance corrected."""
    plan = hall.plan
    hall.call(d(8, 3), "other", "工作协调会", d(8, 6), expect=INVALID)  # who is to come?
    label = hall.call(d(8, 3), "other", "工作协调会", d(8, 6), convenor=DIRECTOR, invited=["p022", "p026"])
    hall.do(
        label, d(8, 4), 9, CLERK, "move-meeting", on=d(8, 11), start="14:30", place="三楼会议室", reason="与视察冲突"
    )
    hall.do(label, d(8, 4), 10, CLERK, "invite-to-meeting", people=["p009", "p037"])
    hall.do(label, d(8, 4), 11, CLERK, "invite-to-meeting", people=["p009"], expect=INVALID)
    hall.do(label, d(8, 4), 12, CLERK, "name-recorder", recorder="p013")
    past: dict[str, Any] = {"title": "情况说明", "department": "budget", "due": d(8, 3)}
    hall.do(label, d(8, 4), 13, CLERK, "demand-material", expect="documents.meeting-material-due-in-the-past", **past)
    for n, (department, person) in enumerate((("finance-economy", ""), ("", "p026"), ("education-culture", ""))):
        whose = {"department": department} if department else {"person": person}
        asked: dict[str, Any] = {"title": f"会议材料({n + 1})", "due": d(8, 7), **whose}
        hall.do(label, d(8, 4), 14 + n, CLERK, "demand-material", answer=f"{label}p{n}", **asked)

    def material(n: int, on: date, hour: int, by: str, operation: str, *, expect: str = "", **body: Any) -> None:
        plan.do(plan.at(on, hour), by, f"documents.{operation}", expect=expect, material=f"@{label}p{n}", **body)

    closed = "documents.meeting-material-not-open"
    material(0, d(8, 6), 9, "p024", "hand-in-material", note="已报")
    material(0, d(8, 6), 10, "p024", "hand-in-material", expect=closed)
    material(0, d(8, 7), 9, CLERK, "return-material", reason="数据有误")
    material(0, d(8, 10), 9, "p022", "hand-in-material", note="已更正")  # late, after a reminder
    material(1, d(8, 10), 10, "p024", "hand-in-material", expect=FORBIDDEN)
    hall.hold(label, d(8, 11), ("p022", "p026", "p009"), presided_by="p009", by="p013")
    correct: dict[str, Any] = {"person": "p037", "state": "on-leave", "reason": "会前已请假"}
    hall.do(label, d(8, 12), 9, CLERK, "correct-attendance", **correct)
    hall.do(
        label, d(8, 12), 10, CLERK, "correct-attendance", expect="documents.meeting-attendance-unchanged", **correct
    )
    hall.minutes(label, d(8, 14), "p013")
    hall.do(label, d(8, 17), 9, CLERK, "collect-records", expect="documents.meeting-records-incomplete")
    material(1, d(8, 17), 10, CLERK, "waive-material", reason="会上已口头说明")
    material(2, d(8, 17), 11, "p037", "hand-in-material", note="补交")
    hall.do(label, d(8, 17), 14, CLERK, "collect-records")


def _fell_through(hall: Hall) -> None:
    """Not held: cancelled when its minutes are missing already, and nothing is owed for it any more."""
    label = hall.call(d(7, 13), "other", "专题座谈会", d(7, 15), invited=["p045"])
    hall.do(
        label, d(7, 13), 14, CLERK, "demand-material", answer=f"{label}p", title="发言提纲", person="p045", due=d(7, 31)
    )
    hall.do(
        label, d(7, 16), 9, CLERK, "move-meeting", on=d(7, 17), start="09:00", place="x", reason="x", expect=NOT_OPEN
    )
    hall.do(label, d(7, 24), 9, CLERK, "cancel-meeting", reason="未召开")
    hall.minutes(label, d(7, 24), CLERK, expect="documents.meeting-not-open")
    hall.do(label, d(7, 24), 10, CLERK, "correct-minutes", text="x", reason="x", expect="documents.minutes-not-filed")
    soon = hall.call(d(8, 24), "chairpersons", "主任会议", d(8, 26))
    hall.hold(soon, d(8, 26), LEADERS, hour=8, expect="documents.meeting-agenda-not-set")
    hall.do(soon, d(8, 26), 9, CLERK, "cancel-meeting", reason="议题不成熟")


def _minutes_over_days_off(hall: Hall) -> None:
    """Never filed: five working days of which one is the make-up Sunday. And one in time on the last of them."""
    for called, on, filed in ((d(9, 11), d(9, 15), None), (d(9, 14), d(9, 16), d(9, 22))):
        label = hall.call(called, "chairpersons", "主任会议", on)
        hall.topic(label, called, SECRETARY, "urban-environment", "关于城乡环境整治的汇报")
        hall.do(label, called, 14, SECRETARY, "set-agenda", items=[1])
        present = [person for person in LEADERS if person != CHAIR]  # who is on leave
        hall.hold(label, on, present, presided_by="p003", on_leave=[CHAIR])
        if filed:
            hall.minutes(label, filed, CLERK, hour=23)
