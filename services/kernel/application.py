"""Carries out the operations of one service: who asks, may they, what is recorded, what is answered.

Knows no transport: the gateway calls it directly in the embedded runtime, the Nameko host over RabbitMQ in the other.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BaseModel, ValidationError
from sqlalchemy import MetaData

from services.kernel import log_procedure
from services.kernel.admission import admitted
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import Clock, SystemClock
from services.kernel.context import Answer, Call, Context
from services.kernel.domain import Act
from services.kernel.events import declared
from services.kernel.files import Files, NoFileStore
from services.kernel.identity import Identity, Verifier
from services.kernel.mirror import Mirror
from services.kernel.obligations import Obligation, register_of
from services.kernel.obligations import metadata as obligation_tables
from services.kernel.operations import Operation, Query
from services.kernel.procedure import Procedure
from services.kernel.rebuild import bring_up_to_date
from services.kernel.refusals import Invalid, KeyReused, NotFound
from services.kernel.registers import Projector, Register
from services.kernel.regulations import Rules
from services.kernel.scanner import Scanner
from services.kernel.seal import Notary
from services.kernel.store import Store
from services.kernel.transaction import Reading, Writing, microseconds, now_at_least
from services.kernel.who import Standing, Subject
from services.kernel.writer import Writer

if TYPE_CHECKING:
    from services.kernel.inbox import Inbox

T = TypeVar("T")
log = logging.getLogger("jikao")


@dataclass(frozen=True)
class Office:
    """What a service is given by the composition root, and the same for every service of an organ."""

    rules: Rules
    calendar: WorkCalendar
    verifier: Verifier
    clock: Clock = SystemClock()
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    new_id: Callable[[], UUID] = uuid4
    notary: Notary | None = None
    """Signs checkpoints; a service without one refuses to make them."""
    checkpoint_days: int = 1
    """Every how many days the clock has one made; 0 never."""
    files: Files | None = None
    """Where attachments lie, each service's apart; a service without it takes none."""
    scanner: Scanner | None = None
    """Looks at every file that comes in; without one nobody does."""


class Application:
    """One service, ready to be called. `organ` mirrors the directory; `on_commit` wakes the relay."""

    def __init__(
        self,
        name: str,
        procedures: Iterable[Procedure],
        *,
        store: Store,
        office: Office,
        organ: Mirror[Any],
        tables: Iterable[MetaData] = (),
    ) -> None:
        self.name, self.store, self.office, self.organ = name, store, office, organ
        own = tuple(procedures)
        for check in (check for p in own for check in p.relying):
            check(office.rules)
        self.obligations: tuple[Obligation, ...] = tuple(o for p in own for o in p.obligations)
        self.procedures = (*own, log_procedure.procedure(self))
        self.registers: tuple[Register, ...] = tuple(r for p in self.procedures for r in p.registers)
        if self.obligations:
            self.registers += (register_of(self.obligations),)
        self.projector = Projector(self.registers)
        self.operations: dict[str, type[Operation]] = {}
        self._subjects: dict[type[Operation], Callable[[Any, Context], Subject]] = {}
        self._handlers: dict[type[Operation], Callable[[Any, Context], Any]] = {}
        self._long: dict[type[Operation], Callable[[Any, LongContext], Any]] = {}
        for procedure in self.procedures:
            self._handlers |= procedure.handlers
            self._long |= procedure.long_handlers
            self._subjects |= procedure.subjects
        for operation in (*self._handlers, *self._long):
            if self.operations.setdefault(operation.NAME, operation) is not operation:
                raise TypeError(f"{operation.NAME} is declared twice")
        self.attachable = {one.kind: one for p in own for one in p.attachables}
        self.files: Files | None = office.files.of(name) if office.files is not None else None
        self.aside: Callable[..., Any] = _here
        """Runs what takes long and touches no database; where green threads share one thread, in another."""
        self.disclosing = {
            topic: sees
            for p in own
            for base, sees in p.disclosing.items()
            for topic, cls in declared(name).items()
            if issubclass(cls, base)
        }
        self.listeners: list[Callable[[], None]] = []
        self.announcers: list[Callable[[str, dict[str, Any]], None]] = []
        self.inboxes: dict[str, Inbox] = {}
        """By source; whoever makes one is found here."""
        self._more_tables = (obligation_tables, *tables)
        store.create(*self._tables())
        self.writer = Writer(store, self.projector, self._committed)

    def start(self, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[str]:
        """Rebuilds every register whose definition changed since it was built; call it before serving.

        `progress` hears the register's name and how many facts of how many are done. Returns the registers rebuilt.
        """
        rebuilt = bring_up_to_date(self, progress)
        self.store.add_indexes(*self._tables())
        return rebuilt

    def _tables(self) -> Iterable[MetaData]:
        own = (table.metadata for register in self.registers for table in register.tables)
        return dict.fromkeys((*self._more_tables, *own))

    # -- entry --------------------------------------------------------------------------------------------------------

    def call(self, call: Call) -> Answer:
        """Carries out one operation message; raises a `Refusal` when it is declined."""
        operation_class = self.operations.get(call.operation)
        if operation_class is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.", operation=call.operation)
        identity = self.office.verifier.verify(call.token)
        operation = parse(operation_class, call.body)
        if operation_class in self._long:
            return self._carry_out_long(operation, call, identity)
        if isinstance(operation, Query):
            with self.store.reading() as connection:
                return self._answer_query(operation, Reading(self.store, connection), call, identity)
        key = f"{identity.person}:{call.key}" if call.key else ""
        return self.writer.submit(lambda tx: self.carry_out(operation, tx, call, identity, key), key)

    def record(self, work: Callable[[Writing], T]) -> T:
        """Runs kernel work (the inbox, a rebuild) in the line of writers."""
        return self.writer.submit(work)

    def clock_work(self, ctx: Context) -> int:
        """What falls to the clock beside missed obligations; returns how much was done."""
        return sum(work(ctx) for procedure in self.procedures for work in procedure.tickers)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _moment(self, call: Call) -> datetime:
        clock = self.office.clock
        return call.at if clock.simulated and call.at is not None else clock.now()

    def context(self, tx: Reading, call: Call, identity: Identity) -> Context:
        now = self._moment(call)
        if isinstance(tx, Writing):
            now = now_at_least(tx, now)
        act = Act(
            at=now,
            day=now.astimezone(self.office.zone).date(),
            actor=identity.person,
            correlation=call.correlation,
            causation=call.causation,
        )
        office = self.office
        organ = self.organ.current(tx)
        return Context(
            tx,
            act,
            Standing(),
            organ,
            office.rules,
            office.calendar,
            office.new_id,
            call.if_match,
            office.zone,
            self.attachable,
        )

    def _admit(self, operation: Operation, ctx: Context) -> None:
        """Finds the standing in which the caller may do this, or refuses."""
        standing = admitted(operation, self._subjects.get(type(operation)), ctx)
        if standing.post:
            ctx.standing = standing
            ctx.act = ctx.standing_as(standing)

    def _answer_query(self, operation: Query, tx: Reading, call: Call, identity: Identity) -> Answer:
        ctx = self.context(tx, call, identity)
        self._admit(operation, ctx)
        return _answer(self._handlers[type(operation)](operation, ctx))

    def carry_out(
        self,
        operation: Operation,
        tx: Writing,
        call: Call,
        identity: Identity,
        key: str,
        handler: Callable[[Any, Context], Any] | None = None,
        request: bytes = b"",
    ) -> Answer:
        """One command in the line of writers. `request` is its digest where somebody has made it already."""
        request = request or (_digest(operation) if key else b"")
        if key and (first := tx.first_answer(key)) is not None:
            return _first_answer(*first, request)
        ctx = self.context(tx, call, identity)
        self._admit(operation, ctx)
        result = (handler or self._handlers[type(operation)])(operation, ctx)
        for aggregate in ctx.saved:
            tx.append(aggregate)
        answer = self._settle(result, ctx)
        if key:
            tx.record_answer(key, request, _kept(answer), microseconds(ctx.act.at))
        log.info(
            "%s by %s",
            operation.NAME,
            ctx.caller,
            extra={"correlation": call.correlation, "operation": operation.NAME, "position": tx.position},
        )
        return answer

    def _settle(self, result: Any, ctx: Context) -> Answer:
        """A command that returns a query is answered with that query's answer, read in its own transaction."""
        if not isinstance(result, Query):
            return _answer(result)
        ctx.organ = self.organ.current(ctx.tx)  # the directory's own commands have just changed it
        answer = _answer(self._handlers[type(result)](result, ctx))
        return Answer(answer.body, answer.version, result.location())

    def _carry_out_long(self, operation: Operation, call: Call, identity: Identity) -> Answer:
        with self.store.reading() as connection:
            ctx = self.context(Reading(self.store, connection), call, identity)
            self._admit(operation, ctx)
        result = self._long[type(operation)](operation, LongContext(self, operation, call, identity, ctx))
        return result if isinstance(result, Answer) else _answer(result)

    def _committed(self, tx: Writing) -> None:
        if tx.recorded:
            for listener in self.listeners:
                listener()
        for topic, data in tx.announced:
            for publish in self.announcers:
                publish(topic, data)

    def close(self) -> None:
        self.store.close()


@dataclass
class LongContext:
    """What a long handler has: the admitted context (its transaction is over) and the way back into the line."""

    app: Application
    operation: Operation
    call: Call
    identity: Identity
    admitted: Context

    def job(self, work: Callable[[Context], T]) -> T:
        """One transaction: a fresh context with the admitted standing; what it saves is recorded."""

        def run(tx: Writing) -> T:
            ctx = self.app.context(tx, self.call, self.identity)
            ctx.standing = self.admitted.standing
            ctx.act = ctx.standing_as(ctx.standing)
            result = work(ctx)
            for aggregate in ctx.saved:
                tx.append(aggregate)
            return result

        return self.app.writer.submit(run)

    def command(self, work: Callable[[Any, Context], Any], request: bytes) -> Answer:
        """The end of a command whose beginning was work outside the line: from here on it is as any other.

        It is admitted again, and answered once per Idempotency-Key; `request` is a digest of all that was asked.
        """
        key = f"{self.identity.person}:{self.call.key}" if self.call.key else ""

        def run(tx: Writing) -> Answer:
            return self.app.carry_out(self.operation, tx, self.call, self.identity, key, work, request)

        return self.app.writer.submit(run, key)

    @property
    def files(self) -> Files:
        if self.app.files is None:
            raise NoFileStore
        return self.app.files

    def aside(self, work: Callable[..., T], *args: Any) -> T:
        """Work on files or processes that holds nobody else up."""
        result: T = self.app.aside(work, *args)
        return result

    def reading(self, work: Callable[[Context], T]) -> T:
        with self.app.store.reading() as connection:
            ctx = self.app.context(Reading(self.app.store, connection), self.call, self.identity)
            return work(ctx)

    def progress(self, done: int, total: int) -> None:
        """Tells the caller's open pages; losing a message loses nothing."""
        for publish in self.app.announcers:
            publish(f"person.{self.identity.person}", {"operation": self.operation.NAME, "done": done, "total": total})


def parse(operation_class: type[Operation], body: Any) -> Operation:
    """The typed operation, or a refusal that names every field and what is wrong with it."""
    try:
        return operation_class.model_validate(body)
    except ValidationError as error:
        fields = [
            {"field": ".".join(str(part) for part in e["loc"]), "en": e["msg"], "type": e["type"]}
            for e in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        names = "、".join(f["field"] or "(整体)" for f in fields)
        raise Invalid(
            f"以下字段不符合要求:{names}。", f"These fields cannot be taken: {names}.", fields=fields
        ) from None


def _here(work: Callable[..., Any], *args: Any) -> Any:
    return work(*args)


def _answer(result: Any) -> Answer:
    if isinstance(result, BaseModel):
        return Answer(result.model_dump_json().encode(), result.__dict__.get("version"))
    raise TypeError(f"a handler returned {result!r}, not a view")


def _kept(answer: Answer) -> bytes:
    head = msgspec.json.encode({"version": answer.version, "location": answer.location})
    return head + b"\n" + answer.body


def _first_answer(first_request: bytes, kept: bytes, request: bytes) -> Answer:
    if first_request != request:
        raise KeyReused("该幂等键已用于另一项不同的请求。", "This Idempotency-Key was used for a different request.")
    head, body = kept.split(b"\n", 1)
    return Answer(body, **json.loads(head))


def _digest(operation: Operation) -> bytes:
    return hashlib.sha256(f"{operation.NAME}\n{operation.model_dump_json()}".encode()).digest()


def read_all(app: Application, after: int = 0) -> Iterator[tuple[int, str, bytes]]:
    """(position, topic, stored bytes) of a service's own log."""
    for row in app.store.rows(after):
        yield row.position, row.topic, row.state
