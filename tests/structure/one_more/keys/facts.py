"""A key that is kept too long counts once for the department of whoever has it; the rest counts as nothing (B12.5)."""

from __future__ import annotations

from services.documents.keys.events import KeyKept, KeyLent, KeyReturned

from services.kernel.facts import SCALE, Fact, Kind

KEPT = "documents.key-kept"
KINDS = (Kind(KEPT, "housekeeping", "钥匙逾期未还", "Keys kept too long"),)
Silent = KeyLent | KeyReturned  # in time nobody is counted


def facts_of(event: KeyKept) -> tuple[Fact, ...]:
    return (Fact(event.department, event.person, KEPT, SCALE, event.due, event.cites),)
