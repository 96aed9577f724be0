"""The quarter's information items (信息报送): who wrote how many, and what the levels took (A34, B9.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from deploy.demo.leave import CLERK, DIRECTOR, other_than
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

HOW_MANY = (7, 5, 4, 6, 5, 4, 6, 1, 9, 2, 8)
"""Items of each department in the order of `APPRAISED`: two fall short of their quota."""
TOPICS = ("代表视察", "执法检查", "预算审查", "乡镇人大工作", "代表联络站建设", "民生实事票决", "专题询问", "信访办理")
FORMS = ("{topic}扎实开展", "{topic}工作动态", "关于{topic}的做法与思考", "{topic}取得新进展")
PLACES = {
    "district": ("区委信息", "人大简报"), "city": ("市人大工作动态", "每日信息"),
    "province": ("人民权力报", "省人大信息"), "nation": ("中国人大",),
}  # fmt: skip
LEVELS = (("district", 8), ("city", 6), ("province", 3), ("nation", 1))
WITHDRAWN, ADOPTED = "documents.information-withdrawn", "documents.information-adopted"


def information(plan: Plan, rng: Random) -> None:
    press = Press(plan, rng)
    for department, count in zip(APPRAISED, HOW_MANY, strict=True):
        for _ in range(count):
            _ordinary(press, department)
    _every_level(press)
    _late_word(press)
    _taken_back(press)
    _refused(press)


@dataclass
class Press:
    plan: Plan
    rng: Random
    count: int = 0
    authors: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def submit(self, on: date, department: str, *authors: str, title: str = "", by: str = "", expect: str = "") -> str:
        self.count += 1
        label, at = f"I{self.count}", self.plan.at(on, 9 + self.count % 8, self.rng.randrange(60))
        self.authors[label] = authors
        named = title or self.rng.choice(FORMS).format(topic=self.rng.choice(TOPICS)) + f"({self.count})"
        self.plan.do(
            at, by or authors[0], "documents.submit-information", label=label, expect=expect,
            department=department, authors=list(authors), title=named, body="近日,有关工作按计划推进。",
        )  # fmt: skip
        return label

    def do(
        self, label: str, day: date, by: str, operation: str, *, hour: int = 18, expect: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(day, hour), by, f"documents.{operation}", expect=expect, item=f"@{label}", **body)

    def adopt(
        self, label: str, level: str, publication: str, on: date, *, recorded: date | None = None, expect: str = ""
    ) -> None:
        by = CLERK if self.rng.random() < 0.8 else DIRECTOR
        if by in self.authors.get(label, ()):
            by = other_than(by)
        named = {"level": level, "publication": publication, "on": on}
        self.do(label, recorded or on, by, "record-adoption", hour=19, expect=expect, **named)


def _ordinary(press: Press, department: str) -> None:
    """Most go on to a level, and about a third are taken."""
    plan, rng = press.plan, press.rng
    on = rng.choice(plan.workdays(d(7, 1), d(9, 28)))
    authors = rng.sample(plan.roll.members(department, on), rng.choice((1, 1, 2)))
    label = press.submit(on, department, *authors)
    if rng.random() < 0.15:
        press.do(label, on, authors[0], "edit-information", title=f"{rng.choice(TOPICS)}情况通报", body="已修改。")
    if rng.random() < 0.7:
        (level,) = rng.choices([name for name, _ in LEVELS], [weight for _, weight in LEVELS])
        press.do(label, on, CLERK, "forward-information", hour=19, level=level, to="上级人大办公室")
        if rng.random() < 0.5:
            printed = plan.workday(on, rng.randrange(1, 6))
            recorded = max(printed, plan.workday(printed, rng.randrange(0, 8)))
            press.adopt(label, level, rng.choice(PLACES[level]), printed, recorded=recorded)


def _every_level(press: Press) -> None:
    """One good item goes all the way up; twice in two papers of the same level."""
    label = press.submit(d(7, 10), "deputies", "p046", "p053")
    for day, level, publication in (
        (d(7, 14), "district", "人大简报"), (d(7, 17), "city", "每日信息"), (d(7, 22), "city", "市人大工作动态"),
        (d(8, 5), "province", "省人大信息"), (d(8, 26), "nation", "中国人大"),
    ):  # fmt: skip
        press.do(label, day, CLERK, "forward-information", level=level, to="上级人大办公室")
        press.adopt(label, level, publication, day)
    press.adopt(label, "city", "每日信息", d(7, 17), recorded=d(7, 24), expect="documents.information-adopted-already")


def _late_word(press: Press) -> None:
    """An adoption counts on the publication's day, whenever the office hears of it."""
    heard_late = press.submit(d(9, 3), "research", "p053")
    press.adopt(heard_late, "province", "人民权力报", d(9, 29), recorded=d(10, 12))
    next_quarter = press.submit(d(9, 24), "budget", "p027")
    press.adopt(next_quarter, "city", "每日信息", d(10, 8))
    press.submit(d(10, 9), "social", "p042")  # the third quarter's quota is not met by it
    for on, recorded in ((d(9, 2), d(9, 4)), (d(9, 9), d(9, 7))):
        code = "documents.information-adoption-date"
        press.adopt(heard_late, "nation", "中国人大", on, recorded=recorded, expect=code)


def _taken_back(press: Press) -> None:
    """An adoption that was none; an item with a mistake; the same title twice."""
    wrong = press.submit(d(7, 20), "agriculture", "p030")
    press.adopt(wrong, "nation", "中国人大", d(7, 24))
    named: dict[str, Any] = {"level": "nation", "publication": "中国人大", "reason": "登记有误"}
    press.do(wrong, d(8, 6), CLERK, "withdraw-adoption", **named)
    press.do(wrong, d(8, 7), CLERK, "withdraw-adoption", expect="documents.information-no-such-adoption", **named)
    press.adopt(wrong, "district", "人大简报", d(7, 24), recorded=d(8, 7))
    mistaken = press.submit(d(8, 12), "urban-environment", "p036", title="城乡环境整治调研")
    press.do(mistaken, d(10, 13), "p034", "withdraw-information", reason="数据有误")
    press.do(mistaken, d(10, 14), CLERK, "forward-information", level="city", to="x", expect=WITHDRAWN)
    press.submit(d(10, 14), "urban-environment", "p036", title="城乡环境整治调研")
    twice = press.submit(d(8, 17), "finance-economy", "p024", title="预算执行情况监督")
    press.submit(d(8, 18), "budget", "p028", title="预算执行情况监督")
    press.adopt(twice, "district", "区委信息", d(8, 20))
    press.do(twice, d(8, 21), "p024", "edit-information", title="x", body="x", expect=ADOPTED)
    press.do(twice, d(8, 21), "p022", "withdraw-information", reason="x", expect=ADOPTED)


def _refused(press: Press) -> None:
    press.submit(d(7, 15), "budget", "p024", by="p027", expect=INVALID)
    press.submit(d(7, 15), "budget", "p027", by="p024", expect=FORBIDDEN)
    press.submit(d(7, 15), "office", "p011", by="p003", expect=FORBIDDEN)
    label = press.submit(d(7, 15), "budget", "p027")
    press.do(label, d(7, 15), "p027", "forward-information", level="city", to="x", expect=FORBIDDEN)
    press.do(label, d(7, 15), "p024", "withdraw-information", reason="x", expect=FORBIDDEN)
