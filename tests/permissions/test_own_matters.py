"""Nobody decides, corrects or accepts what counts for or against themselves, or their own department where another can.

The table: an operation, who may not although their post may, and who may. On the permission matrix's own world, with
records of the office's people and of the office itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.documents.inspections.conduct import conduct_id
from services.kernel.refusals import Refusal
from tests.permissions.world import CALLERS, SYSTEM, Undone, World, build

OWN = "kernel.own-matter"
CLERK, DIRECTOR, HEAD = CALLERS["clerk"], CALLERS["office-director"], CALLERS["head"]
OFFICE = {"department": "office"}


@dataclass(frozen=True)
class Own:
    operation: str
    whose: str
    """Who may not: it is theirs."""
    others: str
    """Who may."""
    body: dict[str, Any]
    code: str = OWN
    case: str = ""

    @property
    def id(self) -> str:
        return f"{self.operation} by {self.whose}{f' ({self.case})' if self.case else ''}"


def own(operation: str, whose: str, others: str, code: str = OWN, case: str = "", /, **body: Any) -> Own:
    return Own(operation, whose, others, body, code, case)


TIMES = {"times": ["08:55", "17:40"], "reason": "漏打卡"}
TRIP = {"on": "2026-07-06", "state": "trip"}
ELSEWHERE = {"department": "budget", "owner": "p027", "reason": "职责调整"}
ADOPTED = {"level": "city", "publication": "每日信息"}
PRESENT = {"state": "present", "reason": "漏登"}
MARCH = {"month": "2026-03", **OFFICE, "on": "2026-03-10", "states": [], "reason": "核对"}

TABLE = (
    # attendance: punches, marks, the month's sheet, leave
    own("attendance.correct-punch", "clerk", "office-director", person=CLERK, on="2026-07-06", **TIMES),
    own("attendance.correct-punch", "office-director", "clerk", person=DIRECTOR, on="2026-07-06", **TIMES),
    own("attendance.mark-day", "head", "clerk", person=HEAD, **TRIP),
    own("attendance.mark-day", "clerk", "office-director", person=CLERK, **TRIP),
    own("attendance.mark-day", "office-director", "clerk", person=DIRECTOR, **TRIP),
    own("attendance.withdraw-day-mark", "head", "clerk", person=HEAD, on="2026-07-03", state="trip", reason="误登"),
    own("attendance.accept-sheet", "office-director", "clerk", month="2026-04", **OFFICE),
    own("attendance.return-sheet", "office-director", "clerk", month="2026-04", **OFFICE, reason="缺项"),
    own("attendance.accept-sheet", "self", "clerk", OWN, "standing in, of their own department",
        month="2026-04", department="budget"),
    own("attendance.correct-sheet", "clerk", "office-director", person=CLERK, **MARCH),
    own("attendance.correct-sheet", "office-director", "clerk", person=DIRECTOR, **MARCH),
    own("attendance.register-return", "clerk", "office-director", "attendance.own-return", leave="@clerk's leave"),
    own("attendance.revoke-leave", "clerk", "office-director", "attendance.own-return",
        leave="@clerk's leave", reason="未实际休假"),
    # documents: tasks, information, articles, housekeeping, attendance of meetings
    own("documents.verify-task", "clerk", "office-director", "documents.own-task", task="@clerk's task"),
    own("documents.cancel-task", "clerk", "chair", task="@office's task", reason="不再办理"),
    own("documents.cancel-task", "office-director", "secretary-general", task="@office's task", reason="不再办理"),
    own("documents.reassign-task", "office-director", "secretary-general", task="@office's task", **ELSEWHERE),
    own("documents.record-adoption", "clerk", "office-director", item="@clerk's item", **ADOPTED, on="2026-07-08"),
    own("documents.withdraw-adoption", "clerk", "office-director", item="@clerk's adopted", **ADOPTED, reason="有误"),
    own("documents.publish-article", "office-director", "clerk", article="@director's article",
        publication="人大研究", on="2026-07-08"),
    own("documents.withdraw-measure", "office-director", "secretary-general", conduct="@office's conduct", number=1,
        reason="认定有误"),
    own("documents.withdraw-measure", "office-director", "secretary-general", OWN, "their own",
        conduct="@director's conduct", number=1, reason="认定有误"),
    own("documents.correct-attendance", "secretary-general", "clerk", meeting="@held-meeting", person="p006",
        state="absent", reason="误登"),
    # Party affairs
    own("party.correct-study-attendance", "clerk", "office-director", session="@study-missed", person=CLERK, **PRESENT),
)  # fmt: skip
WITHIN = own(
    "documents.reassign-task", "", "office-director", task="@office's task", **OFFICE, owner="p012", reason="x"
)
"""To hand a task on within the office is no gain of the office's."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("own"))
    _prepare(made)
    with made.nothing_lasts():
        yield made
    made.embedded.close()


def _prepare(world: World) -> None:
    at = "07-08T09:00"
    stands_in = {"post": "head-office", "deputy": CALLERS["self"], "start": "2026-07-08", "to": "2026-07-20"}
    world.do(at, SYSTEM, "directory.give-delegation", **stands_in)
    world.do(at, CLERK, "attendance.mark-day", person=HEAD, on="2026-07-03", state="trip")
    for month, steps in {"2026-04": ("compile", "submit"), "2026-03": ("compile", "submit", "accept")}.items():
        for step in steps:
            by = CLERK if step == "accept" else DIRECTOR
            world.do(at, by, f"attendance.{step}-sheet", month=month, **OFFICE)
    slip = {"person": CLERK, "kind": "personal", "start": "2026-07-08", "end": "2026-07-08"}
    world.make("clerk's leave", at, CLERK, "attendance.request-leave", **slip)
    world.do(at, DIRECTOR, "attendance.approve-leave", leave="@clerk's leave")
    for label in ("clerk's task", "office's task"):
        owed = {"owner": CLERK, "title": label, "source": "plan", "due": "2026-08-14", **OFFICE}
        world.make(label, at, CALLERS["chair"], "documents.assign-task", **owed)
    world.do(at, "p012", "documents.report-task-done", task="@clerk's task", note="已办结")
    for label in ("clerk's item", "clerk's adopted"):
        item = {"authors": [CLERK], "title": label, "body": "正文", **OFFICE}
        world.make(label, at, "p012", "documents.submit-information", **item)
    world.do(at, DIRECTOR, "documents.record-adoption", item="@clerk's adopted", **ADOPTED, on="2026-07-08")
    article = {"year": 2026, "authors": [DIRECTOR], "title": "调研", "body": "正文", **OFFICE}
    world.make("director's article", at, "p012", "documents.submit-article", **article)
    world.do(at, CALLERS["self"], "documents.approve-article", article="@director's article")
    found = [{**OFFICE, "requirements": ["desks"]}, {"person": DIRECTOR, "requirements": ["desks"]}]
    looked = {"on": "2026-07-07", "inspectors": [CLERK], "departments": ["office"], "findings": found}
    world.do(at, CLERK, "documents.record-inspection", **looked)
    world.made["office's conduct"] = str(conduct_id("office", "", "2026"))
    world.made["director's conduct"] = str(conduct_id("office", DIRECTOR, "2026"))


def outcome(world: World, operation: str, caller: str, body: dict[str, Any]) -> str:
    try:
        world.call(operation, world.token(CALLERS[caller]), body)
    except Undone:
        return "done"
    except Refusal as refusal:
        return refusal.code
    return "done"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_nobody_decides_their_own_matter(world: World, row: Own) -> None:
    assert outcome(world, row.operation, row.whose, row.body) == row.code


@pytest.mark.parametrize("row", [*TABLE, WITHIN], ids=lambda row: f"{row.operation} by {row.others}")
def test_somebody_else_does(world: World, row: Own) -> None:
    assert outcome(world, row.operation, row.others, row.body) == "done"
