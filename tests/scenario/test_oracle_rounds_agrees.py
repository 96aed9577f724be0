"""Copies and minutes that nobody planned: chance picks, the system decides, the oracle counts the same (A17, B11.2).

The weeks are those of the tasks: across the end of a quarter, two holidays, two make-up days, and a merged department.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.oracle import ZONE, scorecards, work_through
from tests.scenario.runner import REGULATIONS
from tests.scenario.test_oracle_documents_agrees import CHAIR, CLERK, DIRECTOR, DISSOLVED, LAST, SYSTEM, Weeks

pytestmark = pytest.mark.slow
BY_READERS = ("pass-on-document", "pass-on-document", "return-unread", "ask-retention")
BY_OFFICE = (
    "receive-copy", "receive-copy", "receive-copy", "hand-out-document", "grant-retention", "refuse-retention",
    "add-readers", "remove-reader", "withdraw-circulation", "correct-incoming",
)  # fmt: skip
OF_MEETINGS = ("move-meeting", "cancel-meeting", "hold-meeting", "file-minutes", "file-minutes", "file-minutes")
CLASSES = ("ordinary", "ordinary", "secret")


class Rounds(Weeks):
    """Documents go round and meetings are held at random."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.readers: dict[str, list[str]] = {}
        self.meetings: list[str] = []

    def live_through(self) -> None:
        while self.today <= LAST:
            if self.chance.random() < 0.9:  # now and then the clock sleeps
                self.do(SYSTEM, "tick")
            for _ in range(self.chance.randrange(12)):
                (happens,) = self.chance.choices((self.begin, self.call, self.meet, self.handle), (12, 4, 14, 70))
                happens()
            self.now = datetime.combine(self.today + timedelta(days=1), time(0, 10), ZONE)
        self.do(SYSTEM, "tick")
        self.runtime.settle()

    def people(self, number: int) -> list[str]:
        here = [person for person in self.organ.people if self.organ.serves(person, self.today)]
        return self.chance.sample(here, number)

    def begin(self) -> None:
        label, copies = f"D{len(self.deeds)}", self.chance.choice((1, 1, 2, 3))
        said = {"sender": "区委", "title": "通知", "secrecy": self.chance.choice(CLASSES), "urgency": "urgent"}
        self.do(CLERK, "register-incoming", label, received=str(self.today), copies=copies, **said)
        about: dict[str, Any] = {"document": f"@{label}"}
        self.do(DIRECTOR, "propose-handling", **about, leader_post="chair", proposal="拟请阅示")
        self.do(CHAIR, "instruct-incoming", f"{label}i", **about, text="请阅办")
        readers = self.people(self.chance.randrange(1, 5))
        mode = {"mode": "serial"} if copies == 1 else {"mode": "parallel", "copies": copies}
        if self.do(CLERK, "start-circulation", **about, readers=readers, **mode):
            self.readers[label] = list(readers)

    def handle(self) -> None:
        """Whatever comes to mind, by whoever may: the system refuses what cannot be."""
        if not self.readers:
            return
        label = self.chance.choice(list(self.readers)[-12:])
        operation = self.chance.choice((*BY_READERS, *BY_READERS, *BY_READERS, *BY_OFFICE))
        person = self.chance.choice(self.readers[label])
        body: dict[str, Any] = {"document": f"@{label}", "person": person}
        match operation:
            case "pass-on-document" | "grant-retention" | "hand-out-document":
                pass
            case "ask-retention":
                body |= {"until": self.soon(2, 5, 9), "reason": "留用"}
            case "receive-copy":
                body = {"document": f"@{label}", "copy_number": self.chance.randrange(1, 4)}
                body["read"] = self.chance.random() < 0.6
            case "add-readers":
                body = {"document": f"@{label}", "readers": self.people(1)}
            case "withdraw-circulation":
                body = {"document": f"@{label}", "reason": "有误"}
            case "correct-incoming":
                body = {
                    "document": f"@{label}",
                    "sender": "区委",
                    "title": "通知",
                    "urgency": "urgent",
                    "reason": "更正",
                }
                body["secrecy"] = self.chance.choice(CLASSES)
            case _:
                body["reason"] = "外出"
        decides = DIRECTOR if person == CLERK else CLERK
        caller = person if operation in BY_READERS else decides if operation.endswith("-retention") else CLERK
        if self.do(caller, operation, **body) and operation == "add-readers":
            self.readers[label] += body["readers"]

    def call(self) -> None:
        label = f"M{len(self.deeds)}"
        said = {"kind": "other", "title": "会议", "start": "09:00", "place": "会议室", "invited": self.people(2)}
        if self.do(CLERK, "call-meeting", label, on=self.soon(0, 0, 1, 3), **said):
            self.meetings.append(label)

    def meet(self) -> None:
        if not self.meetings:
            return
        body: dict[str, Any] = {"meeting": f"@{self.chance.choice(self.meetings[-5:])}"}
        operation = self.chance.choice(OF_MEETINGS)
        match operation:
            case "move-meeting":
                body |= {"on": self.soon(0, 2), "start": "09:00", "place": "会议室", "reason": "改期"}
            case "cancel-meeting":
                body["reason"] = "取消"
            case "hold-meeting":
                called = next(deed for deed in self.deeds if deed.label == body["meeting"][1:])
                present = list(called.body["invited"])
                body |= {"presided_by": present[0], "present": present}
            case _:
                body["text"] = "记录"
        self.do(CLERK, operation, **body)


def test_what_chance_does_with_copies_and_minutes_is_counted_alike(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    charged: Counter[str] = Counter()
    of_the_dissolved = 0
    for seed in (1, 4, 9):
        weeks = Rounds(seed, tmp_path / str(seed))
        weeks.live_through()
        for quarter in ("2026-Q3", "2026-Q4"):
            by_hand = scorecards(weeks.lists, REGULATIONS, weeks.deeds, [], quarter)
            system = weeks.cards(quarter)
            assert system.keys() == by_hand.keys()
            for department, card in by_hand.items():
                assert system[department] == card, (seed, quarter, department)
        weeks.runtime.close()
        for department, kind, _, _ in work_through(weeks.lists, REGULATIONS, weeks.deeds, []).ledger:
            charged[kind] += 1
            of_the_dissolved += (department, kind) == (DISSOLVED, "housekeeping.circulation-overdue")
        done.update(deed.operation.removeprefix("documents.") for deed in weeks.deeds if not deed.expect)
    fewest = {operation: done[operation] for operation in {*BY_READERS, *BY_OFFICE, *OF_MEETINGS}}
    assert min(fewest.values()) > 0, f"the lot fell on too little: {fewest}"
    assert charged["housekeeping.circulation-overdue"] > 20
    assert charged["housekeeping.minutes-late"] > 0
    assert of_the_dissolved > 0
