"""Facts and totals as a part of a shadow: from nothing, from the logs of all who are appraised.

What scorecards rest on beside them, the policy and the organ, is dated and read where it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from services.appraisal.facts import ledger
from services.appraisal.facts.intake import Item, items_of, rows_of, write_rows
from services.appraisal.facts.meanings import MEANINGS, SOURCES, quiet
from services.appraisal.facts.operations import FactView
from services.appraisal.facts.rebuild import skipped
from services.appraisal.facts.tables import facts, totals
from services.kernel.log.registers import definition
from services.kernel.log.shadow import Filling, position_at
from services.kernel.log.shadow_compare import Difference
from services.kernel.log.store import Store, definitions, events, heads
from services.kernel.log.transaction import Reading, Writing, microseconds
from services.kernel.procedure.long_context import Service

PAGE = 5000
"""Events in one transaction of the shadow."""


FACTS = "facts"
"""Under which the program that takes facts in is known."""


class FactsAnew:
    """Of logs in reach the database passes over silent topics; other logs are pulled, as the inbox does."""

    tables: tuple[Table, ...] = (facts, totals)
    compared = (facts, totals)
    lines: tuple[Any, ...] = (FactView,)
    sources = tuple(sorted(SOURCES))
    reads_itself = False
    alone = False

    def __init__(self, app: Service) -> None:
        self._app = app
        self._logs: dict[str, Store | None] = {
            source: getattr(app.inboxes.get(source), "log", None) for source in self.sources
        }
        self._quiet = {source: quiet(source) for source in self.sources}

    def heads(self) -> Mapping[str, int]:
        with self._app.store.reading() as connection:
            return self.at(connection)

    def at(self, connection: Connection) -> Mapping[str, int]:
        known = dict(connection.execute(select(heads.c.name, heads.c.position)).tuples().all())
        return {source: known.get(source, 0) for source in self.sources}

    def standing(self, tx: Writing) -> Mapping[str, int]:
        return {source: tx.heads().get(source, 0) for source in self.sources}

    def until(self, moment: datetime | None, position: int | None) -> Mapping[str, int]:
        taken_in = self.heads()
        if moment is None:
            return taken_in
        with self._app.store.reading() as connection:
            tx = Reading(self._app.store, connection)
            return {
                source: min(last, position_at(log, moment))
                if (log := self._logs[source]) is not None
                else ledger.position_at(tx, source, microseconds(moment))
                for source, last in taken_in.items()
            }

    def page(self, source: str, after: int, until: int) -> tuple[int, Sequence[Item]]:
        log = self._logs[source]
        if log is None:
            return self._pulled(source, after, until)
        query = (
            select(events.c.position, events.c.originator_id, events.c.topic, events.c.state)
            .where(events.c.topic.not_in(self._quiet[source]), events.c.position > after, events.c.position <= until)
            .order_by(events.c.position)
            .limit(PAGE)
        )
        with log.reading() as connection:
            found = [(at, aggregate, topic, bytes(state)) for at, aggregate, topic, state in connection.execute(query)]
        return (found[-1][0] if len(found) == PAGE else until), found

    def read(self, connection: Connection, source: str, after: int, until: int) -> tuple[int, Sequence[Item]]:
        """What others have recorded is committed already."""
        return self.page(source, after, until)

    def _pulled(self, source: str, after: int, until: int) -> tuple[int, Sequence[Item]]:
        inbox = self._app.inboxes.get(source)
        if inbox is None:
            raise LookupError(f"nobody here can be asked for the log of {source}")
        found = list(inbox.pull(after, PAGE))
        items = [item for item in items_of(found) if item[0] <= until]
        return (found[-1].position if found and found[-1].position < until else until), items

    def lay(self, filling: Filling) -> None:
        """There are no facts before the first event."""

    def fill(self, filling: Filling, source: str, page: Sequence[Item]) -> None:
        over = skipped(self._app, source)
        rows, amounts = rows_of(source, (item for item in page if item[0] not in over))
        write_rows(filling, rows, amounts, (facts, totals))

    def causes(self, found: Sequence[Difference], until: int, go_on: Callable[[], None]) -> list[Difference]:
        """A fact names its event; of a total it is the last fact that went into it."""
        with self._app.store.reading() as connection:
            return [self._caused(one, connection) for one in found]

    def _caused(self, one: Difference, connection: Connection) -> Difference:
        if one.table == facts.name:
            known = one.key["source"] in self.sources and one.rebuilt is not None
            return replace(one, source=one.key["source"], cause=one.key["position"] if known else 0)
        wanted = [facts.c[name] == value for name, value in one.key.items()]
        last = select(facts.c.source, facts.c.position).where(*wanted).order_by(facts.c.recorded_at.desc()).limit(1)
        row = connection.execute(last).first()
        return one if row is None else replace(one, source=row.source, cause=row.position)

    def program(self) -> str:
        return meanings_digest()

    def program_of_live(self, connection: Connection) -> str:
        return connection.execute(select(definitions.c.digest).where(definitions.c.register == FACTS)).scalar() or ""

    def swapped(self, tx: Writing) -> None:
        """Open scorecards are asked for again."""
        for row in tx.read(select(totals.c.quarter).distinct().order_by(totals.c.quarter)):
            tx.announce(f"scorecards.{row[0]}", {"quarter": row[0], "departments": [], "rebuilt": True})


@cache
def meanings_digest() -> str:
    """Of what every event counts as, by the code that says so."""
    made = hashlib.sha256()
    for source, meanings in sorted(MEANINGS.items()):
        for topic, facts_of in sorted(meanings.speaking.items()):
            made.update("\n".join((source, topic, *definition(facts_of, "services", set()))).encode())
    return made.hexdigest()
