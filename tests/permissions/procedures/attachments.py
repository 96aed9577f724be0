"""Attachments (B9.3): whoever sees a record's content has its files, whoever acts on the record attaches them."""

from __future__ import annotations

from tests.permissions.files import Cabinet
from tests.permissions.words import OF_BUDGET, OFFICE, TOP
from tests.permissions.world import Diary

CABINET = Cabinet("documents")
DOERS = "self colleague head"
ITEM_WRITERS = f"colleague head {OFFICE}"
MONITORS = "secretary-general office-director"


def prepare(diary: Diary) -> None:
    """A file of every kind of record, one of a secret document, and one that p027 uploaded for a record to come."""
    secret = {"sender": "市人大常委会", "title": "秘密件", "received": "2026-07-02", "secrecy": "secret"}
    diary.make("secret-paper", "07-02T09:00", "p011", "documents.register-incoming", **secret)
    CABINET.prepare(
        diary,
        ("p027", "task", "task"),
        ("p011", "incoming", "paper"),
        ("p011", "incoming", "secret-paper"),
        ("p027", "information", "item"),
        ("p028", "research", "article"),
        ("p011", "inspection", "inspection"),
        ("p027", "visit", "visit"),
        ("p008", "complaint", "complaint"),
        ("p027", "outgoing", "draft-letter"),
    )


CONTENT = f"{OFFICE} {TOP}"
"""Of an ordinary document, beside those concerned with it; nobody else is with this one yet."""
SECRET = "clerk office-director chair secretary-general"
"""The clerk because it was they who registered it: whoever stands in for them did not."""

ROWS = (
    *CABINET.general(),
    *CABINET.rows_of("task", "task", f"{DOERS} {OFFICE}", f"self {OF_BUDGET}"),
    *CABINET.rows_of("incoming", "paper", "clerk", CONTENT),
    *CABINET.rows_of("incoming", "secret-paper", "clerk", SECRET, ("clerk's stand-in",)),
    *CABINET.rows_of("outgoing", "draft-letter", f"self {OFFICE}", f"self {CONTENT}"),
    *CABINET.rows_of("information", "item", ITEM_WRITERS, OF_BUDGET),
    *CABINET.rows_of("research", "article", "colleague head", OF_BUDGET),
    *CABINET.rows_of("inspection", "inspection", OFFICE, f"{OFFICE} {TOP}"),
    *CABINET.rows_of("visit", "visit", "self clerk", f"self head supervisor {OFFICE} {TOP}"),
    *CABINET.rows_of("complaint", "complaint", f"{OFFICE} secretary-general", f"{OFFICE} {TOP}"),
)  # fmt: skip
