"""SQLite keeps a text of any length in any column; PostgreSQL refuses one that is too long. Here both refuse.

What only a server would notice is otherwise found by whoever has the server.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn


@compiles(CreateColumn, "sqlite")
def _bounded(made: CreateColumn, compiler: Any, **options: Any) -> str:
    written: str = compiler.visit_create_column(made, **options)
    column = made.element
    length = getattr(column.type, "length", None)
    kept = getattr(column.type, "impl", column.type)
    if not isinstance(kept, String) or length is None:
        return written
    name = compiler.preparer.format_column(column)
    return f"{written} CHECK (length({name}) <= {length})"
