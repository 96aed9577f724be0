"""The quarter's appraisal from its end to the first objection: reports, items, proposal, vote, grades (A35)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.leave import DIRECTOR
from deploy.demo.motions import SECRETARY, YES, Room
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

Q = "2026-Q3"
REPORTING, PROPOSING, VOTING = d(10, 12), d(10, 16), d(10, 19)
"""The last of September's sheets is accepted on the morning of the second day."""
NEVER, LATE, OBJECTS = "ethnic-overseas", "research", "education-culture"


def quarters(plan: Plan) -> None:
    _reports(plan)
    _items(plan)
    _grades(plan)
    _afterwards(plan)


def _do(plan: Plan, on: date, hour: float, by: str, operation: str, /, **said: Any) -> None:
    """`label` and `expect` are the deed's, what else is said the operation's."""
    at = plan.at(on, int(hour), round(hour % 1 * 60))
    plan.do(at, by, f"appraisal.{operation}", **{"quarter": Q, **said})


def _head(plan: Plan, department: str, on: date) -> str:
    return plan.roll.decider(f"head-{department}", "", on)


def _reports(plan: Plan) -> None:
    """One comes too late, one not at all."""
    for n, department in enumerate(APPRAISED):
        if department in (NEVER, LATE):
            continue
        said = {"department": department, "work": "督办任务和信息报送按计划推进。", "plan": "抓好议题落实。"}
        _do(plan, REPORTING, 9 + n / 6, _head(plan, department, REPORTING), "submit-self-report", **said)
    late = {"department": LATE, "work": "完成调研文章和文稿起草。", "plan": "筹备年度工作报告。"}
    _do(plan, d(10, 15), 9, _head(plan, LATE, d(10, 15)), "submit-self-report", **late)
    other = {"department": "budget", "work": "代报", "plan": "代报"}
    _do(plan, REPORTING, 11, _head(plan, "social", REPORTING), "submit-self-report", expect=FORBIDDEN, **other)
    _do(plan, REPORTING, 15, DIRECTOR, "propose-grades", expect="appraisal.self-reports-missing")


def _items(plan: Plan) -> None:
    """What no event says, by the leader in charge; one is taken back."""
    urgent = {"department": "agriculture", "points": "2", "reason": "汛期连续驻村", "evidence": "防汛值守记录"}
    _do(plan, d(10, 13), 10, "p004", "enter-leaders-item", **urgent)
    slow = {"department": "urban-environment", "points": "-1", "reason": "材料报送拖延", "evidence": "催办单"}
    _do(plan, d(10, 13), 11, "p004", "enter-leaders-item", **slow)
    _do(plan, d(10, 14), 9, "p004", "withdraw-leaders-item", number=2, reason="核实为交接原因")
    _do(plan, d(10, 13), 12, "p003", "enter-leaders-item", expect=FORBIDDEN, **urgent)


def _grades(plan: Plan) -> None:
    """Proposed, amended in one place with its reason, voted on as amended, entered, published.

    The amendment lies far from what the points give, so that no other deed of the quarter reaches it first.
    """
    _do(plan, PROPOSING, 14, DIRECTOR, "propose-grades")
    amend = {"department": "petitions", "grade": "good", "reason": "x"}
    _do(plan, PROPOSING, 15, SECRETARY, "amend-grade", expect="appraisal.not-graded", **amend)
    amended = {"department": "supervision-law", "grade": "poor", "reason": "整改事项未按期报结，两次催办仍无进展"}
    _do(plan, PROPOSING, 16, SECRETARY, "amend-grade", label="QG", **amended)
    room, label = Room(plan), "VQ"
    room.propose(label, VOTING, "p006", "other", "审定第三季度考核等次", reference="@QG/reference")
    room.do(label, VOTING, 10, SECRETARY, "put-motion-on-agenda", {"on": VOTING})
    room.do(label, VOTING, 11, SECRETARY, "discuss-motion", {"note": "逐部门评议。"})
    _do(plan, VOTING, 12, DIRECTOR, "record-grades-decision", expect="appraisal.grades-not-carried")
    present = room.present(VOTING)
    room.do(label, VOTING, 14, SECRETARY, "open-vote", {"present": present})
    for person in present:
        room.do(label, VOTING, 15, person, "cast-vote", {"choice": YES})
    room.do(label, VOTING, 16, SECRETARY, "declare-result", {})
    _do(plan, VOTING, 17, DIRECTOR, "record-grades-decision")
    _do(plan, VOTING, 17.5, DIRECTOR, "publish-grades")


def _afterwards(plan: Plan) -> None:
    """A department objects; the answer waits on the chair's desk."""
    text = "请复核九月信息采用数。"
    _do(plan, d(10, 20), 9, _head(plan, OBJECTS, d(10, 20)), "raise-objection", department=OBJECTS, text=text)
    _do(plan, d(10, 20), 10, DIRECTOR, "close-quarter", expect="appraisal.objections-open")
