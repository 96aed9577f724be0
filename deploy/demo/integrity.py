"""The quarter's declarations, self-checks and warning education, two reports to the discipline group, retired staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

HEAD, MEMBER, OTHER = "p007", "p019", "p055"
"""Of the discipline group."""
LATE = "party.declaration-late"
ITEMS = ("gifts", "bills", "family", "trips", "extravagance", "conduct")


def integrity(plan: Plan) -> None:
    group = Group(plan)
    group.educate()
    group.check_themselves()
    group.gifts()
    group.family_events()
    group.trips()
    group.cases()
    group.retired()


class Group:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, by: str, operation: str, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(day, hour), by, f"party.{operation}", label=label, expect=expect, **body)

    def educate(self) -> None:
        on = d(8, 14)
        present = [person for person in self.plan.roll.people(on) if person not in ("p018", "p031", "p044")]
        held: dict[str, Any] = {"year": 2026, "on": on, "form": "film", "topic": "身边案例警示录", "present": present}
        self.do(on, 17, "p022", "record-warning-education", expect=FORBIDDEN, **held)
        self.do(on, 18, "p053", "record-warning-education", **held)

    def check_themselves(self) -> None:
        """Two leaders so far; the rest have until the end of the year (B14.1)."""

        def answers(wrong: str = "") -> list[Mapping[str, Any]]:
            note = "出差途中曾顺道探亲,已自付费用"
            return [{"item": item, "clear": item != wrong, "note": note if item == wrong else ""} for item in ITEMS]

        for day, person, said, expect in (
            (d(9, 14), "p003", answers()[:-1], INVALID),
            (d(9, 14), "p003", answers("trips"), ""),
            (d(9, 16), HEAD, answers(), ""),
        ):
            self.do(
                day, 9 if expect else 10, person, "hand-in-self-check", expect=expect,
                person=person, period="2026-H2", answers=said,
            )  # fmt: skip
        review: dict[str, Any] = {"period": "2026-H2", "finding": "已审阅,请继续保持"}
        self.do(d(9, 17), 9, HEAD, "review-self-check", expect=FORBIDDEN, person=HEAD, **review)
        self.do(d(9, 17), 10, MEMBER, "review-self-check", person="p003", **review)

    def gifts(self) -> None:
        """One disposed of in time, one handed in late and then forgotten (B14.3)."""
        goods: dict[str, Any] = {"kind": "goods", "what": "茶叶两盒", "value": 300, "giver": "来访单位"}
        self.do(d(7, 13), 9, "p022", "hand-in-gift", label="gift", received_on=d(7, 10), **goods)
        away: dict[str, Any] = {"gift": "@gift", "on": d(7, 20), "disposal": "returned", "reference": "退还凭条"}
        self.do(d(7, 20), 9, "p022", "dispose-of-gift", expect=FORBIDDEN, **away)
        self.do(d(7, 20), 10, MEMBER, "dispose-of-gift", **away)
        card: dict[str, Any] = {"kind": "securities", "what": "购物卡", "value": 500, "giver": "某企业"}
        self.do(d(8, 20), 9, "p029", "hand-in-gift", expect=LATE, received_on=d(7, 1), **card)
        self.do(d(8, 20), 10, "p029", "hand-in-gift", received_on=d(7, 1), reason="整理物品时发现", **card)

    def family_events(self) -> None:
        """Told and accounted for; told late, and no account of it (B14.5)."""
        wedding: dict[str, Any] = {"occasion": "wedding", "place": "城区酒店", "guests": 100, "budget": 30000}
        self.do(d(7, 15), 9, "p026", "report-family-event", label="wedding", on=d(8, 8), **wedding)
        told: dict[str, Any] = {"event": "@wedding", "guests": 96, "cost": 28600}
        self.do(d(7, 20), 9, "p026", "account-for-family-event", expect="party.family-event-to-come", **told)
        self.do(d(8, 12), 9, "p026", "account-for-family-event", **told)
        moving: dict[str, Any] = {"occasion": "moving", "place": "家中", "guests": 20, "budget": 2000}
        self.do(d(8, 25), 9, "p030", "report-family-event", expect=LATE, on=d(8, 29), **moving)
        self.do(d(8, 25), 10, "p030", "report-family-event", on=d(8, 29), reason="搬家日期临时提前", **moving)

    def trips(self) -> None:
        away: dict[str, Any] = {"kind": "tourism", "first": d(8, 3), "last": d(8, 7), "destination": "某古城"}
        public = "party.trip-public-money"
        self.do(d(7, 27), 9, "p027", "state-trip", expect=public, purpose="休假", paid_by="public", **away)
        self.do(d(7, 27), 10, "p027", "state-trip", label="trip", purpose="休假", paid_by="oneself", **away)
        self.do(d(7, 28), 9, OTHER, "note-trip", trip="@trip")
        self.do(
            d(9, 21), 9, "p038", "state-trip", label="abroad", kind="abroad", first=d(9, 28), last=d(10, 5),
            destination="境外", purpose="旅游", paid_by="oneself",
        )  # fmt: skip
        self.do(d(9, 22), 9, HEAD, "object-to-trip", trip="@abroad", reason="节前工作安排紧,请另择时间")

    def cases(self) -> None:
        """One about a member of the group, who sees nothing of it; one that ends in a talk, and stays inside (A1)."""
        self.do(d(8, 4), 9, "p025", "file-discipline-report", against="p036", matter="反映其工作日饮酒", signed=True)
        self.do(d(8, 5), 8, HEAD, "list-discipline-cases", label="first")
        case = "@first/items/0/id"
        self.do(d(8, 5), 9, "p002", "open-discipline-case", expect=FORBIDDEN, case=case)
        self.do(d(8, 5), 10, HEAD, "open-discipline-case", case=case)
        self.do(d(8, 18), 9, OTHER, "note-discipline-finding", case=case, finding="已向相关人员核实")
        self.do(d(8, 24), 9, HEAD, "conclude-discipline-case", case=case, outcome="talk", conclusion="谈话提醒")
        kept = "party.discipline-outcome-not-published"
        self.do(d(8, 24), 10, HEAD, "publish-discipline-outcome", expect=kept, case=case, notice="谈话提醒")
        self.do(d(9, 8), 9, "p022", "file-discipline-report", against=MEMBER, matter="反映其用公车办私事")
        self.do(d(9, 9), 8, HEAD, "list-discipline-cases", label="second")
        self.do(d(9, 9), 9, MEMBER, "open-discipline-case", expect=FORBIDDEN, case="@second/items/0/id")
        self.do(d(9, 9), 10, HEAD, "open-discipline-case", case="@second/items/0/id")

    def retired(self) -> None:
        """Three on the register; two visited so far, one condolence given and one forgotten (B9.7)."""
        for n, name in enumerate(("甘遂", "泽兰", "白薇"), 1):
            self.do(
                d(7, 2), 8 + n, CLERK, "enter-retired", label=f"retired{n}", name=f"老同志{name}",
                retired_on=date(2010 + n, 3, 1), born=date(1950 + n, 3, 1), address="机关宿舍", condition="身体尚好",
            )  # fmt: skip
        self.do(d(7, 6), 9, CLERK, "list-care", label="visits", duty="visit")
        for n, on in enumerate((d(7, 22), d(9, 24))):
            self.do(
                on, 17, CLERK, "record-care",
                care=f"@visits/items/{n}/id", on=on, visitors=["p008", "p013"], what="走访看望,听取意见",
            )  # fmt: skip
        ill: dict[str, Any] = {"retired": "@retired1", "occasion": "illness", "on": d(9, 2), "note": "住院治疗"}
        self.do(d(9, 3), 9, CLERK, "report-occasion", label="ill", **ill)
        again = "party.retired-occasion-known"
        self.do(d(9, 3), 10, CLERK, "report-occasion", expect=again, **ill)
        self.do(d(9, 5), 17, CLERK, "record-care", care="@ill", on=d(9, 5), visitors=["p008"], what="慰问金")
        hardship: dict[str, Any] = {"retired": "@retired2", "occasion": "hardship", "on": d(10, 7)}
        self.do(d(10, 8), 9, CLERK, "report-occasion", **hardship)
