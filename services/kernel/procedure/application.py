"""Carries out the operations of one service: who asks, may they, what is recorded, what is answered.

Knows no transport: the gateway calls it directly in the embedded runtime, the Nameko host over RabbitMQ in the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from sqlalchemy import MetaData

from services.kernel.domain.aggregate import Act
from services.kernel.domain.events import declared
from services.kernel.domain.who import Capacity, Organ, Subject
from services.kernel.log import index
from services.kernel.log.rebuild import bring_up_to_date
from services.kernel.log.registers import Projector, Register
from services.kernel.log.store import Store, answers
from services.kernel.log.transaction import Reading, Writing, microseconds, now_at_least
from services.kernel.log.troubles import DRIVERS, trouble
from services.kernel.log.writer import Writer
from services.kernel.procedure import answering, causes, checkpoints, clock_faults, faults, mistaken
from services.kernel.procedure.attachments.files import Files
from services.kernel.procedure.authorization import admitted
from services.kernel.procedure.context import Answer, Call, Context
from services.kernel.procedure.custody import handlers as custody
from services.kernel.procedure.custody import restores
from services.kernel.procedure.custody.clock import must_not_leap
from services.kernel.procedure.custody.events import declare as custody_facts
from services.kernel.procedure.custody.operations import AcknowledgeRestore
from services.kernel.procedure.desk import DESK, LISTS
from services.kernel.procedure.identity import Identity
from services.kernel.procedure.long_context import Listening, LongContext
from services.kernel.procedure.obligations import Obligation, register_of
from services.kernel.procedure.obligations import metadata as obligation_tables
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation, Query
from services.kernel.procedure.own_log import handlers as own_log
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.replay.parts import note_programs
from services.kernel.procedure.replay.record import TABLES as REPLAYS
from services.kernel.refusals import NotFound, NothingToMatch, Refusal
from services.kernel.rules.calendar import Notice, WorkCalendar
from services.kernel.rules.regulations import Rules

T = TypeVar("T")
CLOCK = ".acknowledge-clock"
log = logging.getLogger("jikao")


class Organs(Protocol):
    """The organ as of what a transaction sees: the mirror of the directory."""

    def current(self, reading: Reading) -> Organ: ...


class Application:
    """One service, ready to be called. `organ` mirrors the directory; `on_commit` wakes the relay."""

    def __init__(
        self,
        name: str,
        procedures: Iterable[Procedure],
        *,
        store: Store,
        office: Office,
        organ: Organs,
        tables: Iterable[MetaData] = (),
    ) -> None:
        self.name, self.store, self.office, self.organ = name, store, office, organ
        custody_facts(name)
        self.held: custody.Held | None = None
        """Why nothing is recorded until it is acknowledged."""
        own = tuple(procedures)
        for check in (check for p in own for check in p.relying):
            check(office.rules)
        self.obligations: tuple[Obligation, ...] = tuple(o for p in own for o in p.obligations)
        self.procedures = (*own, own_log.procedure(self), custody.procedure(self))
        self.registers: tuple[Register, ...] = tuple(r for p in self.procedures for r in p.registers)
        if self.obligations:
            self.registers += (register_of(self.obligations),)
        self._lists = {table.name for register in self.registers for table in register.tables}
        self.projector = Projector(self.registers)
        self.operations: dict[str, type[Operation]] = {}
        self._subjects: dict[type[Operation], Callable[[Any, Context], Subject]] = {}
        self._handlers: dict[type[Operation], Callable[[Any, Context], Any]] = {}
        self._long: dict[type[Operation], Callable[[Any, LongContext], Any]] = {}
        self._offering: dict[type[Operation], Callable[[Any, Any, Context], Any]] = {}
        for procedure in self.procedures:
            self._handlers |= procedure.handlers
            self._offering |= procedure.offering
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
        self.shown = {topic: (p.name, *found) for p in own for topic, found in p.shown.items()}
        """By the topic of an event: its procedure, and what shows its record."""
        self._announced: tuple[Mapping[int, Notice], WorkCalendar] = {}, office.calendar
        self.listeners: list[Callable[[], None]] = []
        self.announcers: list[Callable[[str, dict[str, Any]], None]] = []
        self.wake_replays: Callable[[], None] = lambda: None
        """Lets a runner of replays look whether there is work; where there is none, replays wait."""
        self.inboxes: dict[str, Listening] = {}
        """By source; whoever makes one is found here."""
        self._more_tables = (
            obligation_tables, clock_faults.metadata, causes.metadata, index.metadata, checkpoints.metadata, *REPLAYS,
            *tables,
        )  # fmt: skip
        if office.notary is not None:
            store.head_key = office.notary.head_key(name)
        others = frozenset() if office.keeps_registers else frozenset(self._lists)
        store.create(*self._tables(), service=name, origin=office.origin, others=others)
        self.writer = Writer(store, self.projector, self._committed)

    def start(self, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[str]:
        """Rebuilds every register whose definition changed since it was built; call it before serving.

        `progress` hears the register's name and how many facts of how many are done. Returns the registers rebuilt.
        """
        if self.held is not None:  # nothing is written before somebody has said that it may go on
            return []
        rebuilt = bring_up_to_date(self, progress)
        note_programs(self)
        custody.record_rotations(self)
        self.store.add_indexes(*self._tables())
        index.catch_up(self.store, self.record, lambda done, total: progress("log-index", done, total))
        return rebuilt

    def _tables(self) -> Iterable[MetaData]:
        own = (table.metadata for register in self.registers for table in register.tables)
        return dict.fromkeys((*self._more_tables, *own))

    # -- entry --------------------------------------------------------------------------------------------------------

    def call(self, call: Call) -> Answer:
        """Carries out one operation message; raises a `Refusal` when it is declined."""
        try:
            return self._called(call)
        except Refusal as refusal:
            refusal.said_by(self.name)
            raise
        except DRIVERS as error:
            told = trouble(error)
            if told is None:
                raise
            log.error("%s: %s", self.name, told)
            raise told from error

    def _called(self, call: Call) -> Answer:
        operation_class = self.operations.get(call.operation)
        if operation_class is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.", operation=call.operation)
        identity = self.office.verifier.verify(call.token)
        operation = parse(operation_class, call.body)
        if operation.WRITES and self.waits():
            return self._acknowledge(operation, call, identity)
        if operation_class in self._long:
            return self._carry_out_long(operation, call, identity)
        if isinstance(operation, Query):
            with self.store.reading() as connection:
                return self._answer_query(operation, Reading(self.store, connection), call, identity)
        key = answering.key_of(call, identity)
        return self.writer.submit(lambda tx: self.carry_out(operation, tx, call, identity, key), key)

    def waits(self) -> bool:
        """Whether a restore has to be acknowledged still: here, or at another replica."""
        if self.held is not None and not restores.still_waits(self.name, self.store, self.held):
            self.held = None
        return self.held is not None

    def _acknowledge(self, operation: Operation, call: Call, identity: Identity) -> Answer:
        """The one thing that can be done with a log that others know to have been longer."""
        assert self.held is not None
        if not isinstance(operation, AcknowledgeRestore):
            raise self.held.refusal()
        key = answering.key_of(call, identity)
        answer = self.writer.submit(lambda tx: self.carry_out(operation, tx, call, identity, key), key)
        self.held = None
        self.start()
        return answer

    def record(self, work: Callable[[Writing], T]) -> T:
        """Runs kernel work (the inbox, a rebuild) in the line of writers."""
        if self.waits():
            assert self.held is not None
            raise self.held.refusal()
        return self.writer.submit(work)

    def subject_of(self, operation: type[Operation]) -> Callable[[Any, Context], Subject] | None:
        """How is found whom it is about, where no field says so."""
        return self._subjects.get(operation)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _moment(self, call: Call) -> datetime:
        clock = self.office.clock
        return call.at if clock.simulated and call.at is not None else clock.now()

    def context(self, tx: Reading, call: Call, identity: Identity) -> Context:
        now = self._moment(call)
        if isinstance(tx, Writing):
            if not call.operation.endswith(CLOCK):
                must_not_leap(tx, now, self.office)
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
            Capacity(),
            organ,
            office.rules,
            self._calendar(organ.notices()),
            office.new_id,
            call.if_match,
            office.zone,
            self.attachable,
            self.name,
            office.ports,
        )

    def _calendar(self, notices: Mapping[int, Notice]) -> WorkCalendar:
        """The one that came with the program, with what was imported since: no restart, the same on every replica."""
        if not notices:
            return self.office.calendar
        known, made = self._announced
        if known != notices:
            made = self.office.calendar.with_notices(notices.values())
            self._announced = dict(notices), made
        return made

    def _admit(self, operation: Operation, ctx: Context) -> None:
        """Finds the standing in which the caller may do this, or refuses."""
        standing = admitted(operation, self._subjects.get(type(operation)), ctx)
        if standing.post:
            ctx.standing = standing
            ctx.act = ctx.standing_as(standing)

    def _answer_query(self, operation: Query, tx: Reading, call: Call, identity: Identity) -> Answer:
        ctx = self.context(tx, call, identity)
        self._admit(operation, ctx)
        return answering.answer_of(self._seen(operation, ctx))

    def seen_elsewhere(
        self,
        wanted: type[Operation],
        fields: Any,
        call: Call,
        identity: Identity,
        elsewhere: Callable[[Reading], Reading],
        rules: Rules | None = None,
    ) -> Any:
        """What a query answers from registers elsewhere, for whom it would answer from these; under other `rules`,
        where some are given. Who may ask is as it is."""
        operation = parse(wanted, fields)
        handler = self._handlers.get(wanted)
        if handler is None:
            raise NotFound("没有这项查询。", "There is no such query.", operation=wanted.NAME)
        with self.store.reading() as connection:
            live = Reading(self.store, connection)
            ctx = self.context(live, call, identity)
            self._admit(operation, ctx)
            ctx.tx = elsewhere(live)
            ctx.rules = rules or ctx.rules
            return handler(operation, ctx)

    def _seen(self, query: Operation, ctx: Context) -> Any:
        """What a query answers; of a single record also what the caller may do with it now."""
        view = self._handlers[type(query)](query, ctx)
        offers = self._offering.get(type(query))
        return offers(view, query, ctx) if offers is not None else view

    def carry_out(
        self,
        operation: Operation,
        tx: Writing,
        call: Call,
        identity: Identity,
        key: str,
        handler: Callable[[Any, Context], Any] | None = None,
    ) -> Answer:
        """One command in the line of writers."""
        request = answering.digest_of(operation) if key else b""
        if key and (first := tx.first_answer(key)) is not None:
            return answering.first_answer(*first, request)
        ctx = self.context(tx, call, identity)
        self._admit(operation, ctx)
        result = (handler or self._handlers[type(operation)])(operation, ctx)
        ctx.match_saved()
        tx.append(*ctx.saved)
        answer = self._settle(result, ctx)
        if key:
            tx.record_answer(key, request, answering.kept(answer), microseconds(ctx.act.at))
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
            return answering.answer_of(result)
        ctx.organ = self.organ.current(ctx.tx)  # the directory's own commands have just changed it
        ctx.calendar = self._calendar(ctx.organ.notices())
        answer = answering.answer_of(self._seen(result, ctx))
        return Answer(answer.body, answer.version, result.location())

    def _carry_out_long(self, operation: Operation, call: Call, identity: Identity) -> Answer:
        """The key is looked up before anything is looked at, as for every command; the answer is kept at the end.

        What was broken off in between is carried out again under the same key: its jobs are such that this adds
        nothing.
        """
        key = answering.key_of(call, identity) if operation.WRITES else ""
        request = answering.digest_of(operation) if key else b""
        with self.store.reading() as connection:
            tx = Reading(self.store, connection)
            if key and (first := tx.get(answers, {"key": key})) is not None:
                return answering.first_answer(bytes(first.request), bytes(first.answer), request)
            ctx = self.context(tx, call, identity)
            self._admit(operation, ctx)
        if operation.WRITES and call.if_match is not None and "version" not in operation.RETURNS.model_fields:
            raise NothingToMatch(seen=call.if_match)
        result = self._long[type(operation)](operation, LongContext(self, operation, call, identity, ctx))
        if isinstance(result, Answer):  # of `LongContext.command`, which keeps it
            return result
        answer = answering.answer_of(result)
        if not key:
            return answer
        at = microseconds(ctx.act.at)
        return self.writer.submit(lambda tx: answering.kept_once(tx, key, request, answer, at), key)

    def _committed(self, tx: Writing) -> None:
        if tx.recorded:
            for listener in self.listeners:
                listener()
        desks = [(DESK, {"service": self.name})] if _moves_desks(tx) else []
        lists = [f"{LISTS}.{self.name}.{table}" for table in sorted(tx.lines & self._lists)]
        for topic, data in (*tx.announced, *((topic, {}) for topic in lists), *desks):
            for publish in self.announcers:
                publish(topic, data)

    def close(self) -> None:
        self.store.close()


def _moves_desks(tx: Writing) -> bool:
    """Whether something may wait for other people now, or no longer: a fact of which nothing follows moves none."""
    return tx.changed and not (tx.recorded and all(event.QUIET for _, event in tx.recorded))


def parse(operation_class: type[Operation], body: Any) -> Operation:
    """The typed operation, or a refusal that names every field and what is wrong with it."""
    try:
        mistaken.check(operation_class, body)
        return operation_class.model_validate(body)
    except ValidationError as error:
        raise faults.refused(operation_class, error) from None


def _here(work: Callable[..., Any], *args: Any) -> Any:
    return work(*args)


def read_all(app: Application, after: int = 0) -> Iterator[tuple[int, str, bytes]]:
    """(position, topic, stored bytes) of a service's own log."""
    for row in app.store.rows(after):
        yield row.position, row.topic, row.state
