"""Weeks that nobody planned: chance picks the deeds, the system decides, the oracle must come to the same scorecards.

The script of the quarter shows what offices do; these show what nobody thought of. What the system refuses is noted
as refused, and the rest is worked through by hand.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.demo import machines
from deploy.demo.load import prepare
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refusal
from tests.scenario.oracle import ZONE, RawDay, scorecards
from tests.scenario.oracle_paper import Organ
from tests.scenario.runner import ORGAN, REGULATIONS, embedded

FIRST, LAST, CLOSED = date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 25)
CLERK, SYSTEM = "p011", "system"
STAMPS = (
    "08:40", "08:58", "09:04", "09:05", "09:06", "09:30", "11:40", "11:54", "12:10",
    "13:20", "13:59", "14:04", "14:06", "14:30", "17:20", "17:54", "17:55", "18:02",
)  # fmt: skip
KINDS = ("personal", "sick", "annual", "marriage", "paternity", "home-visit", "official")
STATES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"half": "am", "state": "late"}],
    [{"half": "am", "state": "absent"}, {"half": "pm", "state": "left-early"}],
    [{"half": "am", "state": "leave", "kind": "sick"}, {"half": "pm", "state": "trip"}],
    [{"half": "day", "state": "overtime"}],
)


@dataclass
class Deed:
    at: datetime
    caller: str
    operation: str
    body: Mapping[str, Any]
    label: str
    expect: str = ""


@dataclass
class Weeks:
    """One run of chance against the system, written down as deeds."""

    seed: int
    folder: Path
    deeds: list[Deed] = field(default_factory=list)
    files: dict[str, list[RawDay]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.organ = Organ(ORGAN)
        self.runtime = embedded(self.folder)
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.slips: dict[str, dict[str, Any]] = {}
        """Answers about slips that may still be decided, returned from or revoked."""
        self.seen: list[RawDay] = []
        self.today = FIRST
        self.people = [person for person in self.organ.people if self.organ.serves(person, LAST)]
        self.departments = [d for d, row in self.organ.departments.items() if row["kind"] != "leadership"]
        prepare(self.runtime, ORGAN, REGULATIONS)

    def do(self, hour: int, caller: str, operation: str, label: str = "", /, **body: Any) -> dict[str, Any] | None:
        """The answer, or None where it was refused."""
        at = datetime.combine(self.today, time(hour), ZONE)
        deed = Deed(at, caller, f"attendance.{operation}", body, label)
        self.deeds.append(deed)
        token = self.tokens.setdefault(caller, self.runtime.signer.sign(caller, token_id=caller, seconds=1e9))
        sent = {k: self.ids[v[1:]] if isinstance(v, str) and v.startswith("@") else v for k, v in body.items()}
        if operation == "import-punches":
            sent["content"] = base64.b64encode(machines.dingtalk(self.files[body["file"]])).decode()  # type: ignore[arg-type]
        try:
            answer: dict[str, Any] = json.loads(self.runtime.call(Call(deed.operation, sent, token, at=at)).body)
        except Refusal as refusal:
            deed.expect = refusal.code
            return None
        if label:
            self.ids[label] = answer["id"]
        return answer

    def live_through(self) -> None:
        while self.today <= CLOSED:
            self.do(0, SYSTEM, "tick")
            if self.today <= LAST:
                self.punch()
                for _ in range(self.chance.randrange(9)):
                    self.ask() if self.chance.random() < 0.6 else self.meddle()
            for label in list(self.slips):
                self.decide(label) if self.slips[label]["waits_for"] else self.end(label)
            self.sheets()
            self.today += timedelta(days=1)
        self.runtime.settle()

    def punch(self) -> None:
        """Most people are punctual; the rest punch when they please. Once a week the clerk brings the file."""
        for person in self.people:
            if self.organ.serves(person, self.today) and self.chance.random() < 0.96:
                stamps = ["08:50", "18:05"]
                if self.chance.random() < 0.2:
                    stamps = sorted(set(self.chance.choices(STAMPS, k=self.chance.randrange(1, 5))))
                number, name = self.organ.people[person]["number"], self.organ.people[person]["name"]
                self.seen.append((number, name, "", self.today, [time.fromisoformat(at) for at in stamps]))
        if self.today.weekday() == 4 or self.today in (date(2026, 7, 31), LAST):
            self.files[f"{self.today}.xlsx"], self.seen = self.seen, []
            self.do(20, CLERK, "import-punches", file=f"{self.today}.xlsx")

    def near(self, *offsets: int) -> date:
        return self.today + timedelta(days=self.chance.choice(offsets))

    def ask(self) -> None:
        person, label = self.chance.choice(self.people), f"L{len(self.deeds)}"
        start = self.near(-4, -2, -1, 0, 0, 1, 2, 5, 9)
        end = start + timedelta(days=self.chance.choice((0, 0, 0, 1, 2, 3, 6, 12)))
        answer = self.do(
            9, self.chance.choice((person, CLERK)), "request-leave", label,
            person=person, kind=self.chance.choice(KINDS), start=str(start), end=str(end),
            start_half=self.chance.choice(("am", "am", "pm")), end_half=self.chance.choice(("pm", "pm", "am")),
        )  # fmt: skip
        if answer:
            self.slips[label] = answer

    def meddle(self) -> None:
        """The office marks, unmarks and corrects days, in and out of season."""
        person, on = self.chance.choice(self.people), self.near(*range(-40, 1))
        marked = {"half": self.chance.choice(("day", "am", "pm")), "state": self.chance.choice(("trip", "residency"))}
        month = f"{on:%Y-%m}"
        match self.chance.randrange(4):
            case 0:
                self.do(9, CLERK, "mark-day", person=person, on=str(on), **marked)
            case 1:
                self.do(9, CLERK, "withdraw-day-mark", person=person, on=str(on), **marked, reason="有误")
            case 2:
                times = sorted(set(self.chance.choices(STAMPS, k=self.chance.randrange(4))))
                self.do(9, CLERK, "correct-punch", person=person, on=str(on), times=times, reason="漏打卡")
            case _:
                self.do(
                    9, CLERK, "correct-sheet", month=month, department=self.organ.place(person, on) or "office",
                    person=person, on=str(on), states=self.chance.choice(STATES), reason="核对",
                )  # fmt: skip

    def decide(self, label: str) -> None:
        """By the holder of the post whose turn it is, or whoever stands in."""
        slip, lot = self.slips[label], self.chance.random()
        if lot < 0.5:
            return
        if lot < 0.54:
            self.slips.pop(label) if self.do(11, slip["person"], "withdraw-leave", leave=f"@{label}") else None
            return
        signers = sorted(self.organ.may_act(slip["waits_for"], self.today)) or [CLERK]
        signer = self.chance.choice(signers)
        if lot < 0.58:
            answer = self.do(11, signer, "reject-leave", leave=f"@{label}", reason="工作需要")
        else:
            answer = self.do(11, signer, "approve-leave", leave=f"@{label}")
        if answer:
            self.slips[label] = answer
            if answer["status"] == "rejected":
                del self.slips[label]

    def end(self, label: str) -> None:
        slip, lot = self.slips[label], self.chance.random()
        if lot < 0.03:
            self.do(12, CLERK, "revoke-leave", leave=f"@{label}", reason="未休")
            del self.slips[label]
        elif lot < 0.1:
            last = date.fromisoformat(slip["start"]) + timedelta(days=self.chance.randrange(3))
            self.do(12, CLERK, "register-return", leave=f"@{label}", last_day=str(last), last_half="am")
        elif lot < 0.15:
            self.do(12, CLERK, "register-return", leave=f"@{label}")

    def sheets(self) -> None:
        """Last month's sheets move when they please."""
        month = f"{self.today.replace(day=1) - timedelta(days=1):%Y-%m}"
        for department in self.departments:
            sheet = {"month": month, "department": department}
            lot = self.chance.random()
            if lot < 0.3:
                self.do(14, CLERK, "compile-sheet", **sheet)
            if lot < 0.2:
                head = self.organ.holder(f"head-{department}", self.today)
                self.do(15, head or "p004", "submit-sheet", **sheet)
            if 0.15 < lot < 0.35:
                self.do(16, CLERK, "accept-sheet", **sheet)
            elif 0.35 < lot < 0.4:
                self.do(16, CLERK, "return-sheet", **sheet, reason="缺项")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 14])
def test_what_chance_does_is_counted_alike(seed: int, tmp_path: Path) -> None:
    weeks = Weeks(seed, tmp_path)
    weeks.live_through()
    asked = {"quarter": "2026-Q3"}
    token = weeks.tokens[CLERK]
    at = datetime.combine(CLOSED, time(23), ZONE)
    answer = json.loads(weeks.runtime.call(Call("appraisal.list-scorecards", asked, token, at=at)).body)
    system = {proven["card"]["department"]: proven["card"] for proven in answer["cards"]}
    by_hand = scorecards(ORGAN, REGULATIONS, weeks.deeds, weeks.files, "2026-Q3")
    weeks.runtime.close()
    assert _done(weeks, "accept-sheet") > 10
    assert _done(weeks, "approve-leave") > 50
    assert _done(weeks, "register-return", "revoke-leave") > 15
    assert system.keys() == by_hand.keys()
    for department, card in by_hand.items():
        assert system[department] == card, department


def _done(weeks: Weeks, *operations: str) -> int:
    """The lot must not have fallen on too little."""
    return sum(deed.operation.removeprefix("attendance.") in operations and not deed.expect for deed in weeks.deeds)
