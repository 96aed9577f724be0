"""The archive in the quarter: old files handed over, filed, lent, appraised and destroyed (A20).

What the departments owe of a year falls due in March; in these months the office works off what was left lying.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

ARCHIVIST, HEAD, COLLEAGUE, CHAIR, WITNESS = "p012", "p008", "p018", "p002", "p013"
NOT_THERE, FILE_NOT_THERE = "documents.archive-transfer-not-there", "documents.archive-file-not-there"
NOTHING = "documents.archive-nothing-listed"


def archive(plan: Plan) -> None:
    _handed_over(plan)
    _not_handed_over(plan)
    _kept(plan)


def item(number: int, period: str, **more: Any) -> dict[str, Any]:
    """One of the old files, by its place in the list."""
    return {
        "kind": "other", "title": f"机关管理文件({number})", "dated": date(2014, 3, 10), "author": "区人大常委会办公室",
        "document_number": f"云柚人办〔2014〕{number}号", "pages": 20 * number, "period": period, **more,
    }  # fmt: skip


def _handed_over(plan: Plan) -> None:
    """Listed, returned once, accepted, filed with its numbers and boxes."""

    def do(on: date, hour: int, by: str, operation: str, /, *, expect: str = "", **body: Any) -> None:
        plan.do(plan.at(on, hour), by, f"documents.{operation}", expect=expect, transfer="@K1", **body)

    begin: dict[str, Any] = {"department": "office", "year": 2014}
    plan.do(plan.at(d(7, 3), 9), "p022", "documents.prepare-transfer", expect=FORBIDDEN, **begin)
    plan.do(plan.at(d(7, 3), 9, 5), COLLEAGUE, "documents.prepare-transfer", label="K1", **begin)
    do(d(7, 3), 10, HEAD, "hand-over-transfer", expect=NOTHING)
    old = [item(1, "Y"), item(2, "D10"), item(3, "D10"), item(4, "D10"), item(5, "D30"), item(6, "D10")]
    do(d(7, 3), 11, COLLEAGUE, "list-transfer-items", items=old)
    later = [item(7, "D10", dated=date(2015, 1, 5))]
    do(d(7, 3), 12, COLLEAGUE, "list-transfer-items", items=later, expect="documents.archive-dated-after-the-year")
    do(d(7, 3), 14, COLLEAGUE, "remove-transfer-item", item=6)
    do(d(7, 3), 15, COLLEAGUE, "remove-transfer-item", item=6, expect="documents.archive-no-such-item")
    do(d(7, 6), 9, COLLEAGUE, "hand-over-transfer", expect=FORBIDDEN)
    do(d(7, 6), 10, HEAD, "hand-over-transfer", note="历年积存文件")
    do(d(7, 7), 9, ARCHIVIST, "return-transfer", reason="题名不规范", objections=[{"item": 4, "reason": "题名过简"}])
    do(d(7, 7), 10, COLLEAGUE, "revise-transfer-item", item=4, described=item(4, "D10", title="机关车辆管理办法"))
    do(d(7, 7), 14, HEAD, "hand-over-transfer")
    do(d(7, 8), 9, ARCHIVIST, "accept-transfer")
    do(d(7, 8), 10, ARCHIVIST, "return-transfer", reason="x", expect=NOT_THERE)
    do(d(7, 9), 9, ARCHIVIST, "file-transfer", room="档案室", shelf="2-3")


def _not_handed_over(plan: Plan) -> None:
    """Nothing to archive, and said so; a year that is not over."""
    nothing: dict[str, Any] = {"department": "deputies", "year": 2013, "note": "当年无应归档材料"}
    plan.do(plan.at(d(7, 10), 9), "p046", "documents.declare-nothing", label="K2", **nothing)
    plan.do(plan.at(d(7, 10), 10), ARCHIVIST, "documents.accept-transfer", transfer="@K2")
    plan.do(
        plan.at(d(7, 10), 11), ARCHIVIST, "documents.file-transfer", transfer="@K2", room="x", shelf="x", expect=NOTHING
    )
    plan.do(plan.at(d(9, 1), 9), "p027", "documents.prepare-transfer", label="K3", department="budget", year=2026)
    paper = item(1, "D30", dated=d(8, 3), document_number="", author="预算工委")
    plan.do(plan.at(d(9, 1), 10), "p027", "documents.list-transfer-items", transfer="@K3", items=[paper])
    plan.do(plan.at(d(9, 1), 11), "p026", "documents.hand-over-transfer", transfer="@K3",
            expect="documents.archive-year-not-over")  # fmt: skip
    unknown = item(2, "D30", dated=d(8, 3), kind="没有这一类")
    plan.do(
        plan.at(d(9, 1), 12), "p027", "documents.list-transfer-items", transfer="@K3", items=[unknown], expect=INVALID
    )


def _kept(plan: Plan) -> None:
    """One is destroyed when its period is over, one kept longer, one for good; one is lent."""

    def do(n: int, on: date, hour: int, by: str, operation: str, /, *, expect: str = "", **body: Any) -> None:
        at = plan.at(on, hour, n)
        plan.do(at, by, f"documents.{operation}", expect=expect, file=f"@F{n}/items/0/id", **body)

    for n in range(1, 6):
        found = {"document_number": f"云柚人办〔2014〕{n}号"}
        plan.do(plan.at(d(7, 13), 9, n), ARCHIVIST, "documents.search-files", label=f"F{n}", **found)
    described = {key: value for key, value in item(5, "").items() if key not in ("kind", "period")}
    said = described | {"pages": 96, "secrecy": "ordinary", "form": "paper", "reason": "页数清点有误"}
    do(5, d(7, 13), 10, ARCHIVIST, "correct-file", **said)
    do(4, d(7, 13), 10, ARCHIVIST, "renumber-file", period="D10", reason="x", expect="documents.archive-same-period")
    do(4, d(7, 13), 11, ARCHIVIST, "renumber-file", period="Y", reason="具有长期查考价值")
    do(1, d(7, 13), 11, ARCHIVIST, "place-file", box=3, room="档案室", shelf="1-1")
    lent: dict[str, Any] = {"person": "p024", "purpose": "编写大事记"}
    do(5, d(7, 14), 9, ARCHIVIST, "lend-file", until=d(8, 31), expect="documents.archive-loan-too-long", **lent)
    do(5, d(7, 14), 10, ARCHIVIST, "lend-file", until=d(7, 31), **lent)
    do(5, d(7, 14), 11, ARCHIVIST, "lend-file", until=d(7, 31), expect="documents.archive-lent-out", **lent)
    do(5, d(8, 4), 9, ARCHIVIST, "take-file-back")  # late, and nobody is charged
    do(5, d(8, 4), 10, ARCHIVIST, "take-file-back", expect="documents.archive-not-lent-out")
    why = {"reason": "保管期满"}
    do(1, d(8, 10), 9, ARCHIVIST, "propose-appraisal", outcome="destroy", expect="documents.archive-period-runs", **why)
    destroyed: dict[str, Any] = {"outcome": "destroy", **why}
    extended: dict[str, Any] = {"outcome": "extend", "until": d(12, 31), **why}
    do(2, d(8, 10), 10, ARCHIVIST, "propose-appraisal", until=d(12, 31), expect="documents.archive-extension-day",
       **destroyed)  # fmt: skip
    do(2, d(8, 10), 11, ARCHIVIST, "propose-appraisal", **destroyed)
    do(2, d(8, 11), 9, HEAD, "reject-appraisal", reason="x", expect=FORBIDDEN)
    do(2, d(8, 11), 10, CHAIR, "reject-appraisal", reason="尚有参考价值")
    do(2, d(8, 12), 9, ARCHIVIST, "propose-appraisal", **extended)
    do(2, d(8, 12), 10, CHAIR, "approve-appraisal")
    do(3, d(8, 12), 11, ARCHIVIST, "propose-appraisal", **destroyed)
    do(3, d(8, 12), 12, CHAIR, "approve-appraisal")
    do(
        3,
        d(8, 13),
        9,
        ARCHIVIST,
        "record-destruction",
        on=d(8, 13),
        witness=ARCHIVIST,
        expect="documents.archive-no-witness",
    )
    do(3, d(8, 13), 10, ARCHIVIST, "record-destruction", on=d(8, 13), witness=WITNESS)
    do(3, d(8, 13), 11, ARCHIVIST, "place-file", box=1, room="x", shelf="x", expect=FILE_NOT_THERE)
