"""What the events of a log can be found by: people, departments, articles, numbers, words. Knows no operation.

Kept behind the log and not in a command's transaction: whoever searches brings it up to date first (`catch_up`), so a
search is whole and no command pays for it. It holds nothing that a person's private fields say; what belongs to a
document's secrets stands apart (`SECRET`), and whoever uses it looks whether the asker may see where it was found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, select

from services.kernel.domain.events import (
    SEALED,
    Event,
    UnknownTopic,
    confidential_fields,
    event_class,
    withheld_fields,
)
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import LOG, Store, cursors, definitions, heads, read_rows
from services.kernel.log.transaction import Writing

metadata = MetaData()
words = Table(
    "log_words",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("word", String(200), nullable=False),
    Index("log_words_word", "kind", "word"),
    sqlite_with_rowid=False,
)
"""Each word once. Its id is a digest of it, so that nothing is looked up to write it."""
postings = Table(
    "log_postings",
    metadata,
    Column("word", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
names = Table(
    "log_names",
    metadata,
    Column("aggregate", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("title", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Of an aggregate the positions of the events that last said its number and its title; 0 where none did."""

ID, ACTOR, ARTICLE, RECORD, REQUEST, CAUSE, TOPIC, TEXT, SECRET = (
    "id", "actor", "article", "record", "request", "cause", "topic", "text", "secret",
)  # fmt: skip
"""Kinds: ids of the directory, who acted, cited articles, other aggregates named, the request, what caused it, the
event's name, texts in small letters; `SECRET` are ids and texts of confidential fields."""
TITLES = ("title", "name", "zh", "matter", "subject", "purpose", "organ")
"""The fields by which an event calls its record, the first of them that it has."""
EVENTS_PER_JOB = 1000
"""Bounds how long a command waits behind it (about 50 ms)."""
VERSION = "1"
"""Another one builds it anew: when what is kept changes."""
CURSOR = "log-index"
_ENVELOPE = frozenset(
    {"originator_id", "originator_version", "timestamp", "day", "cites", "correlation", "causation", SEALED}
)
_ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")
_MEANINGLESS = re.compile(r"[0-9a-f]{40,}|\d{4}-\d\d-\d\d(?:T.*)?|[\d.,:-]*")
_LONGEST = 200


def id_of(kind: str, word: str) -> int:
    """63 bits of a digest: among ten million words two are the same once in a hundred thousand logs, and then a search
    finds an event too many."""
    digest = hashlib.blake2b(f"{kind}\0{word}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _words(topic: str, body: dict[str, Any]) -> set[tuple[str, str]]:
    """By which words an event is found, each with its kind."""
    secret, private = _marked(topic, body)
    found = {(TOPIC, topic.rpartition(".")[0]), *((ARTICLE, cite) for cite in body.get("cites", ()))}
    if body.get("correlation"):
        found.add((REQUEST, body["correlation"]))
    found |= {(ACTOR, body[name]) for name in ("actor", "stands_in_for") if body.get(name) and name not in secret}
    if body.get("causation"):
        found.add((CAUSE, body["causation"]))
    for name, value in body.items():
        if name in _ENVELOPE or name in private:
            continue
        for leaf in _leaves(value):
            kind, word = _kind(leaf)
            if kind:
                found.add((SECRET if name in secret else kind, word[:_LONGEST]))
    return found


def _marked(topic: str, body: dict[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the confidential fields, and of the private ones; all are private of what no class declares."""
    try:
        return _marks(event_class(topic))
    except UnknownTopic:
        return frozenset(), frozenset(body)


@cache
def _marks(cls: type[Event]) -> tuple[frozenset[str], frozenset[str]]:
    secret = frozenset(confidential_fields(cls))
    return secret, frozenset(withheld_fields(cls)) - secret


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _leaves(inner)
        case list():
            for inner in value:
                yield from _leaves(inner)
        case _:
            pass


@lru_cache(4096)
def _kind(text: str) -> tuple[str, str]:
    """An id, another record, or a text; what nobody remembers (digests, sums, days) is none."""
    if _UUID.fullmatch(text):
        return RECORD, text.replace("-", "")
    if len(text) <= 40 and _ID.fullmatch(text):
        return ID, text
    return ("", "") if _MEANINGLESS.fullmatch(text) and not _number(text) else (TEXT, text.lower())


def _number(text: str) -> bool:
    """A register number, `2026-0012`, beside days and sums."""
    return re.fullmatch(r"\d{4}-\d{3,}", text) is not None


# -- keeping it -------------------------------------------------------------------------------------------------------


def behind(store: Store) -> int:
    """How many events are not in it yet."""
    kept = select(cursors.c.position).where(cursors.c.name == CURSOR).scalar_subquery()
    built = select(definitions.c.digest).where(definitions.c.register == CURSOR).scalar_subquery()
    with store.reading() as connection:
        head, at, version = connection.execute(select(heads.c.position, kept, built).where(heads.c.name == LOG)).one()
    return int(head) - (int(at) if at is not None and version == VERSION else 0)


def catch_up(
    store: Store, record: Callable[[Callable[[Writing], int]], int], progress: Callable[[int, int], None] | None = None
) -> int:
    """Takes in what was recorded since; returns how much that was. `record` runs a job in the line of writers."""
    waiting, done = behind(store), 0
    if not waiting:
        return 0
    while some := record(_take_some):
        done += some
        if progress is not None:
            progress(done, max(done, waiting))
        if some < EVENTS_PER_JOB:
            break
    return done


def _take_some(tx: Writing) -> int:
    tx.flush()
    rows = read_rows(tx.connection, _begun(tx), EVENTS_PER_JOB)
    if not rows:
        return 0
    ids: dict[tuple[str, str], int] = {}
    posted: list[tuple[int, int]] = []
    called: dict[str, list[int]] = {}
    for row in rows:
        body = msgspec.json.decode(row.state)
        for word in _words(row.topic, body):
            id = ids.get(word)
            if id is None:
                id = ids[word] = id_of(*word)
            posted.append((id, row.position))
        for place, fields in enumerate((("number",), TITLES)):
            if _says(body, fields)[1]:
                called.setdefault(row.originator_id, [0, 0])[place] = row.position
    mark, cursor = tx.mark, tx.past(words, postings, names, cursors)
    nothing = "ON CONFLICT DO NOTHING"
    known = sorted((id, *word) for word, id in ids.items())
    cursor.executemany(f"INSERT INTO log_words (id, kind, word) VALUES ({mark}, {mark}, {mark}) {nothing}", known)
    cursor.executemany(f"INSERT INTO log_postings (word, position) VALUES ({mark}, {mark}) {nothing}", sorted(posted))
    if called:
        kept = [(aggregate, *places) for aggregate, places in sorted(called.items())]
        cursor.executemany(
            f"INSERT INTO log_names (aggregate, number, title) VALUES ({mark}, {mark}, {mark})"
            " ON CONFLICT (aggregate) DO UPDATE SET"
            " number = CASE WHEN excluded.number > 0 THEN excluded.number ELSE log_names.number END,"
            " title = CASE WHEN excluded.title > 0 THEN excluded.title ELSE log_names.title END",
            kept,
        )
    cursor.execute(f"UPDATE cursors SET position = {mark} WHERE name = {mark}", (rows[-1].position, CURSOR))
    return len(rows)


def _begun(tx: Writing) -> int:
    """Where it stands; from nothing where it is kept otherwise now."""
    built = tx.get(definitions, {"register": CURSOR})
    if built is not None and built.digest == VERSION:
        return int(tx.get(cursors, {"name": CURSOR}).position)
    for table in (words, postings, names):
        tx.execute(table.delete())
    tx.rows.upsert(definitions, register=CURSOR, digest=VERSION)
    tx.rows.upsert(cursors, name=CURSOR, position=0)
    tx.flush()
    return 0


def said_by(row: StoredRow, fields: Iterable[str]) -> tuple[str, str]:
    """The first of these fields by which an event calls its record, and what it says; empty where none does."""
    return _says(msgspec.json.decode(row.state), fields)


def _says(body: dict[str, Any], fields: Iterable[str]) -> tuple[str, str]:
    for name in fields:
        value = body.get(name)
        if isinstance(value, str) and value and not _UUID.fullmatch(value):
            return name, value
    return "", ""
