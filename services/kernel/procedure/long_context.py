"""What a long handler has: work outside the line of writers, and the way back into it. Knows no procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from services.kernel.log.registers import Register
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading, Writing
from services.kernel.log.writer import Writer
from services.kernel.procedure import answering
from services.kernel.procedure.attachments.files import Files, NoFileStore
from services.kernel.procedure.context import Answer, Call, Context
from services.kernel.procedure.identity import Identity
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation
from services.kernel.rules.regulations import Rules

T = TypeVar("T")


class Listening(Protocol):
    """An inbox, as those see it who ask what could not be taken in."""

    source: str
    pull: Callable[[int, int], Sequence[Any]]
    """The source's events after a position."""

    def quarantined(self) -> Sequence[Any]: ...
    def retry(self) -> int: ...
    def pass_over(self, tx: Writing, position: int) -> bool: ...


class Service(Protocol):
    """An application, as its own log procedure and its long handlers see it."""

    name: str
    store: Store
    office: Office
    writer: Writer
    files: Files | None
    aside: Callable[..., Any]
    held: Any
    announcers: list[Callable[[str, dict[str, Any]], None]]
    operations: dict[str, type[Operation]]
    obligations: tuple[Any, ...]
    procedures: tuple[Any, ...]
    registers: tuple[Register, ...]
    disclosing: dict[str, Callable[[Any, Context], bool]]
    shown: dict[str, tuple[str, str, str]]

    wake_replays: Callable[[], None]

    @property
    def inboxes(self) -> Mapping[str, Listening]: ...
    def waits(self) -> bool: ...
    def record(self, work: Callable[[Writing], T]) -> T: ...
    def context(self, tx: Reading, call: Call, identity: Identity) -> Context: ...
    def seen_elsewhere(
        self,
        wanted: type[Operation],
        fields: Any,
        call: Call,
        identity: Identity,
        elsewhere: Callable[[Reading], Reading],
        rules: Rules | None = None,
    ) -> Any: ...
    def subject_of(self, operation: type[Operation]) -> Callable[[Any, Context], Any] | None: ...
    def carry_out(
        self,
        operation: Operation,
        tx: Writing,
        call: Call,
        identity: Identity,
        key: str,
        handler: Callable[[Any, Context], Any] | None = None,
    ) -> Answer: ...


@dataclass
class LongContext:
    """What a long handler has: the admitted context (its transaction is over) and the way back into the line."""

    app: Service
    operation: Operation
    call: Call
    identity: Identity
    admitted: Context

    def job(self, work: Callable[[Context], T]) -> T:
        """One transaction: a fresh context with the admitted standing; what it saves is recorded."""

        def run(tx: Writing) -> T:
            ctx = self.app.context(tx, replace(self.call, if_match=None), self.identity)
            ctx.standing = self.admitted.standing
            ctx.act = ctx.standing_as(ctx.standing)
            result = work(ctx)
            tx.append(*ctx.saved)
            return result

        return self.app.writer.submit(run)

    def command(self, work: Callable[[Any, Context], Any]) -> Answer:
        """The end of a command whose beginning was work outside the line: from here on it is as any other.

        It is admitted again, and answered once per Idempotency-Key.
        """
        key = answering.key_of(self.call, self.identity)

        def run(tx: Writing) -> Answer:
            return self.app.carry_out(self.operation, tx, self.call, self.identity, key, work)

        return self.app.writer.submit(run, key)

    @property
    def files(self) -> Files:
        if self.app.files is None:
            raise NoFileStore
        return self.app.files

    @property
    def fonts(self) -> Path | None:
        """The operator's folder of them."""
        return self.app.office.fonts

    def aside(self, work: Callable[..., T], *args: Any) -> T:
        """Work on files or processes that holds nobody else up."""
        result: T = self.app.aside(work, *args)
        return result

    def reading(self, work: Callable[[Context], T]) -> T:
        with self.app.store.reading() as connection:
            ctx = self.app.context(Reading(self.app.store, connection), self.call, self.identity)
            ctx.standing = self.admitted.standing
            return work(ctx)

    def progress(self, done: int, total: int) -> None:
        """Tells the caller's open pages; losing a message loses nothing."""
        for publish in self.app.announcers:
            publish(f"person.{self.identity.person}", {"operation": self.operation.NAME, "done": done, "total": total})
