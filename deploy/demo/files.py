"""The machines' files of a quarter, and when the clerk brings them in (A14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from deploy.demo import machines
from deploy.demo.leave import CLERK, other_than
from deploy.demo.machines import Day
from deploy.demo.plan import Plan, days_between
from deploy.demo.presence import Presence

MACHINES = {
    "leadership": "zkteco", "office": "zkteco",
    "finance-economy": "dingtalk", "budget": "dingtalk", "agriculture": "dingtalk", "urban-environment": "dingtalk",
    "education-culture": "wecom", "social": "wecom", "deputies": "wecom", "ethnic-overseas": "wecom",
    "supervision-law": "table", "research": "workbook",
}  # fmt: skip
"""Which kind of machine each department punches at; the last two hand in the office's own table."""
FILES = {
    "zkteco": "一楼大厅_{}_attlog.dat",
    "dingtalk": "钉钉每日统计_{}.xlsx",
    "wecom": "企业微信打卡_{}.xlsx",
    "table": "监法工委考勤_{}.csv",
    "workbook": "研究室考勤_{}.xlsx",
}
MONTHLY = ("table", "workbook")


@dataclass
class Files:
    """Contents by name, and the good punches that are in each."""

    plan: Plan
    presence: Presence
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    days: dict[str, list[Day]] = field(default_factory=dict[str, list[Day]])
    brought: dict[str, date] = field(default_factory=dict[str, date])

    def export(self, machine: str, first: date, last: date, *, faulty: bool = False) -> str:
        """One machine's file of these days; returns its name. A faulty one also has rows that nobody can use."""
        name = FILES[machine].format(f"{first:%m%d}-{last:%m%d}")
        people = sorted({person for day in days_between(first, last) for person in self.plan.roll.people(day)})
        rows = [
            found
            for day in days_between(first, last)
            for person in people
            if MACHINES.get(self.plan.roll.department(person, day)) == machine
            and (found := self.presence.of(person, day)) is not None
        ]
        if not rows:
            return ""  # a free weekend
        self.days[name] = rows
        self.contents[name] = _WRITERS[machine](rows, faulty)
        return name

    def bring(self, name: str, on: date, hour: int = 8, minute: int = 20) -> None:
        """The clerk imports it."""
        self.brought.setdefault(name, on)
        at = self.plan.at(on, hour, minute + self.plan.rng.randrange(10))
        self.plan.do(at, CLERK, "attendance.import-punches", file=name, content={"@file": name})

    def bring_all(self, first: date, last: date) -> None:
        """Weekly on Monday and again when a month is over; the offices' own tables by the month."""
        since = dict.fromkeys(FILES, first)
        for day in days_between(first + timedelta(days=1), last + timedelta(days=1)):
            month_over = day.day == 1
            if day.weekday() != 0 and not month_over:
                continue
            for machine in FILES:
                if machine in MONTHLY and not month_over:
                    continue
                faulty = self.plan.rng.random() < 0.35
                name = self.export(machine, since[machine], day - timedelta(days=1), faulty=faulty)
                if name:
                    self.bring(name, self.plan.same_or_next_workday(day))
                since[machine] = day

    def file_of(self, person: str, day: date) -> str:
        number = self.plan.roll.number(person)
        return next(n for n, rows in self.days.items() if any(r[0] == number and r[3] == day for r in rows))

    def correct_forgotten(self) -> None:
        """Some who forgot to punch are believed, the same morning the file came in."""
        for n, (person, day, times) in enumerate(self.presence.forgotten):
            if n % 2 == 0:
                at = self.plan.some_time(self.brought[self.file_of(person, day)], 10, 12)
                body: dict[str, Any] = {"person": person, "on": day, "times": [f"{each:%H:%M}" for each in times]}
                self.plan.do(at, other_than(person), "attendance.correct-punch", **body, reason="漏打卡,经核实在岗")


def _zkteco(rows: Sequence[Day], faulty: bool) -> bytes:
    day = f"{rows[0][3]:%Y-%m-%d}"
    junk = (f"     9901\t{day} 08:51:00\t1\t0\t1\t0", "     2056\t2026-13-45 08:51:00\t1\t0\t1\t0", "\x00\x00#")
    return machines.zkteco(rows, junk=junk if faulty else ())


def _dingtalk(rows: Sequence[Day], faulty: bool) -> bytes:
    day = f"{rows[0][3]:%y-%m-%d} 星期一"
    guest = [
        "访客甲",
        "机关考勤",
        "预算工作委员会",
        "9902",
        "",
        "u-9902",
        day,
        "早班",
        "08:50",
        "正常",
        "18:02",
        "正常",
    ]
    wrong = ["汪麦冬", "机关考勤", "预算工作委员会", "2189", "", "u-2189", "未知日期", "早班", "08:50", "正常"]
    odd = ["汪麦冬", "机关考勤", "预算工作委员会", "2189", "", "u-2189", day, "早班", "25:99", "正常"]
    return machines.dingtalk(rows, junk=(guest, wrong, odd) if faulty else ())


def _wecom(rows: Sequence[Day], faulty: bool) -> bytes:
    day = f"{rows[0][3]:%Y/%m/%d} 星期一"
    guest = [day, "访客乙", "9903", "社会建设工作委员会", "--", "机关规则", "早班", "08:40", "18:05", "2"]
    wrong = ["2026/02/31 星期一", "柳佛手", "2245", "--", "--", "机关规则", "早班", "08:40", "18:05", "2"]
    return machines.wecom(rows, junk=(guest, wrong) if faulty else ())


def _table(rows: Sequence[Day], faulty: bool) -> bytes:
    junk = (
        ["9904", "访客丙", "", f"{rows[0][3]:%Y-%m-%d}", "08:58", "18:01"],
        ["2133", "上官苍术", "", "昨天", "08:58"],
    )
    return machines.template_csv(rows, junk=junk if faulty else (), encoding="gb18030")


def _workbook(rows: Sequence[Day], faulty: bool) -> bytes:
    junk = (["9905", "访客丁", "", f"{rows[0][3]:%Y-%m-%d}", "08:58", "18:01"],)
    return machines.template_xlsx(rows, typed=True, junk=junk if faulty else ())


_WRITERS: dict[str, Callable[[Sequence[Day], bool], bytes]] = {
    "zkteco": _zkteco, "dingtalk": _dingtalk, "wecom": _wecom, "table": _table, "workbook": _workbook,
}  # fmt: skip
