"""What differs in a replay, in the words of its register: what a column is called, what its codes say, when it was.

Values are kept as texts, the same for the same value; here they are read as the fields that declare the columns say.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from services.kernel.log.shadow_compare import told
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.meaning import Series
from services.kernel.procedure.record import Shape, shapes
from services.kernel.procedure.registry import words_of

Pair = tuple[str, str]
"""Chinese and English."""
WITHHELD = "仅审计员可见 / for the auditor"
_WHETHER: dict[str, Pair] = {"True": ("是", "yes"), "False": ("否", "no")}
_NAMED = frozenset({"person", "department", "post", "choice"})


class Worded:
    def __init__(self, app: Service, ctx: Context) -> None:
        self._ctx = ctx
        self._lines = {one.name: one.lines for one in app.registers}
        self._derived = tuple(line for one in app.procedures for make in one.derives for line in make(app).lines)

    def of(self, row: Any, *, withheld: bool) -> dict[str, str]:
        """The computed fields of a difference."""
        shape = self._shape(row.register_name, row.column)
        zh, _, en = shape.title.partition(" / ") if shape is not None else ("", "", "")
        found = {"column_zh": zh, "column_en": en or zh}
        for name in ("live", "rebuilt"):
            text = getattr(row, name)
            said = WITHHELD.split(" / ") if text and withheld else self._said(shape, text)
            found |= {f"{name}_zh": said[0], f"{name}_en": said[1]}
        return found

    def _shape(self, register: str, column: str) -> Shape | None:
        """None for a column that no field declares: it goes by its code."""
        lines = self._lines.get(register, self._derived)
        return next((known[column] for line in lines if column in (known := shapes(line))), None)

    def _said(self, shape: Shape | None, text: str) -> Pair:
        if shape is None or text in ("", told(None)):
            return text, text
        if shape.plain is bool:
            return _WHETHER.get(text, (text, text))
        if shape.plain is datetime:
            at = f"{self._ctx.on_our_clocks(datetime.fromisoformat(text)):%Y-%m-%d %H:%M:%S}"
            return at, at
        return self._read(shape, text, "zh"), self._read(shape, text, "en")

    def _read(self, shape: Shape, text: str, lang: str) -> str:
        form = words_of(shape, lang) if _in_words(shape) else None
        return text if form is None else str(form(self._ctx)(text.split("、") if shape.many else text))


def _in_words(shape: Shape) -> bool:
    meaning = shape.meaning
    if isinstance(meaning, Series) or (meaning is not None and meaning.kind in _NAMED):
        return True
    return isinstance(shape.plain, type) and issubclass(shape.plain, Enum)
