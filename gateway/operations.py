"""All operations by name, and what is told from their declarations: which of them list, which show one record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import get_args

from pydantic import BaseModel

from services.kernel.procedure.operations import File, Operation, PagedQuery


class Operations(dict[str, type[Operation]]):
    """They do not change while a gateway runs, so what is told from all of them is told once."""

    def __init__(self, declared: Iterable[type[Operation]]) -> None:
        super().__init__((operation.NAME, operation) for operation in declared)

    @cached_property
    def queries(self) -> list[type[Operation]]:
        """What shows one record: a page of its own each."""
        return [each for each in self.values() if shows_record(each)]

    @cached_property
    def registers(self) -> dict[type[Operation], type[Operation] | None]:
        """Every register, with the query that shows one of its rows: below its own path by one field, or else a view
        of the same record by fields that every row has."""
        return {each: self._record_of(each) for each in self.values() if is_register(each)}

    @cached_property
    def log_keepers(self) -> frozenset[str]:
        """The posts that may search the log of a service."""
        return frozenset(who.code for name, one in self.items() if name.endswith(".find-events") for who in one.WHO)

    def _record_of(self, register: type[Operation]) -> type[Operation] | None:
        below = re.compile(re.escape(register.PATH) + r"/\{[a-z_]+\}")
        (row,) = get_args(register.RETURNS.model_fields["items"].annotation)
        single = [each for each in self.queries if each.SERVICE == register.SERVICE and _tells(each, row)]
        by_path = next((each for each in single if below.fullmatch(each.PATH)), None)
        return by_path or next((each for each in single if same_record(each.RETURNS, row)), None)


def is_register(operation: type[Operation]) -> bool:
    return issubclass(operation, PagedQuery) and "items" in operation.RETURNS.model_fields


def folder(operation: type[Operation]) -> str:
    """The procedure that declares it; empty for what every service has."""
    parts = operation.__module__.split(".")
    return parts[2] if len(parts) > 3 else ""


def shows_record(operation: type[Operation]) -> bool:
    return (
        operation.METHOD == "GET"
        and not operation.WRITES
        and bool(operation.path_fields())
        and not issubclass(operation, PagedQuery)
        and not issubclass(operation.RETURNS, File)
    )


def changes(command: type[Operation], query: type[Operation]) -> bool:
    """Whether it changes the record that the query shows, so that the version seen there is the one it speaks of. What
    begins with that record may make another one, or change a third."""
    return same_record(command.RETURNS, query.RETURNS) and set(query.path_fields()) <= set(command.path_fields())


def _tells(query: type[Operation], row: type[BaseModel]) -> bool:
    keys = query.path_fields()
    return len(keys) == 1 or set(keys) <= row.model_fields.keys()


def same_record(view: type[BaseModel], row: type[BaseModel]) -> bool:
    """Two views of one record: a line of its list may say more, or less, than its page."""
    table = getattr(view, "TABLE", None)
    return view is row or (table is not None and table is getattr(row, "TABLE", None))
