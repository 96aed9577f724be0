"""Holds the logs of an organ against each other: what consumers followed and copied, what witnesses saw, what the data
folder and the notes kept elsewhere remember. Whoever changes one log has to change them all, and the paper too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from services.kernel.domain.events import declared, public_bytes
from services.kernel.log.seal import BadNote, Notary
from services.kernel.log.store import Store, checkpoints, consumed, events, heads, quarantine
from services.kernel.procedure.checkpoints import checked
from services.kernel.procedure.custody.checking import MOVED, Checked, first_bad
from services.kernel.procedure.custody.restores import Claim
from services.kernel.procedure.quarantine.passed import passed_over

CHUNK = 2000


def compare(
    found: Mapping[str, Checked],
    stores: Mapping[str, Store],
    notary: Notary | None,
    kept: Mapping[str, Sequence[tuple[str, str]]],
    remembered: Mapping[str, Claim],
) -> None:
    """Adds to what was found. `kept` are the notes that are held elsewhere (by whom, note), `remembered` what the data
    folder knows of each head."""
    for name, check in found.items():
        store = stores[name]
        for other, followed in stores.items():
            if other != name:
                _followed(check, store, found[other], other, followed)
        if name in remembered:
            _remembered(check, store, remembered[name])
        seen = [
            (f"{other}", one.note, one.number)
            for other, checking in found.items()
            for _, one in checking.witnessed
            if one.service == name
        ]
        if notary is not None:
            _noted(check, store, notary, seen)
            _noted(check, store, notary, [(by, note, 0) for by, note in kept.get(name, ())])
        if check.moved:
            check.finds(min(check.proven, check.size) + 1, *MOVED)


def _excused(check: Checked, position: int) -> bool:
    """Whether it was lost by a restore that somebody acknowledged."""
    return any(one.position < position <= one.known for one in check.restored)


def _seal_at(store: Store, position: int) -> str:
    with store.reading() as connection:
        row = connection.execute(select(events.c.seal).where(events.c.position == position)).first()
    return bytes(row.seal).hex() if row is not None else ""


def _followed(check: Checked, store: Store, consumer: Checked, name: str, followed: Store) -> None:
    """`check` is the source, `name` who listens to it."""
    with followed.reading() as connection:
        row = connection.execute(select(heads).where(heads.c.name == check.service)).first()
    if row is not None:
        if row.position > check.size and not _excused(check, row.position):
            check.finds(
                check.size + 1,
                f"{name} 已接收到第 {row.position} 条，日志却更短",
                f"{name} followed it to {row.position}: it was cut, or an older one restored",
            )
        elif (
            row.seal
            and row.position <= check.size
            and not _excused(check, row.position)
            and _seal_at(store, row.position) != bytes(row.seal).hex()
        ):
            check.finds(
                row.position,
                f"{name} 接收时的封印与现在不同",
                f"{name} followed another chain to here: rewritten",
            )
        elif row.seal and row.position <= check.size:
            check.proven = max(check.proven, row.position)
    _copies(check, store, consumer, followed, row.position if row is not None else 0)


def _copies(check: Checked, store: Store, consumer: Checked, followed: Store, reached: int) -> None:
    """Each copy is what the source published at that place, and none is missing where a service keeps them all."""
    with followed.reading() as connection:
        waiting = connection.execute(select(quarantine).where(quarantine.c.source == check.service))
        held = {row.position: row for row in waiting}
        skipped = passed_over(connection, consumer.service, check.service)
        copied = connection.execute(
            select(consumed.c.position).where(consumed.c.source == check.service).limit(1)
        ).first()
    for position, row in held.items():
        if not _is_copy(store, position, row):
            consumer.finds(
                0,
                f"隔离的 {check.service} 第 {position} 条被改动",
                f"the quarantined event {position} of {check.service} was changed",
            )
    if copied is None:
        return
    expected = _published(store, check.service, reached)
    for position, topic, state in _between(expected, _copied(followed, check.service)):
        if (position in held or position in skipped) and state is None:
            continue
        what = {None: ("缺失", "is missing")}.get(topic, ("与来源不同", "is not what the source has"))  # type: ignore[arg-type]
        consumer.finds(
            0,
            f"{check.service} 第 {position} 条的副本{what[0]}",
            f"its copy of event {position} of {check.service} {what[1]}",
        )
        return


def _is_copy(store: Store, position: int, row: Any) -> bool:
    with store.reading() as connection:
        own = connection.execute(select(events).where(events.c.position == position)).first()
    return own is not None and own.topic == row.topic and public_bytes(own.topic, bytes(own.state)) == bytes(row.state)


Copy = tuple[int, str, bytes]


def _published(store: Store, service: str, reached: int) -> Iterator[Copy]:
    known = declared(service)
    for row in store.rows():
        if row.position > reached:
            return
        if row.topic in known and known[row.topic].PUBLISHED:
            yield row.position, row.topic, public_bytes(row.topic, row.state)


def _copied(store: Store, service: str) -> Iterator[Copy]:
    after = -(2**62)
    while True:
        query = (
            select(consumed.c.position, consumed.c.topic, consumed.c.state)
            .where(consumed.c.source == service, consumed.c.position > after)
            .order_by(consumed.c.position)
            .limit(CHUNK)
        )
        with store.reading() as connection:
            rows = connection.execute(query).fetchall()
        yield from ((row.position, row.topic, bytes(row.state)) for row in rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1].position


def _between(expected: Iterator[Copy], copied: Iterator[Copy]) -> Iterator[tuple[int, str | None, bytes | None]]:
    """Where the two differ: `(position, None, None)` for a copy that is missing, else with what was copied."""
    wanted, got = next(expected, None), next(copied, None)
    while wanted is not None or got is not None:
        if got is None or (wanted is not None and wanted[0] < got[0]):
            assert wanted is not None
            yield wanted[0], None, None
            wanted = next(expected, None)
        elif wanted is None or got[0] < wanted[0]:
            yield got
            got = next(copied, None)
        else:
            if wanted != got:
                yield got
            wanted, got = next(expected, None), next(copied, None)


def _remembered(check: Checked, store: Store, claim: Claim) -> None:
    if claim.position > check.size:
        check.finds(
            check.size + 1,
            f"数据目录记得它曾有 {claim.position} 条",
            f"the data folder remembers {claim.position} events: it was cut, or an older one restored",
        )
    elif claim.position and _seal_at(store, claim.position) != claim.seal:
        check.finds(
            claim.position, "与数据目录所记的封印不同", "the data folder remembers another chain to here: rewritten"
        )
    else:
        check.proven = max(check.proven, claim.position)


def _noted(check: Checked, store: Store, notary: Notary, notes: Iterable[tuple[str, str, int]]) -> None:
    """Notes that others hold: they must hold of this log, and lie among its own checkpoints. Only these say how far it
    is proven: whoever rewrites the log may have rewritten those of other places too."""
    given = list(dict.fromkeys(notes))
    skipped = max((one.number for one in check.restored), default=0)
    verdicts = checked(notary, check.service, [note for _, note, _ in given], lambda size: store.rows(limit=size))
    with store.reading() as connection:
        own = dict(connection.execute(select(checkpoints.c.size, checkpoints.c.note)).tuples().all())
    good = sorted({size for size, reason in verdicts if not reason})
    for (by, note, number), (size, reason) in zip(given, verdicts, strict=True):
        try:
            one = notary.opened(check.service, note)
        except BadNote as bad:
            check.finds(0, f"{by} 所持的检查点不成立", f"the checkpoint that {by} holds is none of ours: {bad}")
            continue
        if one.number and one.number <= skipped and (number or reason):
            continue
        if reason:
            cut = one.size > check.size and not check.broken
            first = check.size + 1 if cut else first_bad(check, good, one.size)
            zh, en = f"与 {by} 所持的检查点 {one.size} 不符", f"checkpoint {one.size} of {by}"
            check.doubts(one.size, first, zh, en, reason)
        elif str(own.get(size, "")).strip() != note.strip():
            check.finds(
                size,
                f"{by} 所持的检查点 {size} 在这里被删除或更换",
                f"checkpoint {size} that {by} holds was deleted or replaced here",
            )
