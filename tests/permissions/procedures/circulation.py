"""Circulation (B11.2): the office distributes and takes back, a reader passes on; who has it is seen by theirs."""

from __future__ import annotations

from tests.permissions.procedures.incoming import INSTRUCTED, PROPOSED, paper
from tests.permissions.words import BUDGET, LEADERS, OF_BUDGET, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """p027 has one document, asks to keep another, returned a third unread; one waits to be given out."""
    given = (PROPOSED, INSTRUCTED, ("p011", "start-circulation", {"readers": ["p027", "p030"]}))
    alone = (PROPOSED, INSTRUCTED, ("p011", "start-circulation", {"readers": ["p027"]}))
    kept = {"person": "p027", "until": "2026-07-20", "reason": "参阅"}
    paper(diary, "ready-paper", PROPOSED, INSTRUCTED)
    paper(diary, "read-paper", *given)
    paper(diary, "kept-paper", *given, ("p027", "ask-retention", kept))
    paper(diary, "secretly-kept-paper", *alone, ("p027", "ask-retention", kept), secrecy="top-secret")
    paper(diary, "unread-paper", *alone, ("p011", "receive-copy", {"copy_number": 1, "read": False}))


OF_P = {"person": P}


ROWS = (
    row("documents.start-circulation", OFFICE, document="@ready-paper", readers=[P]),
    row("documents.add-readers", OFFICE, document="@read-paper", readers=["p029"]),
    row("documents.remove-reader", OFFICE, document="@read-paper", person="p030", reason="休假"),
    row("documents.pass-on-document", "self", document="@read-paper", **OF_P),
    row("documents.return-unread", "self", document="@read-paper", **OF_P, reason="外出"),
    row("documents.receive-copy", "clerk", document="@read-paper", copy_number=1),
    row("documents.hand-out-document", "clerk", document="@unread-paper", **OF_P),
    row("documents.ask-retention", "self", document="@read-paper", **OF_P, until="2026-07-20", reason="参阅"),
    row("documents.grant-retention", OFFICE, document="@kept-paper", **OF_P),
    row("documents.refuse-retention", OFFICE, document="@kept-paper", **OF_P, reason="他人待阅"),
    row("documents.withdraw-circulation", f"{OFFICE} {LEADERS}", document="@read-paper", reason="来文单位收回"),
    row("documents.get-circulation", f"self {OFFICE} {TOP}", "of a reader", document="@read-paper"),
    row("documents.get-reader", f"self {OFFICE} {TOP}", document="@read-paper", **OF_P),
    row("documents.list-circulations", f"{OFFICE} {TOP}"),
    row("documents.list-holders", f"self {OF_BUDGET}", "of a person", **OF_P),
    row("documents.list-holders", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-holders", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-circulations", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
