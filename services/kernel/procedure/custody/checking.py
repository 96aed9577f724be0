"""Proves one log as it lies in its database: its chain, its rows, its head, its checkpoints, and whose it is.

Whoever can write every database but has no key of the office is found here, and by `across.py`, which holds the
services' logs against each other. Knows no runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from services.kernel.domain.events import declared, decode
from services.kernel.log import identity
from services.kernel.log.identity import Expected, Identity
from services.kernel.log.seal import Notary, StoredRow, first_fault, head_mark
from services.kernel.log.store import LOG, Store, cursors, events, heads
from services.kernel.procedure.checkpoints import chain_faults, checked, stored_rows
from services.kernel.procedure.custody.clock import PROBE, TRUSTED
from services.kernel.procedure.custody.events import CheckpointWitnessed, RestoreAcknowledged, declare

Progress = Callable[[int, int], None]
GUARD = "events_guard"
MOVED = "日志的首位不是本服务移动的", "the head was not moved by the service itself"


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. `position` is the first bad one of that service's log, 0 where it has none; `checkpoint` the
    size of the one that does not hold, and `cause` why."""

    service: str
    position: int
    zh: str
    en: str
    checkpoint: int = 0
    cause: str = ""


@dataclass
class Checked:
    """One log, and what it says of others'."""

    service: str
    size: int = 0
    head: str = ""
    identity: Identity | None = None
    findings: list[Finding] = field(default_factory=list[Finding])
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """(size, reason) of each of its own checkpoints; the reason is empty where it holds."""
    broken: int = 0
    """Where the chain breaks first."""
    moved: bool = False
    """Its head was not moved by the service itself."""
    proven: int = 0
    """Up to here checkpoints, consumers and the data folder agree that it is what it was."""
    unproven: bool = False
    """It has checkpoints, and there is no key to check them by."""
    witnessed: list[tuple[int, CheckpointWitnessed]] = field(default_factory=list[tuple[int, CheckpointWitnessed]])
    restored: list[RestoreAcknowledged] = field(default_factory=list[RestoreAcknowledged])

    def finds(self, position: int, zh: str, en: str, checkpoint: int = 0, cause: str = "") -> None:
        self.findings.append(Finding(self.service, position, zh, en, checkpoint, cause))

    def doubts(self, checkpoint: int, position: int, zh: str, en: str, cause: str) -> None:
        """Of a checkpoint, and what is said of it in both languages."""
        self.finds(position, zh, f"{en}: {cause}", checkpoint, cause)

    def own(self) -> list[Finding]:
        """What this database alone tells, beside what is said of each checkpoint: the first event that does not hold
        comes first, and what is no event's last."""
        notes = {(size, reason) for size, reason in self.notes if reason}
        own = [one for one in self.findings if (one.checkpoint, one.cause) not in notes]
        if self.moved and not own:
            own.append(Finding(self.service, min(self.proven, self.size) + 1, *MOVED))
        return sorted(dict.fromkeys(own), key=lambda one: (not one.position, one.position))

    @property
    def holds(self) -> bool:
        return not self.findings


def check(
    service: str,
    store: Store,
    notary: Notary | None = None,
    expected: Expected | None = None,
    progress: Progress = lambda done, total: None,
) -> Checked:
    """All that can be told from this one database."""
    made = Checked(service)
    _identity(made, store, notary, expected)
    head = _head(made, store)
    if head is None:
        return made
    made.size, made.head = head.position, bytes(head.seal or b"").hex()
    _chain(made, store, head, progress)
    _rows(made, store)
    if notary is not None:
        _marks(made, store, notary)
    _cursors(made, store)
    _checkpoints(made, store, notary)
    return made


def _identity(made: Checked, store: Store, notary: Notary | None, expected: Expected | None) -> None:
    origin = notary.origin if notary is not None else ""
    try:
        with store.reading() as connection:
            made.identity = identity.read(connection)
    except DBAPIError:
        made.identity = None
    if made.identity is None:
        made.finds(0, "数据库没有身份", "the database has no identity")
    elif reason := identity.wrong(made.identity, made.service, origin, expected):
        made.finds(0, *reason)


def _head(made: Checked, store: Store) -> Any:
    with store.reading() as connection:
        row = connection.execute(select(heads).where(heads.c.name == LOG)).first()
    if row is None:
        made.finds(1, "日志的首位记录不见了", "the log has no head")
    return row


def _chain(made: Checked, store: Store, head: Any, progress: Progress) -> None:
    last: list[StoredRow] = []
    says = declare(made.service)

    def walked() -> Iterator[StoredRow]:
        for number, row in enumerate(store.rows(), 1):
            last[:] = [row]
            if number % 10_000 == 0:
                progress(number, made.size)
            if row.topic == says.witnessed.TOPIC:
                _decoded(made, row, made.witnessed)
            elif row.topic == says.restored.TOPIC:
                _decoded(made, row, made.restored)
            yield row

    fault = first_fault(walked(), made.size, store.how)
    if fault is not None:
        words, made.broken = _FAULTS.get(fault.reason, "不符"), fault.position
        made.finds(fault.position, words, fault.reason)
    elif (last[0].seal if last else bytes(32)) != bytes(head.seal or b""):
        made.finds(made.size, "首位记录的封印与末条事件不同", "the head has another seal")


_FAULTS = {
    "missing": "缺失",
    "out of order": "次序不对",
    "changed": "被改动",
    "truncated": "末尾被截去",
    "beyond the head": "超出首位记录",
}


def _decoded(made: Checked, row: StoredRow, into: list[Any]) -> None:
    says = declare(made.service)
    try:
        if row.topic == says.witnessed.TOPIC:
            into.append((row.position, decode(row.topic, row.state)))
        else:
            into.append(decode(row.topic, row.state))
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError):
        made.finds(row.position, "事件无法读取", "the event cannot be read")


def _rows(made: Checked, store: Store) -> None:
    """What a chain over forged rows would not show: places below the first, versions, topics, and the guard."""
    known = declared(made.service)
    version, position = events.c.originator_version, events.c.position
    whole = (func.min(version) == 1) & (func.max(version) == func.count())
    with store.reading() as connection:
        below = connection.execute(select(func.min(position)).where(position < 1)).scalar()
        streams = connection.execute(
            select(events.c.originator_id).group_by(events.c.originator_id).having(~whole).limit(20)
        ).scalars()
        broken = [_first_break(connection, stream) for stream in streams]
        topics = connection.execute(select(events.c.topic, func.min(position)).group_by(events.c.topic)).fetchall()
        guarded = _is_guarded(connection, store)
    if below is not None:
        made.finds(below, "序号小于一的事件", "an event before the first position")
    if broken:
        made.finds(min(broken), "聚合的版本不连续", "the versions of an aggregate are not contiguous")
    if unknown := [(place, topic) for topic, place in topics if known and topic not in known]:
        place, topic = min(unknown)
        made.finds(place, f"没有这种事实 {topic}", f"no such fact: {topic}")
    if not guarded:
        made.finds(0, "事件表的防护被去掉", "the guard of the events' table was taken away")


def _first_break(connection: Any, stream: Any) -> int:
    rows = connection.execute(
        select(events.c.position, events.c.originator_version)
        .where(events.c.originator_id == stream)
        .order_by(events.c.position)
    )
    last = 0
    for expected, (position, version) in enumerate(rows, 1):
        last = position
        if version != expected:
            break
    return last


def _is_guarded(connection: Any, store: Store) -> bool:
    asked = (
        "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = :name"
        if store.is_sqlite
        else "SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND c.relname = 'events' AND t.tgname = :name AND t.tgenabled <> 'D'"
    )
    return connection.execute(text(asked), {"name": GUARD}).first() is not None


def _marks(made: Checked, store: Store, notary: Notary) -> None:
    for name in moved(store, notary.head_key(made.service)):
        if name == LOG:
            made.moved = True
        else:
            made.finds(
                0, f"已接收 {name} 的位置被改动", f"how far {name} was followed was not set by the service itself"
            )


def moved(store: Store, key: bytes) -> list[str]:
    """The heads that do not carry the mark of this key, by name."""
    with store.reading() as connection:
        rows = connection.execute(select(heads)).fetchall()
    return [
        row.name
        for row in rows
        if row.mark is None or bytes(row.mark) != head_mark(key, row.name, row.position, row.seal, row.recorded_at)
    ]


def _cursors(made: Checked, store: Store) -> None:
    with store.reading() as connection:
        rows = connection.execute(select(cursors).where(cursors.c.name.not_in((PROBE, TRUSTED)))).fetchall()
    for row in rows:
        if not 0 <= row.position <= made.size:
            made.finds(made.size + 1, "发布位置超出日志", "what was published reaches beyond the log")


def _checkpoints(made: Checked, store: Store, notary: Notary | None) -> None:
    rows = stored_rows(store)
    if not rows or notary is None:
        made.unproven = bool(rows)
        return
    notes = [note for _, note in rows]
    made.notes = checked(notary, made.service, notes, lambda size: store.rows(limit=size))
    skipped = max((one.number for one in made.restored), default=0)
    good = [size for size, reason in made.notes if not reason]
    made.proven = max(good, default=0)
    wrong = [(size, reason) for size, reason in chain_faults(notary, made.service, notes, skipped)]
    for (column, _), (size, reason) in zip(rows, made.notes, strict=True):
        if reason:
            made.doubts(size, first_bad(made, good, column), f"检查点 {column} 不符", f"checkpoint {size}", reason)
        elif size != column:
            wrong.append((size, f"lies in the place of the one over {column} events"))
    for size, reason in wrong:
        made.doubts(size, first_bad(made, good, size), f"检查点 {size} 不接续", f"checkpoint {size}", reason)


def first_bad(check: Checked, sizes: Iterable[int], size: int) -> int:
    """Where a checkpoint over `size` events stopped being true: after the last one that holds, of these sizes, or
    where the chain breaks if that is seen."""
    after = max((one for one in sizes if one < size), default=0) + 1
    return max(after, check.broken) if check.broken <= size else after
