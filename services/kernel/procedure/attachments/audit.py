"""Proves that every file of which a log speaks is there and unaltered. Reads only; knows no procedure.

A file of which nothing speaks is what a broken upload left: counted, and removed only when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import select

from services.kernel.domain.events import event_class, file_fields
from services.kernel.log.store import Store, events
from services.kernel.procedure.attachments.files import FileAltered, FileMissing, Files, Held

Progress = Callable[[int, int], None]
MISSING, ALTERED = "missing", "altered"


@dataclass(frozen=True, slots=True)
class Mention:
    """The first fact that speaks of a file; `kind` and `record` where it says to what the file belongs."""

    position: int
    topic: str
    kind: str
    record: str


@dataclass(frozen=True, slots=True)
class FileFault:
    digest: str
    reason: str
    mention: Mention


@dataclass
class FileCheck:
    files: int = 0
    faults: list[FileFault] = field(default_factory=list[FileFault])
    unspoken: list[Held] = field(default_factory=list[Held])


def spoken_of(store: Store) -> dict[str, Mention]:
    """Every digest in the log, in the order in which they were first spoken of.

    Raises `UnknownTopic` for a fact that no class declares: nobody can say whether it speaks of a file.
    """
    with store.reading() as connection:
        topics = list(connection.execute(select(events.c.topic).distinct()).scalars())
    fields = {topic: names for topic in topics if (names := file_fields(event_class(topic)))}
    found: dict[str, Mention] = {}
    query = select(events.c.position, events.c.topic, events.c.state).where(events.c.topic.in_(list(fields)))
    with store.reading() as connection:
        for position, topic, state in connection.execute(query.order_by(events.c.position)):
            body = msgspec.json.decode(state)
            mention = Mention(position, topic, str(body.get("kind", "")), str(body.get("record", "")))
            for name in fields[topic]:
                held = body.get(name, ())
                for digest in (held,) if isinstance(held, str) else held:
                    found.setdefault(digest, mention)
    return found


def check_files(
    store: Store,
    files: Files,
    progress: Progress = lambda done, total: None,
    get: Callable[[str], object] | None = None,
) -> FileCheck:
    """Reads every file once; `get` is another way to the same `files.get`."""
    read = get or files.get
    present = list(files.each())  # before the log: what is put meanwhile is nobody's fault
    spoken = spoken_of(store)
    check = FileCheck(len(spoken), unspoken=[held for held in present if held.digest not in spoken])
    for done, (digest, mention) in enumerate(spoken.items(), 1):
        try:
            read(digest)
        except FileMissing:
            check.faults.append(FileFault(digest, MISSING, mention))
        except FileAltered:
            check.faults.append(FileFault(digest, ALTERED, mention))
        progress(done, len(spoken))
    return check


def sweep(store: Store, files: Files, before: datetime) -> list[Held]:
    """Removes what no fact speaks of and nobody has put since `before`; returns what it removed."""
    old = [held for held in files.each() if held.since < before]
    spoken = spoken_of(store)  # after the list: what has been recorded by now stays
    removed = [held for held in old if held.digest not in spoken]
    for held in removed:
        files.remove(held.digest)
    files.clear(before)
    return removed
