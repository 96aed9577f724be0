"""Puts the rows of a shadow in the place of the live ones, and the live ones in the shadow: so it can be taken back.

Live rows change in one transaction of the line of writers, that of the event which says so: a reader sees all old rows
or all new ones. What stood there is put away beside the shadow first, under another name, and takes the shadow's own
names when the event is committed; who was broken off in between finds it by the swap that the log tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import MetaData, Table, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable, DropTable

from services.kernel.log.shadow import KEPT, SWAP, Filling, Part, Shadow, index, notes, positions_of, stand
from services.kernel.log.transaction import Writing

ROWS_AT_ONCE = 5000


def exchange(tx: Writing, shadow: Shadow, part: Part, swap: str) -> int:
    """In the line of writers: brings the shadow up to where the transaction stands, puts the live rows away in it, and
    its own in their place. Returns how many rows took theirs. `settle` ends it, once this is committed."""
    tx.flush()
    with shadow.store.writing() as connection:
        done = positions_of(connection)
        for source, until in part.standing(tx).items():
            at = done.get(source, 0)
            while at < until:
                at, page = part.read(tx.connection, source, at, until)
                filling = Filling(shadow.store, connection)
                part.fill(filling, source, page)
                filling.flush()
            stand(connection, source, until)
        for table in part.tables:
            kept = kept_of(table)
            connection.execute(DropTable(kept, if_exists=True))
            connection.execute(CreateTable(kept))
            for rows in _pages(tx.connection, table):
                connection.execute(insert(kept), rows)
        stand(connection, SWAP, 0, swap)
    moved = 0
    with shadow.store.reading() as connection:
        for table in part.tables:
            tx.execute(table.delete())
            for rows in _pages(connection, table):
                tx.connection.execute(insert(table), rows)
                moved += len(rows)
    part.swapped(tx)
    return moved


def settle(shadow: Shadow, tables: Iterable[Table], carried_out: Callable[[str], bool]) -> bool:
    """Ends a swap, however it was broken off: what was put away becomes the shadow's, if the log says that the swap was
    carried out, and is dropped where it does not. Whether there was one to end."""
    with shadow.store.writing() as connection:
        swap = notes(connection).get(SWAP, "")
        if not swap:
            return False
        done = carried_out(swap)
        for table in tables:
            kept = kept_of(table)
            if done:
                connection.execute(DropTable(table, if_exists=True))
                connection.execute(text(f'ALTER TABLE "{kept.name}" RENAME TO "{table.name}"'))
                index(connection, table)
            else:
                connection.execute(DropTable(kept, if_exists=True))
        connection.execute(text("DELETE FROM shadow_standing WHERE name = :name"), {"name": SWAP})
    return True


def kept_of(table: Table) -> Table:
    kept = table.to_metadata(MetaData(), name=f"{table.name}{KEPT}")
    kept.indexes.clear()
    for constraint in kept.constraints:
        constraint.name = None  # names are unique in a schema
    return kept


def _pages(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).execution_options(yield_per=ROWS_AT_ONCE)
    for rows in connection.execute(query).mappings().partitions(ROWS_AT_ONCE):
        yield [dict(row) for row in rows]
