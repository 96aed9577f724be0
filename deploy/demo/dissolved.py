"""A department that is set up and dissolved within the quarter, and what becomes of what it owed (A33, A34)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.leave import DIRECTOR
from deploy.demo.papers import Papers
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.tasks import CHAIR, Board

KEEPER, SECOND, GROUP, HEIR, SECONDED = "p016", "p054", "election-group", "deputies", "p061"
"""The system administrator keeps the directory; the security administrator confirms what takes a second person."""
SET_UP, DISSOLVED = d(8, 3), d(8, 28)
"""Both within a month: when its sheet is due, nobody is left to hand it in."""


def dissolved(board: Board, papers: Papers) -> None:
    _set_up(board)
    _work(board)
    _tasks(board)
    _papers(papers)
    _dissolve(board)


def _change(board: Board, on: date, hour: int, operation: str, *, expect: str = "", **body: Any) -> None:
    board.plan.do(board.plan.at(on, hour), KEEPER, f"directory.{operation}", expect=expect, **body)


def _proposed(board: Board, on: date, hour: int, operation: str, **body: Any) -> None:
    """What one of them orders and the other confirms, half an hour later."""
    plan, label = board.plan, f"P-{operation}"
    plan.do(plan.at(on, hour), KEEPER, f"directory.{operation}", label=label, **body)
    plan.do(plan.at(on, hour, 30), SECOND, "directory.confirm-change", proposal=f"@{label}/awaiting/0")


def _set_up(board: Board) -> None:
    """Decided on a Friday from Monday on; with one colleague on loan."""
    named = {"zh": "乡镇换届选举工作专班", "en": "Task Group for the Township Elections", "kind": "section"}
    _change(board, d(7, 31), 14, "open-department", department=GROUP, day=SET_UP, **named)
    _proposed(board, d(7, 31), 15, "assign-supervision", department=GROUP, leader_post="deputy-chair-2", day=SET_UP)
    colleague: dict[str, Any] = {"name": "吴茱萸", "number": "2427", "gender": "female", "work_since": date(2018, 7, 2)}
    _change(board, d(7, 31), 16, "hire-person", person=SECONDED, department=GROUP, day=SET_UP, **colleague)


def _work(board: Board) -> None:
    """It writes and goes to the townships like any other."""
    plan = board.plan
    for on in (d(8, 7), d(8, 14), d(8, 25)):
        item = {"title": f"乡镇换届选举工作动态({on:%m%d})", "body": "各乡镇选举准备工作有序推进。"}
        said: dict[str, Any] = {"department": GROUP, "authors": [SECONDED], **item}
        plan.do(plan.at(on, 17), SECONDED, "documents.submit-information", label=f"I-{GROUP}-{on:%m%d}", **said)
    went: dict[str, Any] = {"department": GROUP, "township": "longjing", "on": d(8, 19), "people": [SECONDED]}
    plan.do(plan.at(d(8, 19), 18), SECONDED, "documents.record-guidance", content="指导换届选举", **went)


def _tasks(board: Board) -> None:
    """Done before; overdue before, inherited; inherited in time; forgotten; shared with another."""
    at, on = board.plan.at, d(8, 4)
    done = board.assign(on, d(8, 14), GROUP, SECONDED)
    board.report(done, at(d(8, 13), 16))
    board.verify(done, at(d(8, 14), 9))
    overdue = board.assign(on, d(8, 21), GROUP, SECONDED, co_owners=(HEIR,))
    inherited = board.assign(on, d(9, 11), GROUP, SECONDED)
    board.assign(on, d(9, 8), GROUP, SECONDED, co_owners=("research",))  # nobody thinks of it: it stays astray
    shared = board.assign(on, d(9, 4), "finance-economy", "p025", co_owners=(GROUP,))
    at_the_office = board.assign(on, d(8, 26), GROUP, SECONDED)
    board.report(at_the_office, at(d(8, 26), 16))  # looked at when the department is no more
    board.verify(at_the_office, at(d(8, 31), 9), SECONDED)
    board.report(inherited, at(d(8, 28), 9), SECONDED, expect=FORBIDDEN)  # out of service
    board.move(inherited, at(d(8, 31), 9), GROUP, "p048", expect=INVALID)
    board.move(inherited, at(d(8, 31), 10), HEIR, "p048", by=DIRECTOR)
    board.report(inherited, at(d(9, 11), 16))
    board.verify(inherited, at(d(9, 14), 9))
    board.move(overdue, at(d(9, 1), 9), HEIR, "p047", by=CHAIR)
    board.report(overdue, at(d(9, 4), 16))
    board.verify(overdue, at(d(9, 7), 9))
    board.report(shared, at(d(9, 4), 15))
    board.verify(shared, at(d(9, 7), 10))
    board.assign(d(8, 31), d(9, 30), GROUP, "p048", hour=11, expect=INVALID)


def _papers(papers: Papers) -> None:
    """A copy with somebody whose department is gone on the last day in time: charged to it, and to nobody else."""
    at = papers.plan.at
    label = papers.ready(d(8, 26), "关于乡镇换届选举工作的通知")
    papers.start(label, at(d(8, 26), 11), (SECONDED, "p048"))
    papers.take_back(label, at(d(8, 31), 9), read=False)
    papers.read(label, at(d(9, 1), 9), "p048")
    papers.take_back(label, at(d(9, 1), 10))
    papers.close(label, at(d(9, 1), 14))


def _dissolve(board: Board) -> None:
    over: dict[str, Any] = {"department": GROUP, "day": DISSOLVED}
    _change(board, d(8, 27), 14, "close-department", expect="directory.still-in-use", **over)
    _proposed(board, d(8, 27), 15, "leave-service", person=SECONDED, day=DISSOLVED, reason="借调结束")
    _proposed(board, d(8, 27), 16, "merge-department", into=HEIR, **over)
