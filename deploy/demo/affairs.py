"""The quarter's office affairs: seals, inspections, visitors, research articles, townships (A13, A21, A22, B11–B13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from deploy.demo.leave import CLERK, DIRECTOR
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

CHAIR, KEEPER, MONITOR, OTHER_MONITOR = "p002", "p013", "p006", "p007"
GUIDED = (2, 1, 1, 2, 4, 1, 0, 1, 3, 2, 1)
"""Guidance visits of each department in the order of `APPRAISED`: one makes none."""
TOWNSHIPS = ("qingyou", "yunqiao", "shiliutang", "baitaping", "longjing", "jiangwan")
WORK = ("指导召开乡镇人民代表大会", "指导代表活动", "指导预算审查", "指导代表联络站建设")


def affairs(plan: Plan, rng: Random) -> None:
    office = Office(plan, rng)
    _seals(office)
    _inspections(office)
    _visitors(office)
    _complaints(office)
    _research(office)
    _guidance(office)
    _stations(office)


@dataclass
class Office:
    plan: Plan
    rng: Random
    count: int = 0

    def do(
        self, day: date, by: str, operation: str, *, hour: int = 10, expect: str = "", label: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(day, hour), by, f"documents.{operation}", expect=expect, label=label, **body)

    def new(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def one_of(self, department: str, on: date) -> str:
        return self.rng.choice(self.plan.roll.members(department, on))


def _seals(office: Office) -> None:
    """Asked, consented to, pressed; refused, withdrawn, and what the rule does not let pass (B11.5)."""
    for n, department in enumerate(APPRAISED):
        on = office.plan.workday(d(7, 6), 5 * n)
        label, person = office.new("S"), office.one_of(department, on)
        asked: dict[str, Any] = {
            "department": department,
            "seal": "office",
            "title": f"公函({n + 1})",
            "purpose": "发函",
            "copies": 3,
        }
        office.do(on, person, "request-seal-use", label=label, **asked)
        pressed: dict[str, Any] = {"use": f"@{label}", "document": f"云人办函〔2026〕{n + 1}号"}
        if n == 0:
            office.do(on, KEEPER, "apply-seal", hour=11, expect="documents.seal-not-approved", **pressed, copies=1)
            office.do(on, DIRECTOR, "approve-seal-use", hour=11, expect=FORBIDDEN, use=f"@{label}")
        if n == 4:
            office.do(on, CHAIR, "reject-seal-use", hour=12, use=f"@{label}", reason="应以常委会名义发文")
            continue
        office.do(on, CHAIR, "approve-seal-use", hour=12, use=f"@{label}")
        if n == 7:
            office.do(on, person, "withdraw-seal-use", hour=13, use=f"@{label}", reason="文件暂缓")
            continue
        if n == 1:
            office.do(
                on, KEEPER, "apply-seal", hour=13, expect="documents.seal-too-many-impressions", **pressed, copies=4
            )
        office.do(on, KEEPER, "apply-seal", hour=14, **pressed, copies=3)
        if n == 2:
            office.do(on, KEEPER, "apply-seal", hour=15, expect="documents.seal-use-decided", **pressed, copies=1)


def _inspections(office: Office) -> None:
    """Four rounds: first times, second times, doors left open, praise; an error taken back from the top (B12)."""

    def round_of(
        on: date, findings: list[dict[str, Any]], praises: list[str], expect: str = "", by: str = CLERK
    ) -> None:
        office.do(
            on, by, "record-inspection", hour=17, expect=expect, label=office.new("R"),
            on=on, inspectors=[CLERK, "p009"], departments=list(APPRAISED), findings=findings,
            praises=[{"department": department, "note": "整洁有序"} for department in praises],
        )  # fmt: skip

    def found(department: str, *requirements: str) -> dict[str, Any]:
        return {"department": department, "requirements": list(requirements)}

    someone = {"person": "p030", "requirements": ["desks"], "note": "柜顶堆放杂物"}
    round_of(d(7, 16), [found("social", "desks", "windows"), found("research", "rooms"), someone], ["office", "budget"])
    round_of(d(8, 12), [found("social", "litter"), someone], ["deputies"])
    round_of(d(8, 27), [found("finance-economy", "after-hours")], [])
    round_of(d(9, 17), [found("social", "under-desks"), found("finance-economy", "desks")], ["budget", "research"])
    taken: dict[str, Any] = {"conduct": "@W-social-2026/items/0/conduct", "reason": "责任区划分有误"}
    office.do(d(9, 17), DIRECTOR, "list-measures", hour=18, label="W-social-2026", department="social")
    for hour, by, number, code in (
        (9, CLERK, 3, FORBIDDEN), (10, DIRECTOR, 2, "documents.housekeeping-later-measure-stands"),
        (11, DIRECTOR, 3, ""), (12, DIRECTOR, 3, "documents.housekeeping-no-such-measure"),
    ):  # fmt: skip
        office.do(d(9, 18), by, "withdraw-measure", hour=hour, expect=code, number=number, **taken)
    round_of(d(9, 18), [found("budget", "desks")], [], expect=FORBIDDEN, by="p022")
    round_of(d(9, 18), [found("budget", "feng-shui")], [], expect=INVALID)


def _visitors(office: Office) -> None:
    """Settled at once, promised and kept, promised and forgotten (B13)."""
    for n, department in enumerate(APPRAISED):
        on = office.plan.workday(d(7, 8), 4 * n)
        label, person = office.new("V"), office.one_of(department, on)
        visitor: dict[str, Any] = {"visitor": f"来访群众{n + 1}", "matter": "咨询代表建议办理情况"}
        office.do(on, person, "receive-visit", label=label, person=person, on=on, **visitor)
        if n % 3 == 0:
            office.do(on, person, "settle-visit", hour=11, visit=f"@{label}", outcome="当场答复")
            continue
        due = office.plan.workday(on, 3)
        for to, code in (("petitions", INVALID), ("deputies", "")):  # the first was merged a year ago
            office.do(on, person, "guide-visitor", hour=11, expect=code, visit=f"@{label}", to_department=to)
        office.do(on, person, "promise-answer", hour=12, visit=f"@{label}", due=due, promise="核实后电话答复")
        kept = office.plan.workday(due, 2) if n % 3 == 2 else due
        office.do(kept, CLERK, "settle-visit", visit=f"@{label}", outcome="已电话答复")


def _complaints(office: Office) -> None:
    """One upheld, one dismissed; three lapses of one person, one of them taken back (B13.4)."""
    for on, person, decided in ((d(7, 21), "p042", "dismiss"), (d(8, 18), "p046", "uphold")):
        label = office.new("C")
        complaint: dict[str, Any] = {"against": person, "on": on, "matter": "态度生硬、推诿"}
        office.do(on, CLERK, "file-complaint", label=label, **complaint)
        finding: dict[str, Any] = {"complaint": f"@{label}", "finding": "经核实"}
        office.do(on, CLERK, f"{decided}-complaint", hour=11, expect=FORBIDDEN, **finding)
        office.do(on, MONITOR, f"{decided}-complaint", hour=12, **finding)
        office.do(on, MONITOR, f"{decided}-complaint", hour=13, expect="documents.complaint-decided", **finding)
    of: dict[str, Any] = {"person": "p047", "year": 2026}
    for on in (d(7, 22), d(8, 5), d(9, 9)):
        office.do(on, OTHER_MONITOR, "record-lapse", hour=15, **of, on=on, note="说“不知道”")
    office.do(d(9, 11), MONITOR, "withdraw-lapse", **of, number=2, reason="当日外出,认定有误")


def _research(office: Office) -> None:
    """Handed in, approved, printed; returned and revised; withdrawn (A13)."""
    for n, department in enumerate(("budget", "agriculture", "social", "research", "deputies")):
        on = office.plan.workday(d(8, 3), 6 * n)
        head = office.plan.roll.holder(f"head-{department}", on)
        author = next(person for person in office.plan.roll.members(department, on) if person != head)
        label = office.new("A")
        written: dict[str, Any] = {
            "department": department,
            "year": 2026,
            "authors": [author],
            "title": f"调研({n + 1})",
        }
        office.do(on, author, "submit-article", label=label, **written, body="调研正文")
        one: dict[str, Any] = {"article": f"@{label}"}
        if n == 1:
            office.do(on, head, "return-article", hour=11, **one, reason="数据需核实")
            office.do(on, author, "revise-article", hour=14, **one, title="调研(再报)", body="修改稿")
        if n == 2:
            office.do(on, author, "withdraw-article", hour=15, **one, reason="与他稿合并")
            continue
        office.do(on, head, "approve-article", hour=16, **one)
        printed: dict[str, Any] = {"publication": "云柚人大调研", "on": on}
        office.do(on, CLERK, "publish-article", hour=17, **one, **printed)


def _guidance(office: Office) -> None:
    """Some often, one never; one entered twice, one in error (A13)."""
    for department, count in zip(APPRAISED, GUIDED, strict=True):
        for n in range(count):
            on = office.plan.same_or_next_workday(date(2026, 7 + n % 3, 6 + office.rng.randrange(20)))
            person = office.one_of(department, on)
            visit: dict[str, Any] = {
                "department": department,
                "township": TOWNSHIPS[(len(department) + n) % 6],
                "on": on,
            }
            label = office.new("G")
            told: dict[str, Any] = {"people": [person], "content": WORK[n % 4]}
            office.do(on, person, "record-guidance", hour=18, label=label, **visit, **told)
            if department == "agriculture" and n == 0:
                code = "documents.township-guidance-recorded-already"
                office.do(on, person, "record-guidance", hour=19, expect=code, **visit, **told)
            if department == "agriculture" and n == 3:
                office.do(on, CLERK, "withdraw-guidance", hour=20, guidance=f"@{label}", reason="当日会议改期")


def _stations(office: Office) -> None:
    """Three set up, one of them closed; a fourth entered in error (A13)."""
    entries = (
        ("deputies", "yunqiao", "home"),
        ("agriculture", "baitaping", "station"),
        ("social", "jiangwan", "station"),
    )
    for n, (department, township, form) in enumerate((*entries, ("budget", "qingyou", "station"))):
        on = d(7, 27)
        label, head = office.new("H"), office.plan.roll.holder(f"head-{department}", on)
        home: dict[str, Any] = {
            "department": department,
            "township": township,
            "form": form,
            "name": f"代表家站{n + 1}",
            "on": on,
        }
        office.do(on, head, "record-station", label=label, **home)
        if n == 1:
            office.do(d(9, 21), CLERK, "close-station", station=f"@{label}", on=d(9, 21), reason="并入代表之家")
        if n == 3:
            office.do(d(8, 6), CLERK, "withdraw-station", station=f"@{label}", reason="重复登记")
