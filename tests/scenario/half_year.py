"""The second half of 2026 in Party affairs as a script, and the first month after it: all that two quarters and a
half-year owe, by every procedure of the service (A1–A13, B1–B8, B9.6, B9.7, B14).

Its third quarter is the demonstration's, without what other services do in it; here stands what comes after. The notice
about 2027 is invented, as in `unknown_year.py`: 1 to 4 January are days off, and Saturday the 9th is worked instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from deploy.demo.applicants import applicants
from deploy.demo.contacts import NEVER, contacts, visit
from deploy.demo.deed import SYSTEM
from deploy.demo.dues import COMES, Branch, dues, of
from deploy.demo.integrity import ITEMS, Group
from deploy.demo.leave import CLERK
from deploy.demo.life import COMMITTEE, GROUP
from deploy.demo.life import Branch as LifeBranch
from deploy.demo.meetings import Hall as GroupHall
from deploy.demo.members import ORGANISER, is_member, members
from deploy.demo.motions import motions
from deploy.demo.party_meetings import CHAIR, DEPUTY, FIRST, SECOND, SECRETARY, THIRD, Hall, party_meetings
from deploy.demo.people import Roll
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan, days_between
from deploy.demo.script import ORGAN
from deploy.demo.sheets import APPRAISED
from deploy.demo.study import PUBLICIST, THEORY_GROUP, School, study
from services.kernel.rules.calendar import WorkCalendar, read_notice
from tests.scenario.new_year import Script
from tests.scenario.unknown_year import KEEPER, NOTICE

FIRST_DAY, LAST_DAY = date(2026, 7, 1), date(2027, 1, 31)
QUARTERS = ("2026-Q3", "2026-Q4")
ADMITTED, EXTENDED, NEW_PUBLICIST = "p018", "p028", "p057"
LEAVES_THE_GROUP = "p005"
"""Of the Party group: owes the half-year no self-check any more."""
BAD, WORSE, GOOD = "p031", "p047", "p022"
"""Evaluated as unqualified, of whom one improves in time; and as excellent."""
PAY_IN_JANUARY = ("p022", "p024")
"""Of the new year the bases of two are decided in it; one pays, and nothing is handed up by the 20th."""
FRIDAYS = (d(10, 30), d(11, 13), d(12, 11), d(12, 25))
"""Those of the fortnights after the demonstration's; 27 November is forgotten."""


@lru_cache(maxsize=1)
def script() -> Script:
    calendar = WorkCalendar.load(ORGAN / "calendar").with_notices([read_notice(NOTICE, "2027.toml")])
    plan = Plan(Roll(ORGAN), calendar, Random("half-year"))
    for day in days_between(FIRST_DAY, LAST_DAY):
        plan.do(plan.at(day, 0, 10), SYSTEM, "party.tick")
    plan.files["2027.toml"] = NOTICE.encode()
    plan.do(plan.at(d(12, 1), 10), KEEPER, "directory.import-calendar", content={"@file": "2027.toml"})
    members(plan)
    applicants(plan)
    dues(plan)
    contacts(plan, Random("half-year's contacts"))
    party_meetings(plan)
    motions(plan)
    study(plan)
    _third_quarter(plan)
    Office(plan).live()
    return Script(tuple(plan.in_order()), {}, plan.files)


def _third_quarter(plan: Plan) -> None:
    """Of life meetings and integrity all but what is left out here to be missed."""
    branch, group = LifeBranch(plan), Group(plan)
    branch.do(d(7, 1), 8, SECRETARY, "list-life-meetings", label="life")
    branch.ordinary_meeting("@life/items/0/id")
    branch.evaluation()
    group.check_themselves()
    group.gifts()
    group.family_events()
    group.trips()
    group.cases()
    group.retired()


def january(day: int) -> date:
    return date(2027, 1, day)


class Office:
    """What Party affairs do from October on."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, by: str, operation: str, *, minute: int = 0, label: str = "", expect: str = "",
        **body: Any,
    ) -> None:  # fmt: skip
        self.plan.do(self.plan.at(day, hour, minute), by, f"party.{operation}", label=label, expect=expect, **body)

    def live(self) -> None:
        self.roll()
        self.dues()
        self.meetings()
        self.party_group()
        self.materials()
        self.contacts()
        self.study()
        self.hand_over()
        self.papers()
        self.evaluation()
        self.life_meetings()
        self.integrity()
        self.cases()
        self.retired()

    def seat(self, day: date, hour: int, operation: str, **body: Any) -> None:
        """A change that a second person confirms an hour later."""
        label = f"{operation}-{body['person']}"
        self.plan.do(self.plan.at(day, hour), KEEPER, f"directory.{operation}", label=label, day=day, **body)
        self.plan.do(self.plan.at(day, hour + 1), "p054", "directory.confirm-change", proposal=f"@{label}/awaiting/0")

    # -- members, dues ------------------------------------------------------------------------------------------------

    def roll(self) -> None:
        """A group set up and dissolved; somebody lives elsewhere; one admitted, one who withdraws (B4.3)."""
        group = "流动党小组"
        self.do(d(10, 12), 9, ORGANISER, "set-up-group", label="mobile", name=group, on=d(10, 12), leader="p042")
        officers: dict[str, Any] = {"leader": "p042", "liaison": "p022"}
        self.do(d(10, 13), 9, ORGANISER, "name-group-officers", group="@mobile", on=d(10, 13), **officers)
        self.do(d(10, 14), 9, ORGANISER, "place-member", person="p042", on=d(10, 14), group=THIRD, kind="mobile")
        self.do(d(10, 19), 9, ORGANISER, "place-member", person="p042", on=d(10, 19), group=THIRD, kind="serving")
        self.do(d(10, 15), 9, ORGANISER, "dissolve-group", group="@mobile", on=d(10, 15))
        longer: dict[str, Any] = {"person": EXTENDED, "on": d(10, 20), "reason": "预备期表现须继续考察"}
        self.do(d(10, 20), 9, ORGANISER, "extend-probation", expect="party.probation-extension", months=3, **longer)
        self.do(d(10, 20), 10, ORGANISER, "extend-probation", months=6, **longer)
        on, sponsors = d(12, 10), ["p022", "p034"]
        self.do(on, 9, ORGANISER, "admit-applicant", applicant="@way-2", on=on, sponsors=sponsors,
                expect="kernel.wrong-status")  # fmt: skip
        self.do(on, 10, ORGANISER, "admit-applicant", applicant="@way-1", on=on, sponsors=sponsors)
        self.do(on, 11, ORGANISER, "end-application", applicant="@way-2", on=on, reason="本人撤回申请")
        lent: dict[str, Any] = {"paper": "政审材料", "borrower": "p053", "due": d(11, 20)}
        self.do(d(11, 6), 9, ORGANISER, "lend-applicant-paper", applicant="@way-2", on=d(11, 6), **lent)

    def dues(self) -> None:
        """Two months more; who was admitted owes the month in which they were, by the next 10th (B8)."""
        branch = Branch(self.plan)
        wrong: dict[str, Any] = {"first": "2026-12", "base": "6000.00", "approval": "误用上年表"}
        self.do(d(12, 11), 9, ORGANISER, "decide-dues-base", **of(ADMITTED), **wrong)
        branch.decide_base(ADMITTED, d(12, 11), "2026-12")
        branch.pay(d(12, 14), ADMITTED, 12)
        for month in (11, 12):
            branch.collect(month)
        again: dict[str, Any] = {"month": "2026-12", "amount": "5.00", "reason": "多缴退回"}
        self.do(d(12, 18), 10, ORGANISER, "refund-dues", **of(COMES), **again)
        base: dict[str, Any] = {"year": 2027, "first": "2027-01", "base": "6000.00", "approval": "2027年核定表"}
        for n, person in enumerate(PAY_IN_JANUARY):
            self.do(january(4), 9, ORGANISER, "decide-dues-base", minute=n, person=person, **base)
        first = PAY_IN_JANUARY[0]
        paid: dict[str, Any] = {"year": 2027, "month": "2027-01", "on": january(6), "amount": "90.00"}
        self.do(january(6), 10, ORGANISER, "enter-dues-payment", person=first, payer=first, **paid)

    # -- meetings, motions --------------------------------------------------------------------------------------------

    def meetings(self) -> None:
        """The third group's of November is entered in December, the second's of December never (A2, B3)."""
        hall = Hall(self.plan, count=30)
        self.plan.away.setdefault("p053", set()).add((d(10, 14), "pm"))
        for on in (d(10, 14), d(11, 11), d(12, 9), january(13)):
            hall.meet("committee", on, "研究支部工作")
        for name, on, entered in (
            (FIRST, d(10, 21), None), (SECOND, d(10, 22), None), (THIRD, d(10, 23), None), (FIRST, d(11, 18), None),
            (SECOND, d(11, 19), None), (THIRD, d(11, 20), d(12, 8)), (FIRST, d(12, 16), None), (THIRD, d(12, 17), None),
        ):  # fmt: skip
            hall.meet("group", on, "学习讨论", group=name, entered=entered)
        hall.meet("general", d(12, 21), "总结全年工作")
        last = f"B{hall.count}"
        came: dict[str, Any] = {"person": "p060", "state": "on-leave", "reason": "会前已口头请假"}
        self.do(d(12, 22), 9, ORGANISER, "correct-party-attendance", meeting=f"@{last}", **came)
        self.do(d(12, 22), 10, "p022", "correct-party-attendance", meeting=f"@{last}", expect=FORBIDDEN, **came)

    def materials(self) -> None:
        """The lecture's text, and of a motion what those in the room read before they vote."""
        for on, by, kind, record, name in (
            (d(7, 9), ORGANISER, "party-meeting", "@B1", "党课讲稿.txt"),
            (d(7, 20), "p003", "motion", "@V1", "设备清单.txt"),
        ):
            self.plan.files[name] = "学习党章党规,对照检查。".encode()
            file: dict[str, Any] = {"file_name": name, "content": {"@file": name}}
            self.do(on, 12, by, "attach-file", kind=kind, record=record, **file)

    def party_group(self) -> None:
        """Held and recorded by the office each month but one; a resolution looked after until it is carried out."""
        hall = GroupHall(self.plan)
        for month in (7, 8, 9, 11, 12):
            on = self.plan.same_or_next_workday(d(month, 15))
            label = hall.call(on - timedelta(days=2), "party-group", "党组会议", on, recorder=SECRETARY)
            hall.topic(label, on - timedelta(days=1), "p007", "office", "研究有关工作")
            hall.do(label, on - timedelta(days=1), 11, CHAIR, "set-agenda", items=[1])
            hall.hold(label, on, GROUP, by=SECRETARY)
        self.do(d(10, 20), 9, CHAIR, "review-resolution", motion="@V1", finding="正在采购")
        self.do(d(11, 20), 9, CHAIR, "review-resolution", motion="@V1", finding="已到货验收", carried_out=True)

    # -- contacts -----------------------------------------------------------------------------------------------------

    def contacts(self) -> None:
        """Another quarter: four who never go go once, and others do not (A10–A12)."""
        for number, person in enumerate(self._keepers()):
            if number % 9 == 0 and person not in NEVER:
                continue
            on = self.plan.workday(d(10, 9), number % 50)
            visit(self.plan, f"HOME-{person}", person, on, on if number % 7 else january(8))
        for person in ("p019", "p022", "p026", "p029"):
            visit(self.plan, f"LINK-{person}", person, d(11, 24), d(11, 24))
        visit(self.plan, "HOME-p026", "p026", d(12, 2), d(12, 2), problem="化肥购买困难")
        self.do(d(12, 3), 9, "p026", "forward-problem", contact="@HOME-p026", visit=3, to_department="agriculture")
        self.do(d(12, 16), 9, "p029", "settle-problem", contact="@HOME-p026", visit=3, outcome="已协调供销社送货到村")
        head = self.plan.roll.holder(f"head-{self.plan.roll.department('p037', d(12, 17))}", d(12, 17))
        self.do(d(12, 17), 9, head, "end-contact", contact="@LINK-p037", reason="代表已调离")
        self.do(d(12, 18), 9, CLERK, "release-voter", deputy="@DEPUTY-1", voter=3, reason="户主外出务工")
        self.do(d(12, 18), 10, CLERK, "end-mandate", deputy="@DEPUTY-6", on=d(12, 17), reason="工作调动")

    def _keepers(self) -> list[str]:
        """Of households, in the order in which they were assigned; without those whose contact ended or moved."""
        roll = self.plan.roll
        people = [person for department in APPRAISED for person in roll.members(department, d(7, 2))]
        gone = {"p031", "p047"}
        return [person for person in people if person not in gone and roll.department(person, d(12, 31))]

    # -- study --------------------------------------------------------------------------------------------------------

    def study(self) -> None:
        """Fridays, the theory group's days, law before meetings; moved, cancelled, corrected, made up (A6, B1, B5)."""
        school = School(self.plan, count=100)
        more = [{"area": "law", "title": "预算法", "by": d(12, 20)}]
        self.do(d(10, 9), 9, CLERK, "amend-study-plan", year=2026, meeting="主任会议2026-10", on=d(10, 9), add=more)
        for friday in FRIDAYS:
            label = school.arrange("staff", friday, "机关干部集中学习", form="seminar", items=[2])
            everybody = self.plan.roll.people(friday)
            present = [person for person in everybody if person != "p051"]
            school.do(label, (friday, 17, 30), PUBLICIST, "hold-study-session", present=present)
        corrected: dict[str, Any] = {"person": "p051", "state": "present", "reason": "漏登"}
        school.do(label, (d(12, 28), 9, 0), PUBLICIST, "correct-study-attendance", **corrected)
        early: dict[str, Any] = {"kind": "holiday", "on": d(10, 1), "title": "国庆学习", "area": "theory"}
        self.do(d(9, 21), 9, PUBLICIST, "arrange-study-session", label="early", form="self-study", **early)
        self.do(d(9, 23), 9, PUBLICIST, "cancel-study-session", session="@early", reason="另行统一安排")
        off = school.arrange("staff", d(11, 27), "机关干部集中学习", form="reading")
        school.do(off, (d(11, 26), 9, 0), PUBLICIST, "cancel-study-session", reason="与常委会会议冲突")
        self._theory_days(school)
        moved = school.arrange("law", d(10, 26), "预算法", by=CLERK, area="law", form="lecture", items=[7],
                               meeting="常委会会议2026-06", speaker="p004")  # fmt: skip
        school.do(moved, (d(10, 24), 9, 0), CLERK, "move-study-session", on=d(10, 27), reason="会议改期")
        turn = school.arrange("law", d(11, 25), "监督法", by=CLERK, area="law", form="lecture", items=[3],
                              meeting="主任会议2026-11", speaking="budget", out_of_turn="结合议题")  # fmt: skip
        for label, on in ((moved, d(10, 27)), (turn, d(11, 25))):
            school.do(label, (on, 12, 0), CLERK, "hold-study-session", present=["p002", "p003", "p004"])
        check: dict[str, Any] = {"year": 2026, "note": "全年学习任务基本完成"}
        self.do(d(12, 30), 10, PUBLICIST, "record-year-check", **check)
        self.do(d(12, 30), 11, PUBLICIST, "record-year-check", expect="party.study-year-checked", **check)

    def _theory_days(self, school: School) -> None:
        """Nine days more; p007 makes one up, which is returned and made up again, p005 lets the term pass."""
        for on, days in ((d(10, 20), "2"), (d(11, 5), "2"), (d(11, 17), "2"), (d(12, 3), "2"), (d(12, 15), "1")):
            label = school.arrange("theory-group", on, "专题学习", by=CHAIR, days=days, form="seminar", items=[1])
            missing = {d(11, 5): "p007", d(11, 17): "p005"}.get(on, "")
            present = [person for person in THEORY_GROUP if person != missing]
            school.do(label, (on, 17, 40), PUBLICIST, "hold-study-session", present=present)
            if missing == "p007":
                up: dict[str, Any] = {"person": "p007", "form": "self-study", "note": "自学材料"}
                school.do(label, (d(11, 9), 9, 0), "p007", "make-up-study", made_up_on=d(11, 9), **up)
                back: dict[str, Any] = {"person": "p007", "reason": "未附笔记"}
                school.do(label, (d(11, 10), 9, 0), PUBLICIST, "return-make-up", **back)
                school.do(label, (d(11, 12), 9, 0), "p007", "make-up-study", made_up_on=d(11, 11), **up)

    def hand_over(self) -> None:
        """Another publicity member: what the branch still owes of study is theirs to answer for."""
        body = "branch-committee"
        self.seat(january(20), 14, "leave-body", body=body, person=PUBLICIST)
        self.seat(january(20), 16, "join-body", body=body, person=NEW_PUBLICIST, role="publicity")

    def papers(self) -> None:
        """Some come to what they owe, one withdraws a paper handed in twice (B5.8)."""
        notes: dict[str, Any] = {"kind": "notes", "on": d(11, 27), "title": "学习笔记"}
        for n, (person, characters) in enumerate((("p003", 4100), ("p022", 3300), ("p024", 1200), ("p002", 3200))):
            self.do(
                d(11, 30), 9, person, "hand-in-study-paper", minute=n, person=person, characters=characters, **notes
            )
        twice: dict[str, Any] = {"person": "p024", "characters": 1200}
        self.do(d(11, 30), 10, "p024", "hand-in-study-paper", label="twice", **twice, **notes)
        self.do(d(12, 1), 9, "p024", "withdraw-study-paper", paper="@twice", reason="重复提交")
        self.do(d(12, 3), 9, PUBLICIST, "return-study-paper", paper="@notes-3-9", reason="字迹无法核对")
        article: dict[str, Any] = {"person": "p003", "kind": "article", "on": d(12, 2), "title": "调研体会"}
        self.do(d(12, 2), 10, "p003", "hand-in-study-paper", text="联系群众要走进去,坐下来,记下来。" * 60, **article)

    # -- evaluation, life meetings ------------------------------------------------------------------------------------

    def evaluation(self) -> None:
        """The steps that the third quarter left; two unqualified, of whom one improves in time (B7)."""
        year: dict[str, Any] = {"year": 2026}
        taking_part = self._evaluated()
        answers = [
            {"content": content, "text": "对照要求认真检查"}
            for content in ("conviction", "line", "reform", "discipline", "people")
        ]
        done = {"p022", "p003", "p026", "p008", "p027", "p009", "p011", "p029"}
        for n, person in enumerate(person for person in taking_part if person not in done):
            own: dict[str, Any] = {"person": person, "answers": answers}
            self.do(d(10, 16), 9 + n // 60, person, "submit-self-assessment", minute=n % 60, **own, **year)
        self.do(d(10, 30), 9, ORGANISER, "advance-evaluation", **year)
        for n, person in enumerate(taking_part):
            for hour, capacity in enumerate(("member", "leader") if person in {*GROUP, *COMMITTEE} else ("member",)):
                votes = [{"result": "excellent", "votes": 9}, {"result": "qualified", "votes": 20 + n % 3}]
                counted: dict[str, Any] = {"person": person, "capacity": capacity, "counts": votes, "on": d(11, 6)}
                by = SECRETARY if person == ORGANISER else ORGANISER
                self.do(d(11, 6), 14 + hour, by, "record-mutual-assessment", minute=n, **counted, **year)
        self.do(d(11, 9), 9, ORGANISER, "advance-evaluation", **year)
        results = {BAD: "unqualified", WORSE: "unqualified", GOOD: "excellent"}
        for n, person in enumerate(taking_part):
            found: dict[str, Any] = {
                "person": person,
                "result": results.get(person, "qualified"),
                "opinion": "符合实际",
            }
            self.do(
                d(11, 16), 14, DEPUTY if person == SECRETARY else SECRETARY, "examine-member", minute=n, **found, **year
            )
        self.do(d(11, 20), 9, ORGANISER, "advance-evaluation", **year)
        self.do(d(11, 23), 9, SECRETARY, "commend-member", person=GOOD, note="支部大会表扬", **year)
        self.do(
            d(11, 23),
            10,
            SECRETARY,
            "commend-member",
            person=BAD,
            expect="party.evaluation-not-for-this-result",
            **year,
        )
        for person in (BAD, WORSE):
            time: dict[str, Any] = {"handling": "time-to-improve", "due": d(12, 18), "note": "限期改正"}
            self.do(d(11, 24), 9, SECRETARY, "handle-member", minute=int(person[1:]), person=person, **time, **year)
        self.do(d(12, 17), 9, SECRETARY, "end-handling", person=BAD, improved=True, note="已改正", **year)
        self.do(january(8), 9, SECRETARY, "close-evaluation", **year)  # owed by the end of the year

    def _evaluated(self) -> Sequence[str]:
        """The members of the day on which it began, without the one who is excused."""
        began = d(9, 7)
        here = [person for person in self.plan.roll.people(d(7, 1)) if is_member(self.plan, person, began)]
        return [person for person in dict.fromkeys([*here, COMES]) if person != "p015"]

    def life_meetings(self) -> None:
        """The first of the new half-year: looks at the last one's measures before it can be closed (B6.6, B6.7)."""
        self.do(d(9, 18), 16, "p008", "report-rectification", measure="@m2", outcome="流程已理顺")
        self.do(january(5), 8, SECRETARY, "list-life-meetings", label="life27", kind="ordinary", status="due")
        meeting = {"meeting": "@life27/items/0/id"}
        topics = ["对照检查上次整改情况"]
        self.do(january(5), 9, SECRETARY, "call-life-meeting", on=january(12), topics=topics, **meeting)
        present = [*(person for person in GROUP if person != LEAVES_THE_GROUP), *COMMITTEE[:-1]]
        held: dict[str, Any] = {"present": present, "self_examined": present, "critics": present, "record": "逐项对照"}
        self.do(january(12), 17, ORGANISER, "record-life-meeting", **meeting, **held)
        self.do(january(28), 9, ORGANISER, "report-life-meeting", on=january(28), to="区直机关工委", **meeting)
        unreviewed = "party.life-meeting-measures-not-reviewed"
        self.do(january(28), 10, SECRETARY, "close-life-meeting", expect=unreviewed, **meeting)
        settled: dict[str, Any] = {"settled": True, "finding": "已落实"}
        self.do(january(28), 11, SECRETARY, "review-rectification", measure="@m1", **settled)
        again: dict[str, Any] = {"settled": False, "finding": "仍有积压", "due": date(2027, 3, 31)}
        self.do(january(28), 12, SECRETARY, "review-rectification", measure="@m2", **again)
        self.do(january(29), 9, SECRETARY, "close-life-meeting", **meeting)

    # -- integrity, cases, retired staff ------------------------------------------------------------------------------

    def integrity(self) -> None:
        """Of the leaders some check themselves by the half-year's end, one in the new year; one is none any more. The
        old year's warning education never came, the new one's comes at its beginning (B14.1, B14.2)."""
        self.seat(d(12, 18), 14, "leave-body", body="party-group", person=LEAVES_THE_GROUP)
        answers = [{"item": item, "clear": True, "note": ""} for item in ITEMS]
        said: dict[str, Any] = {"period": "2026-H2", "answers": answers}
        for n, person in enumerate(("p002", "p004", "p006")):
            self.do(d(12, 22), 9, person, "hand-in-self-check", minute=n, person=person, **said)
        self.do(january(5), 9, "p058", "hand-in-self-check", person="p058", **said)
        on, present = january(8), self.plan.roll.people(january(8))
        film: dict[str, Any] = {"year": 2027, "on": on, "form": "film", "topic": "身边案例警示录"}
        self.do(on, 17, "p053", "record-warning-education", present=[one for one in present if one != "p018"], **film)
        card: dict[str, Any] = {"kind": "goods", "what": "土特产", "value": 200, "giver": "来访单位"}
        self.do(d(12, 1), 9, "p024", "hand-in-gift", received_on=d(11, 30), **card)
        told: dict[str, Any] = {"occasion": "funeral", "place": "老家", "guests": 60, "budget": 10000}
        self.do(d(10, 12), 9, "p036", "report-family-event", on=d(10, 11), **told)

    def cases(self) -> None:
        """One of the group leaves the room; the outcome of the kind that is published is told to the organ (A1)."""
        case: dict[str, Any] = {"case": "@second/items/0/id"}
        self.do(d(10, 12), 10, "p055", "recuse-from-case", reason="与被反映人有亲属关系", **case)
        self.do(d(10, 12), 11, "p055", "conclude-discipline-case", outcome="talk", conclusion="x", expect=FORBIDDEN,
                **case)  # fmt: skip
        found: dict[str, Any] = {"outcome": "circular", "conclusion": "违反公务用车规定"}
        self.do(d(11, 4), 9, "p007", "conclude-discipline-case", **found, **case)
        self.do(d(11, 5), 9, "p007", "publish-discipline-outcome", notice="对违规使用公务用车予以通报批评", **case)

    def retired(self) -> None:
        """Festival benefits, a change of address, somebody who leaves the register (B9.7)."""
        first: dict[str, Any] = {"duty": "benefit", "status": "due", "retired": "@retired1"}
        self.do(d(12, 14), 8, CLERK, "list-care", label="benefits", **first)
        self.do(d(12, 14), 9, CLERK, "record-care", care="@benefits/items/0/id", on=d(12, 14), visitors=["p008"],
                what="春节慰问金")  # fmt: skip
        self.do(d(12, 15), 9, CLERK, "change-retired-details", retired="@retired2", address="城东小区", contact="",
                condition="行动不便")  # fmt: skip
        self.do(d(12, 16), 9, CLERK, "end-retired", retired="@retired3", on=d(12, 15), reason="去世")
