"""How much a workbook unfolds to, measured before anything lays its cells out, as the import of punches says it."""

from __future__ import annotations

from services.attendance.imports.readings import FileTooLarge
from services.kernel.procedure import sheet_sizes
from services.kernel.procedure.sheet_sizes import MOST_CELLS, MOST_UNPACKED

__all__ = ["MOST_CELLS", "MOST_UNPACKED", "measure"]


def measure(content: bytes, filename: str) -> None:
    """Refuses a workbook of an archive's kind that unpacks or unfolds to too much; BadZipFile where it is none."""
    try:
        sheet_sizes.measure(content, filename)
    except sheet_sizes.SheetTooLarge as found:
        raise FileTooLarge(found.zh, found.en, **found.details) from found
