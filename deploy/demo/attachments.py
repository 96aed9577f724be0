"""Papers that belong to other papers: sent in, attached, removed, asked for by those who may not (B9.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.papers import Papers
from deploy.demo.pieces import d
from deploy.demo.plan import Plan

AUDITOR = "p020"


def attachments(plan: Plan, papers: Papers) -> None:
    """With the record, and afterwards; not when it is closed, and not in another's name."""

    def do(on: date, hour: int, by: str, operation: str, *, expect: str = "", **body: Any) -> None:
        plan.do(plan.at(on, hour), by, f"documents.{operation}", expect=expect, **body)

    brought = plan.upload(plan.at(d(7, 29), 8), CLERK, "来文扫描件.txt", "区财政局关于预算调整方案的报告(扫描件)")
    label = papers.register(d(7, 29), "关于预算调整方案的报告", sender="区财政局", attachments=[brought])
    papers.register(d(7, 29), "x", hour=10, attachments=["0" * 64], expect="documents.no-such-file")
    to: dict[str, Any] = {"kind": "incoming", "record": f"@{label}"}
    for n, name in enumerate(("附表一.txt", "附表二.txt"), start=1):
        plan.files[name] = f"预算调整附表({n})".encode()
    first: dict[str, Any] = {"file_name": "附表一.txt", "content": {"@file": "附表一.txt"}}
    second: dict[str, Any] = {"file_name": "附表二.txt", "content": {"@file": "附表二.txt"}}
    do(d(7, 29), 11, CLERK, "attach-file", **to, **first)
    do(d(7, 29), 12, CLERK, "attach-file", **to, **first)  # the same again is no fact
    do(d(7, 29), 13, "p022", "attach-file", expect="kernel.content-withheld", **to, **second)
    do(d(7, 29), 14, CLERK, "attach-file", **to, **second)
    do(d(7, 29), 15, CLERK, "remove-attachment", number=3, reason="重复", **to)
    do(d(7, 29), 16, CLERK, "remove-attachment", number=3, reason="x", expect="documents.attachment-removed", **to)
    do(d(7, 29), 17, CLERK, "remove-attachment", number=9, reason="x", expect="documents.no-such-attachment", **to)
    do(d(7, 29), 18, "p022", "get-upload", digest=brought, expect="documents.not-your-upload")
    papers.propose(label, plan.at(d(7, 30), 9), "deputy-chair-2")
    papers.instruct(label, plan.at(d(7, 30), 10), "deputy-chair-2")
    papers.close(label, plan.at(d(7, 30), 11))
    do(d(7, 30), 14, CLERK, "attach-file", expect="documents.attachments-closed", **to, **second)
    do(d(10, 19), 9, AUDITOR, "check-files")
