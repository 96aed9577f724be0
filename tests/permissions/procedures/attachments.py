"""Attachments (B9.3): whoever sees a record's content has its files, whoever acts on the record attaches them."""

from __future__ import annotations

import base64
import hashlib

from tests.permissions.words import JULY, OF_BUDGET, OFFICE, TOP, Row, row
from tests.permissions.world import Diary

PDF = b"%PDF-1.7 a report"
FILE = {"file_name": "报告.pdf", "content": base64.b64encode(PDF).decode()}
MORE = {"file_name": "补充.pdf", "content": base64.b64encode(b"%PDF-1.7 more").decode()}
DOERS = "self colleague head"
ITEM_WRITERS = f"colleague head {OFFICE}"
MONITORS = "secretary-general office-director"


def prepare(diary: Diary) -> None:
    """A file of every kind of record, one of a secret document, and one that p027 uploaded for a record to come."""
    secret = {"sender": "市人大常委会", "title": "秘密件", "received": "2026-07-02", "secrecy": "secret"}
    diary.make("secret-paper", "07-02T09:00", "p011", "documents.register-incoming", **secret)
    diary.do("07-07T10:00", "p027", "documents.upload-file", **FILE)
    for by, kind, record in (
        ("p027", "task", "task"),
        ("p011", "incoming", "paper"),
        ("p011", "incoming", "secret-paper"),
        ("p027", "information", "item"),
        ("p028", "research", "article"),
        ("p011", "inspection", "inspection"),
        ("p027", "visit", "visit"),
        ("p008", "complaint", "complaint"),
        ("p027", "outgoing", "draft-letter"),
    ):
        diary.do("07-07T10:00", by, "documents.attach-file", kind=kind, record=f"@{record}", **FILE)


def rows_of(kind: str, record: str, attach: str, see: str, but_not: tuple[str, ...] = ()) -> tuple[Row, ...]:
    of = {"kind": kind, "record": f"@{record}"}
    one = {**of, "number": 1}
    said = f"of {record}"
    return (
        row("documents.attach-file", attach, said, (), but_not, **of, **MORE),
        row("documents.remove-attachment", attach, said, (), but_not, **one, reason="放错"),
        row("documents.list-attachments", see, said, (), but_not, **of),
        row("documents.get-attachment", see, said, (), but_not, **one),
        row("documents.download-attachment", see, said, (), but_not, **one),
    )


CONTENT = f"{OFFICE} {TOP}"
"""Of an ordinary document, beside those concerned with it; nobody else is with this one yet."""
SECRET = "clerk office-director chair secretary-general"
"""The clerk because it was they who registered it: whoever stands in for them did not."""

ROWS = (
    row("documents.upload-file", "everybody", **FILE),
    row("documents.get-upload", "self", "by nobody else", digest=hashlib.sha256(PDF).hexdigest()),
    row("documents.check-files", "auditor administrator"),
    row("documents.export-attachments", f"{OFFICE} {TOP}", **JULY),
    *rows_of("task", "task", f"{DOERS} {OFFICE}", f"self {OF_BUDGET}"),
    *rows_of("incoming", "paper", "clerk", CONTENT),
    *rows_of("incoming", "secret-paper", "clerk", SECRET, ("clerk's stand-in",)),
    *rows_of("outgoing", "draft-letter", f"self {OFFICE}", f"self {CONTENT}"),
    *rows_of("information", "item", ITEM_WRITERS, OF_BUDGET),
    *rows_of("research", "article", "colleague head", OF_BUDGET),
    *rows_of("inspection", "inspection", OFFICE, f"{OFFICE} {TOP}"),
    *rows_of("visit", "visit", "self clerk", f"self head supervisor {OFFICE} {TOP}"),
    *rows_of("complaint", "complaint", f"{OFFICE} secretary-general", f"{OFFICE} {TOP}"),
)  # fmt: skip
