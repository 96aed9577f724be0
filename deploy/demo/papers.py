"""How an incoming document goes through the house, as deeds: registered, proposed, instructed, read, closed (B11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.plan import Plan

DIRECT = "ordinary"
"""The class that readers hand to each other; any other goes by way of the office."""
PATIENCE = ((0, 40), (1, 30), (2, 18), (3, 8), (5, 4))
"""Working days for which a reader keeps a document, with how often."""


@dataclass
class Papers:
    """Plans the way of documents; each is named by its label, its n-th instruction by `D7i1`."""

    plan: Plan
    rng: Random
    count: int = 0
    secrecy: dict[str, str] = field(default_factory=dict[str, str])
    instructed: dict[str, int] = field(default_factory=dict[str, int])

    def do(
        self, label: str, at: datetime, by: str, operation: str, *, expect: str = "", answer: str = "", **body: Any
    ) -> None:
        named = f"documents.{operation}"
        self.plan.do(at, by, named, expect=expect, label=answer, document=f"@{label}", **body)

    def register(self, on: date, title: str, *, by: str = CLERK, hour: int = 9, expect: str = "", **more: Any) -> str:
        self.count += 1
        label = f"D{self.count}"
        said: dict[str, Any] = {
            "sender": "区委办公室", "sender_number": f"云柚委办〔2026〕{self.count}号", "content": "请按要求办理。",
            "secrecy": DIRECT, "urgency": "ordinary", "received": on, "copies": 1, **more,
        }  # fmt: skip
        self.secrecy[label] = said["secrecy"]
        at = self.plan.at(on, hour, self.rng.randrange(30))
        self.plan.do(at, by, "documents.register-incoming", label=label, expect=expect, title=title, **said)
        return label

    def propose(self, label: str, at: datetime, leader_post: str, *, by: str = "", expect: str = "") -> None:
        director = by or self.plan.roll.decider("head-office", "", at.date())
        said = {"leader_post": leader_post, "proposal": "拟请分管领导阅示,有关委室阅办。"}
        self.do(label, at, director, "propose-handling", expect=expect, **said)

    def instruct(
        self, label: str, at: datetime, leader_post: str, *, by: str = "", expect: str = "", **more: Any
    ) -> str:
        """The label of its answer, in which the tasks stand."""
        leader = by or self.plan.roll.decider(leader_post, "", at.date())
        number = self.instructed.get(label, 0) + (not expect)
        answer = "" if expect else f"{label}i{number}"
        self.do(
            label,
            at,
            leader,
            "instruct-incoming",
            expect=expect,
            answer=answer,
            **({"text": "请有关委室阅办。"} | more),
        )
        self.instructed[label] = number
        return answer

    def start(
        self, label: str, at: datetime, readers: Sequence[str], *, copies: int = 0, expect: str = "", by: str = CLERK
    ) -> None:
        """With copies it goes round in parallel, without in turn."""
        how = {"mode": "parallel", "copies": copies} if copies else {"mode": "serial"}
        self.do(
            label, at, by, "start-circulation", expect=expect, readers=list(readers), why="按批示送阅", **how
        )  # fmt: skip

    def ready(self, on: date, title: str, *, leader_post: str = "deputy-chair-1", **more: Any) -> str:
        """Registered, proposed and instructed in one morning; it is handed out from noon on."""
        label = self.register(on, title, hour=8, **more)
        self.propose(label, self.plan.at(on, 9), leader_post)
        self.instruct(label, self.plan.at(on, 10), leader_post)
        return label

    def read(self, label: str, at: datetime, person: str, *, expect: str = "", by: str = "") -> None:
        self.do(label, at, by or person, "pass-on-document", person=person, opinion="已阅", expect=expect)

    def unread(self, label: str, at: datetime, person: str, *, expect: str = "") -> None:
        self.do(label, at, person, "return-unread", person=person, reason="外出,请先送其他同志", expect=expect)

    def take_back(self, label: str, at: datetime, copy: int = 1, *, read: bool = True, expect: str = "") -> None:
        self.do(label, at, CLERK, "receive-copy", copy_number=copy, read=read, expect=expect)

    def close(self, label: str, at: datetime, *, expect: str = "") -> None:
        self.do(label, at, CLERK, "close-incoming", note="已办结,文件收回", expect=expect)

    # -- a round ------------------------------------------------------------------------------------------------------

    def go_round(self, label: str, at: datetime, readers: Sequence[str], copies: int = 0) -> datetime:
        """Handed out at a moment, read by everybody as they find time; when the last copy is back."""
        self.start(label, at, readers, copies=copies)
        queue, free = list(readers), list(range(1, (copies or 1) + 1))
        desks: list[tuple[datetime, int, str]] = []
        """When what happens next to which copy: its reader passes it on, or the office (no name) has it back."""

        def hand(now: datetime, copy: int) -> None:
            person = queue.pop(0)
            heappush(desks, (self._read_by(now, person), copy, person))

        while queue and free:
            hand(at, free.pop(0))
        while desks:
            now, copy, person = heappop(desks)
            if person:
                self.read(label, now, person)
                if queue and self.secrecy[label] == DIRECT:
                    hand(now, copy)
                else:
                    heappush(desks, (self._later(now, 10, 50), copy, ""))
                continue
            self.take_back(label, now, copy)
            if queue:
                hand(now, copy)
            at = now
        return at

    def _read_by(self, now: datetime, person: str) -> datetime:
        """Some time after, on a day on which they are at their desk."""
        days, often = zip(*PATIENCE, strict=True)
        kept = self.rng.choices(days, often)[0]
        day = self.plan.workday(now.date(), kept)
        if day == now.date() and self.plan.is_workday(day) and not self._away(person, day):
            return self._later(now, 20, 90)
        while day == now.date() or self._away(person, day):
            day = self.plan.workday(day, 1)
        return self.plan.at(day, 9 + self.rng.randrange(7), self.rng.randrange(60))

    def _away(self, person: str, day: date) -> bool:
        return self.plan.is_away(person, day, "am") and self.plan.is_away(person, day, "pm")

    def _later(self, now: datetime, least: int, most: int) -> datetime:
        return now + timedelta(minutes=self.rng.randrange(least, most))
