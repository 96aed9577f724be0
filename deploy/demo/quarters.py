"""The quarter's appraisal from its end to the first objection: reports, items, proposal, vote, grades (A35)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.leave import DIRECTOR
from deploy.demo.motions import SECRETARY, YES, Room
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED
from deploy.demo.tasks import CHAIR

Q = "2026-Q3"
REPORTING, PROPOSING, VOTING = d(10, 12), d(10, 16), d(10, 19)
"""The last of September's sheets is accepted on the morning of the second day."""
REPORTS = {
    "office": (
        "承办常委会会议、主任会议，办结交办督办任务；完成印章、公文、档案和后勤保障；会议记录曾有迟交，已整改。",
        "规范会议记录当日整理、三日内归档；做好年终总结和经费决算准备。",
    ),
    "supervision-law": (
        "跟踪执法检查整改，督办监察和司法方面审议意见；备案审查规范性文件；个别整改事项未按期报结。",
        "对未报结事项逐项对账，组织法治督察专题调研。",
    ),
    "finance-economy": (
        "开展上半年计划执行情况调研，督办重点项目建议；两次受内务通报批评，已在部门会上作检讨。",
        "完成三季度经济运行分析，协同预算工委推进决算审查整改。",
    ),
    "budget": (
        "完成决算初步审查和部门预算执行监督，信息报送数量居前；与财经委协办的一项任务逾期。",
        "启动下年度预算编制提前介入，落实审计查出问题整改跟踪。",
    ),
    "agriculture": (
        "汛期驻村值守，督办高标准农田和人居环境代表建议；有三项任务逾期未结，考勤迟到较多。",
        "未结任务倒排工期，严格考勤，推进乡村振兴执法检查。",
    ),
    "urban-environment": (
        "开展固体废物污染防治执法检查，办结老旧小区改造督办任务；走访联系户未完成全部计划。",
        "补齐走访，跟踪河长制审议意见落实。",
    ),
    "education-culture": (
        "完成义务教育均衡发展调研，督办代表建议；本季度未到乡镇指导，部分任务延期。",
        "十月到龙井坝乡、云桥镇指导人大工作，推进公共卫生专题询问准备。",
    ),
    "social": (
        "走访联系群众全部完成；养老服务调研报告已报送；信息报送数量不足，多项任务延期办结。",
        "明确信息员，每月至少报送两条；提前一周自查到期任务。",
    ),
    "deputies": (
        "组织代表视察和集中活动，建成代表联络站一处，信息被省市采用；四项任务延期办结。",
        "推进代表建议办理情况评议，完善代表履职档案。",
    ),
    "research": (
        "完成调研文章和文稿起草，信息报送数量居前；一项批示任务和一项协办任务至今未结。",
        "筹备常委会年度工作报告，办结遗留任务。",
    ),
}
"""What each head says of the quarter and plans for the next."""
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
        _do(plan, REPORTING, 9 + n / 6, _head(plan, department, REPORTING), "submit-self-report", **_said(department))
    _do(plan, d(10, 15), 9, _head(plan, LATE, d(10, 15)), "submit-self-report", **_said(LATE))
    other = {"department": "budget", "work": "代报", "plan": "代报"}
    _do(plan, REPORTING, 11, _head(plan, "social", REPORTING), "submit-self-report", expect=FORBIDDEN, **other)
    _do(plan, REPORTING, 15, DIRECTOR, "propose-grades", expect="appraisal.self-reports-missing")


def _said(department: str) -> dict[str, str]:
    work, following = REPORTS[department]
    return {"department": department, "work": work, "plan": following}


def _items(plan: Plan) -> None:
    """What no event says, by the leader in charge or the chair; one is taken back."""
    urgent = {"department": "agriculture", "points": "2", "reason": "汛期连续驻村", "evidence": "防汛值守记录"}
    _do(plan, d(10, 13), 10, "p004", "enter-leaders-item", **urgent)
    slow = {"department": "urban-environment", "points": "-1", "reason": "材料报送拖延", "evidence": "催办单"}
    _do(plan, d(10, 13), 11, "p004", "enter-leaders-item", **slow)
    _do(plan, d(10, 14), 9, "p004", "withdraw-leaders-item", number=2, reason="核实为交接原因")
    host = {"department": "office", "points": "1.5", "reason": "承办全区乡镇人大工作现场会", "evidence": "会议方案"}
    _do(plan, d(10, 14), 10, CHAIR, "enter-leaders-item", **host)
    review = {"department": "budget", "points": "1.5", "reason": "决算审查专报获市人大转发", "evidence": "转发文件"}
    _do(plan, d(10, 14), 11, CHAIR, "enter-leaders-item", **review)
    _do(plan, d(10, 13), 12, "p003", "enter-leaders-item", expect=FORBIDDEN, **urgent)


def _grades(plan: Plan) -> None:
    """Proposed, amended in one place with its reason, voted on as amended, entered, published.

    The amendment lies far from what the points give, so that no other deed of the quarter reaches it first.
    """
    _do(plan, PROPOSING, 14, DIRECTOR, "propose-grades")
    amend = {"department": "petitions", "grade": "good", "reason": "x"}
    _do(plan, PROPOSING, 15, SECRETARY, "amend-grade", expect="appraisal.not-graded", **amend)
    amended = {"department": "supervision-law", "grade": "fair", "reason": "整改事项未按期报结，两次催办仍无进展"}
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
