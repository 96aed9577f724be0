"""Registers as bytes: what two builds of them are held against each other by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from services.kernel.log.registers import Register
from services.kernel.log.shadow_compare import digests
from services.kernel.log.store import Store


def digest_of(registers: Iterable[Register], store: Store) -> str:
    """Of every row of every register, in the order of the tables and their keys."""
    made = hashlib.sha256()
    with store.reading() as connection:
        for table in (table for register in registers for table in register.tables):
            made.update(table.name.encode())
            for row in digests(table, connection):
                made.update(row.encode())
    return made.hexdigest()
