"""The branch's life in the quarter: life meetings with their measures, the yearly evaluation under way (B6, B7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

SECRETARY, ORGANISER, GROUP_SECRETARY = "p006", "p009", "p002"
GROUP = ["p002", "p058", "p003", "p004", "p005", "p006", "p007"]
COMMITTEE = ["p008", "p009", "p055", "p053"]


def life(plan: Plan) -> None:
    Branch(plan).live()


class Branch:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, by: str, operation: str, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(day, hour), by, f"party.{operation}", label=label, expect=expect, **body)

    def live(self) -> None:
        self.do(d(7, 1), 8, SECRETARY, "list-life-meetings", label="life")
        self.ordinary_meeting("@life/items/0/id")
        self.meeting_on_integrity("@life/items/1/id")
        self.evaluation()

    def ordinary_meeting(self, meeting: str) -> None:
        """Too short a notice, leave granted and refused, two measures of which one is reported in time (B6)."""
        called: dict[str, Any] = {"meeting": meeting, "topics": ["查摆作风和联系群众方面的问题", "研究整改措施"]}
        short = "party.life-meeting-short-notice"
        self.do(d(7, 6), 9, SECRETARY, "call-life-meeting", expect=short, on=d(7, 8), **called)
        self.do(d(7, 6), 10, "p011", "call-life-meeting", expect=FORBIDDEN, on=d(7, 16), **called)
        self.do(d(7, 6), 11, SECRETARY, "call-life-meeting", on=d(7, 16), **called)
        for person, reason, decision in (("p053", "参加宣传工作培训", "grant"), ("p055", "外出看望亲友", "refuse")):
            label = f"leave-{person}"
            self.do(d(7, 13), 9, person, "ask-life-meeting-leave", label=label, meeting=meeting, reason=reason)
            why: dict[str, Any] = {"reason": "请调整安排,按时参会"} if decision == "refuse" else {}
            self.do(d(7, 13), 15, SECRETARY, f"{decision}-life-meeting-leave", absence=f"@{label}", **why)
        present = [*GROUP, "p008", "p009", "p055"]
        held: dict[str, Any] = {"meeting": meeting, "present": present, "record": "班子成员逐一发言,开展批评和自我批评"}
        self.do(
            d(7, 16), 17, ORGANISER, "record-life-meeting", expect="party.life-meeting-without-criticism",
            self_examined=present, critics=[], **held,
        )  # fmt: skip
        self.do(d(7, 16), 18, ORGANISER, "record-life-meeting", self_examined=present, critics=present[1:], **held)
        for label, person, due, problem, measure in (
            ("m1", "p003", d(8, 31), "深入基层调研不够", "每月到联系乡镇调研一次"),
            ("m2", "p008", d(9, 15), "文件运转偏慢", "重新梳理收发文流程"),
        ):
            self.do(
                d(7, 17), 10, ORGANISER, "set-rectification", label=label,
                meeting=meeting, person=person, due=due, problem=problem, measure=measure,
            )  # fmt: skip
        self.do(d(7, 20), 9, SECRETARY, "close-life-meeting", expect="party.life-meeting-not-reported", meeting=meeting)
        self.do(d(7, 24), 9, ORGANISER, "report-life-meeting", meeting=meeting, on=d(7, 24), to="区直机关工委")
        self.do(d(7, 27), 9, SECRETARY, "close-life-meeting", meeting=meeting)
        self.do(d(8, 28), 16, "p003", "report-rectification", measure="@m1", outcome="已到两个乡镇调研,形成调研报告")
        self.do(
            d(9, 2), 9, SECRETARY, "review-rectification", expect="party.rectification-no-meeting",
            measure="@m1", settled=True, finding="已落实",
        )  # fmt: skip

    def meeting_on_integrity(self, meeting: str) -> None:
        """Called at short notice with its reason, and reported (B14.1)."""
        self.do(
            d(9, 9), 9, GROUP_SECRETARY, "call-life-meeting",
            meeting=meeting, on=d(9, 11), topics=["对照廉洁自律准则自查自纠"], reason="上级督导组本周到会指导",
        )  # fmt: skip
        present = GROUP[:-1]
        self.do(
            d(9, 11), 17, ORGANISER, "record-life-meeting",
            meeting=meeting, present=present, self_examined=present, critics=present, record="逐条对照检查",
        )  # fmt: skip
        self.do(
            d(9, 21), 9, ORGANISER, "report-life-meeting", meeting=meeting, on=d(9, 21), to="区纪委监委、区直机关工委"
        )
        self.do(d(9, 22), 9, GROUP_SECRETARY, "close-life-meeting", meeting=meeting)

    def evaluation(self) -> None:
        """Begun and studied for; some have handed in what they think of themselves, the next steps are to come (B7)."""
        of_year: dict[str, Any] = {"year": 2026}
        out_of_step = "party.evaluation-out-of-step"
        self.do(d(9, 7), 9, "p022", "start-evaluation", expect=FORBIDDEN, **of_year)
        self.do(d(9, 7), 10, ORGANISER, "start-evaluation", **of_year)
        answers = [
            {"content": content, "text": text}
            for content, text in (
                ("conviction", "坚持学习,信念坚定"),
                ("line", "认真贯彻上级部署"),
                ("reform", "尽职完成本职工作"),
                ("discipline", "遵守纪律,执行决议"),
                ("people", "下基层次数偏少,将予改进"),
            )
        ]
        early: dict[str, Any] = {"person": "p022", "answers": answers}
        self.do(d(9, 8), 9, "p022", "submit-self-assessment", expect=out_of_step, **of_year, **early)
        self.do(
            d(9, 11), 17, ORGANISER, "record-evaluation-study",
            on=d(9, 11), topic="党章和民主评议工作要求", present=[*GROUP, *COMMITTEE], **of_year,
        )  # fmt: skip
        for n, person in enumerate(("p022", "p003", "p026", "p008", "p027", "p009", "p011", "p029")):
            day = self.plan.workday(d(9, 14), n)
            self.do(day, 16, person, "submit-self-assessment", person=person, answers=answers, **of_year)
        self.do(d(9, 25), 9, SECRETARY, "excuse-member", person="p015", reason="长期病假", **of_year)
        unfinished = "party.evaluation-unfinished"
        self.do(d(9, 28), 9, ORGANISER, "advance-evaluation", expect=unfinished, **of_year)
        self.do(d(9, 28), 10, SECRETARY, "close-evaluation", expect=out_of_step, **of_year)
