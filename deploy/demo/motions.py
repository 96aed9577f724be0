"""The quarter's votes: carried and lost, open and secret, deferred, recused, without quorum (B2.4–B2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

SECRETARY, DEPUTY = "p002", "p058"
GROUP = (SECRETARY, "p003", "p004", "p005", "p006", "p007", DEPUTY)
"""The Party group."""
YES, NO, NEITHER = "in-favour", "against", "abstained"


def motions(plan: Plan) -> None:
    room = Room(plan)
    _spending(room)
    _personnel(room)
    _grades(room)
    _refused(room)


@dataclass
class Room:
    """Plans the way of motions, each named by its label."""

    plan: Plan
    count: int = 0

    def do(
        self, label: str, on: date, hour: int, by: str, operation: str, body: Mapping[str, Any], expect: str = ""
    ) -> None:
        self.count += 1
        at = self.plan.at(on, hour, self.count % 60)
        self.plan.do(at, by, f"party.{operation}", expect=expect, motion=f"@{label}", **body)

    def propose(self, label: str, on: date, by: str, matter: str, title: str, *, expect: str = "", **more: Any) -> None:
        said = {"body": "party-group", "matter": matter, "title": title, "text": f"同意{title}。", **more}
        self.plan.do(self.plan.at(on, 9), by, "party.propose-motion", label=label, expect=expect, **said)

    def discussed(self, label: str, proposed: date, on: date, chair: str = SECRETARY) -> None:
        self.do(label, proposed, 10, chair, "put-motion-on-agenda", {"on": on})
        self.do(label, on, 11, chair, "discuss-motion", {"note": "会议进行了充分讨论。"})

    def present(self, on: date, *less: str) -> list[str]:
        return [person for person in GROUP if person not in less and not self.plan.is_away(person, on, "pm")]


def _spending(room: Room) -> None:
    """Deferred once, carried with one who changes their mind, and the result stands."""
    label, on = "V1", d(7, 24)
    room.propose(
        label, d(7, 20), "p003", "spending", "更新办公设备", department="office", reference="finance.spending:2026-0003"
    )
    room.propose("V1x", d(7, 21), "p004", "spending", "更新办公设备", reference="finance.spending:2026-0003",
                 expect="party.motion-reference-taken")  # fmt: skip
    room.do(label, d(7, 20), 14, SECRETARY, "defer-motion", {"reason": "补充报价"})
    room.discussed(label, d(7, 22), on)
    present = room.present(on)
    room.do(label, on, 14, SECRETARY, "open-vote", {"present": present})
    for person in present:
        room.do(label, on, 15, person, "cast-vote", {"choice": NO if person == present[-1] else YES})
    room.do(label, on, 16, present[-1], "cast-vote", {"choice": NEITHER})
    room.do(label, on, 16, "p009", "cast-vote", {"choice": YES}, FORBIDDEN)
    room.do(label, on, 17, SECRETARY, "declare-result", {})
    room.do(label, on, 17, present[0], "cast-vote", {"choice": NO}, "party.motion-not-open")


def _personnel(room: Room) -> None:
    """A secret ballot: four are too few for personnel, six are enough; who is concerned left the room."""
    label, on = "V2", d(9, 10)
    room.propose(label, d(9, 8), "p007", "personnel", "干部调整有关事项", department="office", concerned=["p006"])
    room.discussed(label, d(9, 9), on)
    present = room.present(on, "p006")
    tellers = present[1:3]
    few = {"present": present[:3], "tellers": present[:2]}
    room.do(label, on, 14, SECRETARY, "open-vote", few, "party.no-quorum")
    room.do(label, on, 14, SECRETARY, "open-vote", {"present": present, "tellers": tellers})
    room.do(label, on, 15, present[0], "cast-vote", {"choice": YES}, "party.wrong-ballot")
    counted = {"in_favour": len(present) - 1, "against": 1, "abstained": 0}
    room.do(label, on, 15, tellers[0], "count-ballots", counted)
    room.do(label, on, 16, SECRETARY, "declare-result", {})


def _grades(room: Room) -> None:
    """The secretary is concerned: the deputy presides. Three of six in favour are no majority."""
    label, on = "V3", d(9, 24)
    room.propose(
        label,
        d(9, 22),
        "p005",
        "grades",
        "季度考核等次建议",
        reference="appraisal.quarter:2026-Q2",
        concerned=[SECRETARY],
    )
    room.do(label, d(9, 22), 10, SECRETARY, "put-motion-on-agenda", {"on": on}, FORBIDDEN)
    room.discussed(label, d(9, 22), on, chair=DEPUTY)
    present = room.present(on, SECRETARY)
    room.do(label, on, 14, DEPUTY, "open-vote", {"present": present})
    for n, person in enumerate(present):
        room.do(label, on, 15, person, "cast-vote", {"choice": YES if n < 3 else NO})
    room.do(label, on, 16, DEPUTY, "declare-result", {})


def _refused(room: Room) -> None:
    """Who does not belong proposes nothing; what is withdrawn is not voted on; one waits at the quarter's end."""
    room.propose("V4x", d(9, 25), "p022", "other", "临时动议", expect=FORBIDDEN)
    room.propose("V4", d(9, 25), "p004", "other", "修订机关内部管理办法")
    room.do("V4", d(9, 25), 11, "p004", "recuse-from-motion", {})
    room.do("V4", d(9, 28), 9, "p004", "withdraw-motion", {"reason": "并入年度修订计划"})
    room.do("V4", d(9, 28), 10, SECRETARY, "put-motion-on-agenda", {"on": d(9, 30)}, "party.motion-not-open")
    room.propose("V5", d(9, 29), "p003", "other", "第四季度工作安排", department="office")
