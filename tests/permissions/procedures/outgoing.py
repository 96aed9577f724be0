"""Outgoing documents (A19, B11.3): a letter of the budget commission, drafted by p027, at every step of both lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.permissions.words import BUDGET, JULY, OFFICE, TOP, P, row
from tests.permissions.world import Diary

CHAIR, LEADER, DIRECTOR, CLERK, KEEPER = "p002", "p003", "p008", "p011", "p013"
TO_US = [{"department": "budget", "copies": 1}, {"organ": "区财政局", "copies": 2}]
LETTER: dict[str, Any] = {"title": "关于预算审查的函", "text": "一、请研究。", "copies": 10}


def prepare(diary: Diary) -> None:
    """A letter for every step: by the committee's list (`review`, `leader`, `countersign`) and the office's."""

    def do(label: str, by: str, operation: str, **more: Any) -> None:
        diary.do("07-02T15:00", by, f"documents.{operation}", document=f"@{label}", **more)

    def letter(label: str, series: str, **more: Any) -> None:
        diary.make(label, "07-02T14:00", P, "documents.draft-outgoing", **BUDGET, series=series, **LETTER, **more)

    letter("draft-letter", "office")
    letter("asked-letter", "committee", countersigners=["finance-economy"])
    do("asked-letter", P, "submit-outgoing")
    letter("letter-to-review", "committee")
    do("letter-to-review", P, "submit-outgoing")
    letter("letter-to-sign", "committee")
    do("letter-to-sign", P, "submit-outgoing")
    do("letter-to-sign", DIRECTOR, "review-outgoing", leader_post="deputy-chair-2")
    _of_the_office(diary, letter, do)


def _of_the_office(diary: Diary, letter: Any, do: Any) -> None:
    """One at each step, all the same until there."""
    way: list[tuple[str, str, dict[str, Any]]] = [
        ("letter-to-comment", P, {"operation": "submit-outgoing"}),
        ("letter-for-the-director", LEADER, {"operation": "comment-on-outgoing", "opinion": "可发"}),
        ("signed-letter", DIRECTOR, {"operation": "sign-outgoing"}),
        ("letter-to-print", CLERK, {"operation": "number-outgoing"}),
        ("letter-to-proofread", CLERK, {"operation": "carry-out-outgoing-step", "step": "print"}),
        ("letter-to-seal", P, {"operation": "carry-out-outgoing-step", "step": "proofread"}),
        ("sealed-letter", KEEPER, {"operation": "seal-outgoing"}),
        ("checked-letter", P, {"operation": "carry-out-outgoing-step", "step": "check-seal"}),
        ("bound-letter", P, {"operation": "carry-out-outgoing-step", "step": "bind"}),
        ("closed-letter", P, {"operation": "carry-out-outgoing-step", "step": "envelope"}),
        ("letter-to-send", P, {"operation": "carry-out-outgoing-step", "step": "register"}),
        ("sent-letter", CLERK, {"operation": "distribute-outgoing", "recipients": TO_US}),
    ]
    for end, (label, _, _) in enumerate(way, 1):
        letter(label, "office")
        for name, by, deed in way[:end]:
            if name == "sealed-letter":
                _consent(diary, label)
            do(label, by, **deed)
    _consent(diary, "letter-to-seal")


def _consent(diary: Diary, label: str) -> None:
    """The chair's, asked for by the sponsor."""
    at, seal = "07-02T15:00", f"the seal of {label}"
    diary.do(at, P, "documents.ask-outgoing-seal", document=f"@{label}")

    def asked(_: Mapping[str, Any]) -> str:
        answer = diary.world.do(at, P, "documents.get-outgoing", document=f"@{label}")
        return str(json.loads(answer.body)["seal_use"])

    diary.name(seal, at, asked)
    diary.do(at, CHAIR, "documents.approve-seal-use", use=f"@{seal}")


REVISED = {**LETTER, "secrecy": "ordinary", "urgency": "ordinary"}
REASON = {"reason": "另行研究"}
STEP = "documents.carry-out-outgoing-step"
BACK = "documents.return-outgoing"

ROWS = (
    row("documents.draft-outgoing", "colleague head", **BUDGET, series="office", **LETTER),
    row("documents.revise-outgoing", "self", document="@draft-letter", **REVISED),
    row("documents.submit-outgoing", "self", document="@draft-letter"),
    row(
        "documents.countersign-outgoing", "nobody", "for the department asked", ("head of another department",),
        document="@asked-letter", department="finance-economy",
    ),
    row(
        "documents.object-to-outgoing", "nobody", "for the department asked", ("head of another department",),
        document="@asked-letter", department="finance-economy", reason="于法无据",
    ),
    row("documents.review-outgoing", "office-director", document="@letter-to-review", leader_post="deputy-chair-2"),
    row("documents.comment-on-outgoing", "supervisor", document="@letter-to-comment", opinion="可发"),
    row("documents.sign-outgoing", "supervisor", "by the leader whom the review names", document="@letter-to-sign"),
    row("documents.sign-outgoing", "office-director", "by the director", document="@letter-for-the-director"),
    row("documents.number-outgoing", "clerk", document="@signed-letter"),
    row("documents.ask-outgoing-seal", f"self {OFFICE}", document="@signed-letter"),
    row("documents.seal-outgoing", "seal-keeper", document="@letter-to-seal"),
    row(STEP, "clerk", "that the clerk does", document="@letter-to-print", step="print"),
    row(STEP, "self", "that the sponsor does", document="@letter-to-proofread", step="proofread"),
    row("documents.distribute-outgoing", OFFICE, document="@letter-to-send", recipients=TO_US),
    row("documents.sign-for-outgoing", "colleague head", document="@sent-letter", **BUDGET),
    row(
        "documents.enter-outgoing-receipt", "clerk",
        document="@sent-letter", recipient=2, on="2026-07-03", signed_by="收发室",
    ),
    row("documents.archive-outgoing", "clerk", document="@sent-letter", copies=3, with_draft=True),
    row(BACK, f"supervisor {OFFICE}", "at the leader's step", document="@letter-to-comment", step="draft", **REASON),
    row(BACK, f"self {OFFICE}", "at the sponsor's step", document="@letter-to-proofread", step="print", **REASON),
    row("documents.hand-over-outgoing", f"head {OFFICE}", document="@draft-letter", person="p028", reason="休假"),
    row("documents.withdraw-outgoing", "self", document="@draft-letter", **REASON),
    row("documents.revoke-outgoing", "office-director chair", document="@signed-letter", **REASON),
    row("documents.get-outgoing", "everybody", document="@draft-letter"),
    row("documents.list-outgoing", "everybody"),
    row("documents.list-outgoing-revisions", f"self {OFFICE} {TOP}", document="@draft-letter"),
    row("documents.get-outgoing-file", f"self {OFFICE} {TOP}", document="@draft-letter", form="docx"),
    row("documents.export-outgoing", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
