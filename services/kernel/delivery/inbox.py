"""Takes another service's events in: each once, in order, none missing. Knows no transport.

How far a source has been taken in is the event library's `Tracking`, inserted in the transaction that does the
consumer's work, with the seal that the source's log has there. A message that is not the next one shows a gap, and what
is missing is pulled from the source's own log; so lost, repeated and reordered messages, and a wiped broker, change
nothing.

Nothing is believed for its position. What a bus brings must be signed by its source, or it is put on record and left,
and the source is asked; and whatever comes must continue the chain that was followed, by the seal it names for the
place before it. A source that is behind, or whose chain goes another way, is named and held: nothing of it is skipped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from eventsourcing.persistence import Tracking
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from services.kernel.delivery import contradictions, held
from services.kernel.delivery.contradictions import Found, NotItsAnswer, SourceContradicts, Unreadable
from services.kernel.delivery.held import Held
from services.kernel.delivery.messages import Consumer, Message, Pulled, trace
from services.kernel.delivery.outbox import Pull
from services.kernel.delivery.signatures import SourceKeys
from services.kernel.log.store import Store, heads
from services.kernel.log.transaction import Writing
from services.kernel.procedure.application import Application
from services.kernel.procedure.contradictions import Contradiction
from services.kernel.refusals import Refusal, Unavailable

log = logging.getLogger("jikao.inbox")
TRACED = 10
PASSING = (OperationalError, InterfaceError, Unavailable)
"""Troubles of the moment: the same batch is tried again. Anything else is the event's or the consumer's fault."""


class GapOpen(Unavailable):
    """The source does not (yet) give the events that stand between what is taken in and what came."""

    code = "kernel.gap-open"
    next = ("请稍候，来源恢复后自动继续。", "Wait: it goes on by itself once the source answers.")

    def __init__(self, source: str, after: int, before: int) -> None:
        super().__init__(
            f"来源 {source} 第 {after} 至 {before} 之间的事件暂不可得。",
            f"{source} does not give its events between {after} and {before} yet.",
            source=source,
            after=after,
            before=before,
        )


class Spoilt(Exception):
    """A consumer refused. Raised in its stead, so that what it had written goes too."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@dataclass(slots=True)
class Followed:
    """How far a source's log was followed, and its seal there; empty where what came carried none."""

    position: int
    seal: str


class Inbox:
    """What one service takes in from one source. Replicas may run at once: the line of writers orders them."""

    def __init__(
        self,
        app: Application,
        source: str,
        consumer: Consumer,
        pull: Pull,
        *,
        batch: int = 500,
        keys: SourceKeys | None = None,
    ) -> None:
        """`keys` wherever a bus lies between: without them whoever calls `receive` is believed."""
        self.app, self.source, self.pull = app, source, pull
        app.inboxes[source] = self
        self.log: Store | None = None
        """The source's log, where it lies in reach: a replay reads it there instead of pulling."""
        self._consumer, self._batch, self._keys = consumer, batch, keys

    def position(self) -> int:
        """The last position taken in (or held in quarantine)."""
        return self._followed().position

    def receive(self, messages: Iterable[Message | Unreadable]) -> int:
        """Takes in what is new, pulling what is missing; returns how many. All of it is committed on return.

        What contradicts itself or its source is put on record, never taken in and never waited for.
        """
        sound, contradicted = self._sorted_out(messages)
        if contradicted:
            self._record(contradicted)
        taken = self._follow(sound)
        if contradicted:
            taken += self._asked_again()
        return taken

    def catch_up(self) -> int:
        """Pulls until the source has no more: at start, after a reconnect, and now and then for a silent loss."""
        taken = 0
        while messages := self._missing(self._followed()):
            taken += self._follow(messages)
        return taken

    def _asked_again(self) -> int:
        """In the place of a forged message a genuine one may have been lost. A source that is away is asked later."""
        try:
            return self.catch_up()
        except SourceContradicts:
            raise
        except PASSING as reason:
            log.warning("%s is not asked now: %s", self.source, reason, extra={"source": self.source})
            return 0

    # -- whom to believe ----------------------------------------------------------------------------------------------

    def _sorted_out(self, messages: Iterable[Message | Unreadable]) -> tuple[list[Message], list[Found]]:
        sound: list[Message] = []
        contradicted: list[Found] = []
        for message in messages:
            if isinstance(message, Unreadable):
                found = Found(Contradiction.UNREADABLE, message.source, detail=message.said, data=message.data)
                contradicted.append(found)
            elif kind := self._doubt(message):
                contradicted.append(contradictions.of_message(kind, message))
            else:
                sound.append(message)
        return sound, contradicted

    def _doubt(self, message: Message) -> Contradiction | None:
        if message.source != self.source:
            return Contradiction.UNKNOWN_SOURCE
        if self._keys is None or self._keys.vouches(message):
            return None
        return Contradiction.FORGED if message.signature else Contradiction.UNSIGNED

    def _followed(self) -> Followed:
        """Place and seal in one look: replicas move both together."""
        with self.app.store.reading() as connection:
            row = connection.execute(select(heads.c.position, heads.c.seal).where(heads.c.name == self.source)).first()
        return Followed(row.position, bytes(row.seal or b"").hex()) if row is not None else Followed(0, "")

    def _missing(self, followed: Followed, limit: int = 0) -> list[Message]:
        """What the source's log has after the place to which it was followed; it must be the same log."""
        try:
            found = self.pull(followed.position, limit or self._batch)
        except NotItsAnswer as reason:
            self._record([Found(Contradiction.ANSWER, self.source, followed.position, detail=reason.en)])
            raise
        if isinstance(found, Pulled):
            if found.head < followed.position:
                raise self._contradicts(Contradiction.BEHIND, followed, f"its log ends at {found.head}")
            if followed.seal and found.seal != followed.seal:
                raise self._contradicts(Contradiction.REWRITTEN, followed, f"its seal there is {found.seal}")
            return Pulled((m for m in found if m.position > followed.position), found.head, found.seal)
        return [message for message in found if message.position > followed.position]

    def _continues(self, message: Message, followed: Followed) -> None:
        """The seal that a message names for the place before it is the one that was followed to there."""
        known = followed.seal and message.before and message.previous == followed.position
        if known and message.before != followed.seal:
            raise self._contradicts(Contradiction.REWRITTEN, followed, f"its seal there is {message.before}")

    def _contradicts(self, kind: Contradiction, followed: Followed, detail: str) -> SourceContradicts:
        detail = f"followed to {followed.position} with seal {followed.seal or '-'}; {detail}"
        source, position = self.source, followed.position
        self._record([Found(kind, source, position, detail=detail)])
        zh, en = f"来源 {source}：{kind.zh}（第 {position} 条）。", f"{source}: {kind.en} (at {position})."
        return SourceContradicts(zh, en, source=source, position=position)

    def _record(self, found: Sequence[Found]) -> None:
        contradictions.told(self.app.name, self.app.record(lambda tx: contradictions.record(tx, self.source, found)))

    # -- in order -----------------------------------------------------------------------------------------------------

    def _follow(self, messages: Iterable[Message]) -> int:
        followed = self._followed()
        begun, run, taken, repeated = followed.position, list[Message](), 0, False
        for message in sorted({m.position: m for m in messages}.values(), key=lambda m: m.position):
            while message.previous > followed.position:
                missing = self._missing_in(run, followed)
                if not missing:
                    taken += self._flush(run, 1)
                    self._has_none(message, missing, followed)
                    break
                for one in missing:
                    self._join(run, one, followed)
                taken += self._flush(run, self._batch)
            if message.position > followed.position >= message.previous:
                self._join(run, message, followed)
                taken += self._flush(run, self._batch)
            elif message.position <= begun:
                repeated = True
        taken += self._flush(run, 1)
        if repeated:
            self._still_stands()
        return taken

    def _has_none(self, message: Message, missing: Sequence[Message], followed: Followed) -> None:
        """A source that once sent what its log does not have was set back; what was followed of it may still be sound,
        so it is named and not waited for. One that says nothing of its end may only be late."""
        if not isinstance(missing, Pulled) or missing.head >= message.position:
            raise GapOpen(self.source, followed.position, message.position)
        detail = f"its log ends at {missing.head}"
        self._record([Found(Contradiction.BEHIND, self.source, message.position, message.topic, detail)])

    def _missing_in(self, run: list[Message], followed: Followed) -> list[Message]:
        try:
            return self._missing(followed)
        except SourceContradicts:
            self._flush(run, 1)  # what was followed soundly stays
            raise

    def _join(self, run: list[Message], message: Message, followed: Followed) -> None:
        try:
            self._continues(message, followed)
        except SourceContradicts:
            self._flush(run, 1)
            raise
        run.append(message)
        followed.position, followed.seal = message.position, message.seal

    def _still_stands(self) -> None:
        """A source that sends again what was taken in may have been set back: it is asked where it stands."""
        try:
            self._missing(self._followed(), 1)
        except SourceContradicts:
            raise
        except PASSING as reason:
            log.info("%s is not asked now: %s", self.source, reason, extra={"source": self.source})

    def _flush(self, run: list[Message], least: int) -> int:
        taken = 0
        while len(run) >= least:
            taken += self._take(run[: self._batch])
            del run[: self._batch]
        return taken

    # -- one batch ----------------------------------------------------------------------------------------------------

    def _take(self, run: Sequence[Message]) -> int:
        """One transaction; where it fails for good, halves find the event that spoils it."""
        try:
            return self._told(run, self.app.record(lambda tx: self._take_in(tx, run)))
        except Exception as error:
            if _passes(error):
                raise
            if len(run) > 1:
                middle = len(run) // 2
                return self._take(run[:middle]) + self._take(run[middle:])
            reason = f"{type(error).__name__}: {error}"
            return self.app.record(lambda tx: self._hold(tx, run[0], reason))

    def _told(self, run: Sequence[Message], taken: int) -> int:
        """One line per batch; a small one names the requests behind it, so that they can be followed to here."""
        if taken:
            first, last = run[0].position, run[-1].position
            extra: dict[str, object] = {"source": self.source, "position": last, "events": taken}
            if taken <= TRACED:
                extra["correlation"] = " ".join(sorted({trace(message).correlation for message in run}))
            log.info("%s took in %s %d to %d", self.app.name, self.source, first, last, extra=extra)
        return taken

    def _take_in(self, tx: Writing, run: Sequence[Message]) -> int:
        fresh = self._fresh(tx, run)
        if not fresh:
            return 0
        waiting = {m.aggregate for m in fresh} & held.aggregates(tx, self.source)
        sound = [m for m in fresh if m.aggregate not in waiting]
        if sound:
            self._consume(tx, sound)
        for message in fresh:
            if message.aggregate in waiting:
                held.put(tx, self.source, message, "")
        tx.insert_tracking(Tracking(self.source, fresh[-1].position), fresh[-1].seal)
        return len(fresh)

    def _consume(self, tx: Writing, messages: Sequence[Message]) -> None:
        try:
            self._consumer(tx, messages)
        except Refusal as refusal:
            raise Spoilt(refusal) from refusal

    def _fresh(self, tx: Writing, run: Sequence[Message]) -> list[Message]:
        """Asked again under the lock: a replica may have been faster."""
        tracked = tx.max_tracking_id(self.source) or 0
        fresh = [m for m in run if m.position > tracked]
        if fresh and fresh[0].previous > tracked:
            raise GapOpen(self.source, tracked, fresh[0].position)
        return fresh

    # -- quarantine ---------------------------------------------------------------------------------------------------

    def quarantined(self) -> list[Held]:
        """Oldest first."""
        return held.held(self.app.store, self.source)

    def retry(self) -> int:
        """Takes quarantined events in again, in order; an aggregate stops at its first that still fails."""
        failed: set[str] = set()
        taken = 0
        for one in self.quarantined():
            message = one.message
            if message.aggregate in failed:
                continue
            try:
                taken += self.app.record(lambda tx, m=message: self._release(tx, m))  # type: ignore[misc]
            except Exception as error:
                if _passes(error):
                    raise
                failed.add(message.aggregate)
                reason = f"{type(error).__name__}: {error}"
                self.app.record(partial(held.blame, source=self.source, position=message.position, error=reason))
        return taken

    def pass_over(self, tx: Writing, position: int) -> bool:
        """Leaves a quarantined event out for good; what waited behind it is for `retry`. False where it is not held."""
        found = held.is_held(tx, self.source, position)
        if found:
            held.gone(tx, self.source, position)
        return found

    def _release(self, tx: Writing, message: Message) -> int:
        if not held.is_held(tx, self.source, message.position):
            return 0  # another replica has taken it in
        self._consume(tx, [message])
        held.gone(tx, self.source, message.position)
        return 1

    def _hold(self, tx: Writing, message: Message, reason: str) -> int:
        if not self._fresh(tx, [message]):
            return 0
        log.error(
            "%s %d of %s is quarantined: %s",
            message.topic,
            message.position,
            self.source,
            reason,
            extra={"source": self.source, "position": message.position},
        )
        held.put(tx, self.source, message, reason)
        tx.insert_tracking(Tracking(self.source, message.position), message.seal)
        return 1


def _passes(error: Exception) -> bool:
    if isinstance(error, Spoilt):
        return isinstance(error.refusal, Unavailable)
    return isinstance(error, PASSING) or (isinstance(error, DBAPIError) and error.connection_invalidated)
