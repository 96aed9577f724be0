"""Who keeps the directory and who reads it: the office is the department that registers (B9)."""

from __future__ import annotations

from typing import Final

from services.kernel.domain.who import ADMINISTRATOR, ANYONE, OFFICE_DIRECTOR, SYSTEM

KEEPERS: Final = (ADMINISTRATOR, OFFICE_DIRECTOR, SYSTEM)
READERS: Final = (ANYONE, SYSTEM)
