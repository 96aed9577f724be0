"""A key that is kept too long counts once for the department of whoever has it; the rest counts as nothing (B12.5)."""

from __future__ import annotations

from services.documents.keys import events as e

from services.kernel.rules.facts import SCALE, Fact, Kind

KEPT = "documents.key-kept"
KINDS = (Kind(KEPT, "housekeeping", "钥匙逾期未还", "Keys kept too long", sign="adverse"),)
Silent = e.KeyLent | e.KeyReturned  # in time nobody is counted


def facts_of(event: e.KeyKept) -> tuple[Fact, ...]:
    return (Fact(event.department, event.person, KEPT, SCALE, event.due, event.cites),)
