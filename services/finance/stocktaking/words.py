"""What a count finds. Apart, because the register of assets shows it too."""

from __future__ import annotations

from services.kernel.domain.words import Word


class Found(Word):
    OPEN = "open", "未盘点", "not counted yet"
    FOUND = "found", "账实相符", "found"
    MISSING = "missing", "盘亏", "missing"
    DAMAGED = "damaged", "损坏", "damaged"


DIFFERENCES = (Found.MISSING, Found.DAMAGED)
